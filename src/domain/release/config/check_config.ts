import { type Fault, isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import { assembleConfig, type AssembledConfig } from "./assemble.ts";
import { CONFIG_INVALID } from "./faults.ts";
import type { ConfigReading } from "./read_config.ts";

/** One line of a validation's result. */
export interface ConfigCheck {
  name: string;
  passed: boolean;
  problems: Fault[];
  /** What is worth knowing although it passed. */
  note?: string;
}

/** Checks by what their problems are about, in the order in which they are shown; the last takes what is left. */
const CHECKS: readonly { name: string; owns: (problem: Fault, key: string) => boolean }[] = [
  { name: "All required fields present", owns: ({ code }) => code === "CONFIG_KEY_MISSING" },
  { name: "All keys known", owns: ({ code }) => code === "CONFIG_KEY_UNKNOWN" },
  { name: "Environments valid", owns: (_, key) => /^changeset\.(environments|defaultEnvironments)\b/.test(key) },
  { name: "Registry URL valid", owns: (_, key) => key === "registry" },
  { name: "Profiles valid", owns: (_, key) => /^profiles\.[^.]+\.extends\b/.test(key) },
  { name: "All values valid", owns: () => true },
];

/**
 * The checks of a configuration whose files could be parsed, with every profile applied in turn. `packages` are the
 * names of the project's packages, where they are known. Fault: `PROFILE_NOT_FOUND`.
 */
export function checkConfig(
  reading: Pick<ConfigReading, "root" | "sources" | "profile">,
  files: Files,
  options: { packages?: readonly string[] | undefined } = {},
): ConfigCheck[] {
  const { sources, root } = reading;
  const assembled = assembleConfig(sources, { profile: reading.profile });
  const all = [...assembled.problems];
  const usable = all.length === 0;
  if (usable) { for (const profile of assembled.profiles) all.push(...assembleConfig(sources, { profile }).problems); }
  const distinct = [...new Map(all.map((each) => [`${each.message}\n${each.reason}`, each])).values()];
  const owned = Map.groupBy(distinct, (problem) => ownerOf(problem));
  const checks = CHECKS.map(({ name }): ConfigCheck => {
    const problems = owned.get(name) ?? [];
    return { name, passed: problems.length === 0, problems };
  });
  if (usable) {
    if (options.packages) checks.push(checkNames(assembled, options.packages));
    checks.push(checkChangesetFolder(files, { root, assembled }));
  }
  return checks;
}

/** Names that the configuration uses for packages; patterns may match nothing. */
function checkNames({ config, placeOf }: AssembledConfig, packages: readonly string[]): ConfigCheck {
  const named: [key: string, names: string[]][] = [
    ["version.ignore", config.version.ignore],
    ["version.fixed", config.version.fixed.flat()],
    ["version.linked", config.version.linked.flat()],
    ["packages.rules", config.packages.rules.flatMap((rule) => rule.packages)],
  ];
  const problems = named.flatMap(([key, names]) =>
    names.filter((name) => !/[*?{[!]/.test(name) && !packages.includes(name)).map((found) =>
      CONFIG_INVALID({
        ...placeOf(key),
        key,
        found,
        expected: "names of packages of the project",
        known: [...packages],
      })
    )
  );
  return { name: "Packages named exist", passed: problems.length === 0, problems };
}

function ownerOf(problem: Fault): string {
  const key = String(problem.details.key ?? "").replace(/^profiles\.[^.]+\.(?!extends\b)/, "");
  return CHECKS.find(({ owns }) => owns(problem, key))!.name;
}

/** The folder exists or can be made: nothing but folders may be on its path. */
function checkChangesetFolder(
  files: Files,
  { root, assembled }: { root: string; assembled: AssembledConfig },
): ConfigCheck {
  const name = "Changeset directory exists";
  const { path } = assembled.config.changeset;
  let folder = root;
  for (const part of path.split("/")) {
    folder = `${folder}/${part}`;
    const kind = kindOf(files, folder);
    if (kind === undefined) {
      return { name, passed: true, problems: [], note: `${path}/ is not there yet: it is made when needed` };
    }
    if (kind !== "directory") {
      const expected = `a folder, but '${folder.slice(root.length + 1)}' is a file`;
      const key = "changeset.path";
      const problem = CONFIG_INVALID({ ...assembled.placeOf(key), key, found: path, expected, known: [] });
      return { name, passed: false, problems: [problem] };
    }
  }
  return { name, passed: true, problems: [] };
}

function kindOf(files: Files, path: string): ReturnType<Files["kindOf"]> {
  try {
    return files.kindOf(path);
  } catch (error) {
    if (isFault(error, "FILE_UNREADABLE")) return "other";
    throw error;
  }
}
