import { stringifyDocument } from "../../../formats/document.ts";
import type { DocumentFormat } from "../../../formats/format.ts";
import { withSlash } from "./shown_config.ts";

/** What a new configuration states; everything else is left to the defaults. */
export interface ConfigChoices {
  changesetPath: string;
  environments: string[];
  defaultEnvironments: string[];
  strategy: "independent" | "unified";
  /** Undefined: what npm's own configuration says. */
  registry: string | undefined;
}

interface Entry {
  key: string;
  value: string | string[];
  comment: string;
}

const HEAD =
  "Configuration of workspace. `workspace config show` lists every key with its value and where it comes from.";

/** The text of a new configuration file, with comments where the format has them. */
export async function newConfigText(choices: ConfigChoices, format: DocumentFormat): Promise<string> {
  const top = topEntries(choices);
  const sections = sectionEntries(choices);
  if (format === "json") {
    const table = (entries: Entry[]) => Object.fromEntries(entries.map(({ key, value }) => [key, value]));
    const inSections = Object.entries(sections).map(([name, entries]) => [name, table(entries)]);
    return await stringifyDocument({ ...table(top), ...Object.fromEntries(inSections) }, "json");
  }
  const blocks = Object.entries(sections).map(([name, entries]) =>
    format === "toml"
      ? [`[${name}]`, ...entries.flatMap(tomlLines)]
      : [`${name}:`, ...entries.flatMap(yamlLines).map((line) => `  ${line}`)]
  );
  if (top.length > 0) blocks.unshift(top.flatMap(format === "toml" ? tomlLines : yamlLines));
  return [[`# ${HEAD}`], ...blocks].map((block) => `${block.join("\n")}\n`).join("\n");
}

function topEntries({ registry }: ConfigChoices): Entry[] {
  return registry === undefined ? [] : [{ key: "registry", value: registry, comment: "npm registry" }];
}

function sectionEntries(choices: ConfigChoices): Record<string, Entry[]> {
  return {
    changeset: [
      { key: "path", value: withSlash(choices.changesetPath), comment: "Folder of the pending changesets" },
      { key: "environments", value: choices.environments, comment: "Environments a changeset may target" },
      {
        key: "defaultEnvironments",
        value: choices.defaultEnvironments,
        comment: "Environments of a changeset that names none",
      },
    ],
    version: [{
      key: "strategy",
      value: choices.strategy,
      comment: "independent: each package has its own version; unified: all share one",
    }],
  };
}

function tomlLines({ key, value, comment }: Entry): string[] {
  // JSON's texts are TOML's basic strings.
  const written = Array.isArray(value)
    ? `[${value.map((each) => JSON.stringify(each)).join(", ")}]`
    : JSON.stringify(value);
  return [`# ${comment}`, `${key} = ${written}`];
}

function yamlLines({ key, value, comment }: Entry): string[] {
  if (!Array.isArray(value)) return [`# ${comment}`, `${key}: ${yamlScalar(value)}`];
  if (value.length === 0) return [`# ${comment}`, `${key}: []`];
  return [`# ${comment}`, `${key}:`, ...value.map((each) => `  - ${yamlScalar(each)}`)];
}

function yamlScalar(text: string): string {
  const plain = /^[A-Za-z.][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n|\.(nan|inf))$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
