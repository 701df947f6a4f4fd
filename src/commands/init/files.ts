import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { assembleConfig } from "../../domain/release/config/assemble.ts";
import { newConfigText } from "../../domain/release/config/new_config.ts";
import { environmentSource, parseSource } from "../../domain/release/config/source.ts";
import type { Fault } from "../../kernel/fault.ts";
import type { Files } from "../../kernel/ports.ts";
import type { InitChoices } from "./choices.ts";
import type { NewConfigPlace } from "./place.ts";

/** What `init` writes. Paths are relative to the root, or absolute for a configuration outside it. */
export interface InitPlan {
  root: string;
  configFile: string;
  /** Contents by path, the configuration last: what exists only with all the rest is there. */
  writes: Map<string, string>;
  /** The configuration that gives way, and where it is kept. */
  replaced: { path: string; content: Uint8Array } | undefined;
  backup: string | undefined;
}

/** The options that state values, by the key of the value. */
const OPTIONS: Readonly<Record<string, string>> = {
  "changeset.path": "--changeset-path",
  "changeset.historyPath": "--changeset-path",
  "changeset.environments": "--environments",
  "changeset.defaultEnvironments": "--default-env",
  registry: "--registry",
};

/** Decides what is written; the configuration is checked before. Fault: `OPTION_VALUE_INVALID`. */
export async function planFiles(
  files: Files,
  { place, choices }: { place: NewConfigPlace; choices: InitChoices },
): Promise<InitPlan> {
  const { root, existing, named } = place;
  const configFile = named?.name ?? `repo.config.${choices.format}`;
  const text = await newConfigText(choices, choices.format);
  const source = await parseSource(text, { name: configFile, format: choices.format });
  const sources = { files: [source], environment: environmentSource([], () => undefined) };
  const { config, problems } = assembleConfig(sources, {});
  if (problems.length > 0) {
    const byOption = new Map(problems.map(optionFault).reverse().map((each) => [each.details.option, each]));
    // Environments that are wrong make the default ones wrong, too, which follow from them.
    if (byOption.has("--environments")) byOption.delete("--default-env");
    throw new AggregateError([...byOption.values()].reverse());
  }
  const writes = new Map<string, string>();
  for (const folder of [config.changeset.path, config.changeset.historyPath]) {
    if (!files.list(`${root}/${folder}`)) writes.set(`${folder}/.gitkeep`, "");
  }
  writes.set(configFile, text);
  const content = existing && files.readBytes(existing.path);
  const replaced = existing && content ? { path: existing.path, content } : undefined;
  return {
    root,
    configFile,
    writes,
    replaced,
    backup: existing && replaced && freeName(files, { root, name: `${existing.name}.bak` }),
  };
}

/** A problem of the configuration as one of the option that stated the value. */
function optionFault({ details }: Fault): Fault {
  const { key, found, expected, known } = details as { key: string; found: unknown; expected: string; known: string[] };
  const value = Array.isArray(found) ? found.join(",") : String(found);
  return OPTION_VALUE_INVALID({ option: OPTIONS[key.replace(/\[\d+\]$/, "")] ?? key, value, expected, known });
}

/** The first of `name`, `name.1`, `name.2`… that is not taken. */
function freeName(files: Files, { root, name }: { root: string; name: string }): string {
  for (let i = 0;; i++) {
    const candidate = i === 0 ? name : `${name}.${i}`;
    if (files.kindOf(within(root, candidate)) === undefined) return candidate;
  }
}

/** Carries the plan out: the copy first, so that nothing is lost whenever it ends. */
export function writeFiles(files: Files, { root, writes, replaced, backup, configFile }: InitPlan): void {
  if (replaced && backup !== undefined) files.write(within(root, backup), replaced.content, { createOnly: true });
  for (const [name, content] of writes) files.write(within(root, name), content, { createOnly: name !== configFile });
  if (replaced && replaced.path !== within(root, configFile)) files.remove(replaced.path);
}

function within(root: string, name: string): string {
  return /^([a-zA-Z]:)?\//.test(name) ? name : `${root}/${name}`;
}
