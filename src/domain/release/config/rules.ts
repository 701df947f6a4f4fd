import type { Fault } from "../../../kernel/fault.ts";
import { isAbsolutePath } from "../../../kernel/path.ts";
import { AGE_FORM, findDays } from "../backups/age.ts";
import { COOLDOWN_FORM, findMinutes } from "../upgrades/cooldown_age.ts";
import { CONFIG_INVALID } from "./faults.ts";
import type { Config } from "./schema.ts";
import { getAt, type Source } from "./source.ts";

/** Keys whose values are folders in the project. */
const FOLDER_KEYS: readonly string[] = ["changeset.path", "changeset.historyPath", "upgrade.backup.path"];
/** Keys whose values are files in the project; empty where there is none. */
const FILE_KEYS: readonly string[] = ["changelog.filename", "changelog.template"];
/** Keys whose values are texts with placeholders, and those that must occur: of each group one. */
const PLACEHOLDERS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  "git.tagFormat": [["{name}", "{unscopedName}"], ["{version}"]],
  "git.singleTagFormat": [["{version}"]],
};
const URL_KEYS: readonly string[] = ["registry", "changelog.repositoryUrl"];

export function isFolderKey(key: string): boolean {
  return FOLDER_KEYS.includes(key);
}

interface Origin {
  place(key: string): ReturnType<Source["place"]>;
  isStated(key: string): boolean;
}

/** What is wrong with a configuration that fits its schema: values that contradict each other or cannot work. */
export function ruleProblems(config: Config, origin: Origin): Fault[] {
  const problems: Fault[] = [];
  const refuse = (key: string, found: unknown, expected: string, known: string[] = []) => {
    problems.push(CONFIG_INVALID({ ...origin.place(key), key, found, expected, known }));
  };
  const at = (key: string) => getAt(config, key.split(".")) as string;

  const { environments, defaultEnvironments } = config.changeset;
  for (const each of defaultEnvironments) {
    if (environments.includes(each)) continue;
    refuse("changeset.defaultEnvironments", each, `only environments of ${environments.join(", ")}`, environments);
  }
  for (const each of environments) {
    if (/[,\s]/.test(each)) refuse("changeset.environments", each, "names without commas and spaces");
  }
  for (const key of [...FOLDER_KEYS, ...FILE_KEYS]) {
    if (at(key) !== "" && !staysInside(at(key))) {
      refuse(key, at(key), "a path inside the project, relative to its root");
    }
  }
  if (config.changeset.path === ".") refuse("changeset.path", ".", "a folder of its own, not the project's root");
  if (config.upgrade.backup.path === ".") {
    refuse("upgrade.backup.path", ".", "a folder of its own, not the project's root");
  }
  if (config.upgrade.backup.maxAge !== "" && findDays(config.upgrade.backup.maxAge) === undefined) {
    refuse("upgrade.backup.maxAge", config.upgrade.backup.maxAge, AGE_FORM);
  }
  if (/[\\/]/.test(config.changelog.filename)) {
    refuse("changelog.filename", config.changelog.filename, "a file name without folders");
  }
  if (config.changelog.format === "custom" && config.changelog.template === "") {
    refuse("changelog.format", "custom", 'a template in changelog.template, because format is "custom"');
  }
  for (const [key, needed] of Object.entries(PLACEHOLDERS)) {
    const missing = needed.filter((group) => !group.some((each) => at(key).includes(each)));
    const named = missing.map(([first, ...rest]) => rest.length === 0 ? first : `${first} (or ${rest.join(", ")})`);
    if (missing.length > 0) refuse(key, at(key), `a text that contains ${named.join(" and ")}`);
  }
  for (const key of URL_KEYS) {
    if (at(key) !== "" && !isWebAddress(at(key))) refuse(key, at(key), "a URL with http or https");
  }
  for (const each of config.changelog.excludePatterns) {
    const problem = regExpProblem(each);
    if (problem) refuse("changelog.excludePatterns", each, `regular expressions (${problem})`);
  }
  const { cooldown } = config.upgrade;
  if (cooldown !== "" && findMinutes(cooldown) === undefined) refuse("upgrade.cooldown", cooldown, COOLDOWN_FORM);
  const groups = [
    ...config.version.fixed.map((names) => ({ key: "version.fixed", names })),
    ...config.version.linked.map((names) => ({ key: "version.linked", names })),
  ];
  const grouped = new Set<string>();
  for (const { key, names } of groups) {
    for (const name of new Set(names)) {
      if (grouped.has(name)) refuse(key, name, "each package in one group of fixed and linked");
      grouped.add(name);
    }
  }
  return problems;
}

function staysInside(path: string): boolean {
  return !isAbsolutePath(path) && !path.split(/[\\/]/).includes("..");
}

function isWebAddress(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function regExpProblem(source: string): string | undefined {
  try {
    new RegExp(source, "u");
    return undefined;
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, "");
  }
}
