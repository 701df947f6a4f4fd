import { isFolderKey } from "./rules.ts";
import { type Config, configKeys } from "./schema.ts";
import { getAt, setAt } from "./source.ts";

/** A configuration as it is shown: folders end in a slash, and the registry is the one in force. */
export function shownConfig(config: Config, registry: string): Config {
  const shown = structuredClone(config);
  for (const { key } of configKeys()) {
    if (!isFolderKey(key)) continue;
    const path = key.split(".");
    setAt(shown, path, withSlash(getAt(shown, path) as string));
  }
  shown.registry = registry;
  return shown;
}

/** `.changesets` → `.changesets/`. */
export function withSlash(folder: string): string {
  return folder.endsWith("/") ? folder : `${folder}/`;
}

/** What a value stands for that is empty, as the description of its key says it after "empty:"; otherwise `none`. */
export function emptyMeaning(description: string): string {
  return /; empty: (.+)$/.exec(description)?.[1] ?? "none";
}

/** A value on one line: texts as they are, lists of texts with commas, everything else as JSON. */
export function valueText(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ");
  return JSON.stringify(value);
}
