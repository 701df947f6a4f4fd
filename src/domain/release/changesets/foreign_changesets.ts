import { parseDocument } from "../../../formats/document.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import { BUMP_TYPES, type BumpType } from "../model.ts";

/** A changeset as `@changesets/cli` writes it: bumps in the front matter, a summary in markdown. */
export interface ForeignChangeset {
  /** The file's name without `.md`. */
  name: string;
  bumps: Record<string, BumpType>;
  summary: string;
}

/** What of another tool's configuration has an equivalent here, and what has none. */
export interface MappedConfig {
  /** Keys with dots, such as `version.fixed`, and what each shall be. */
  values: { key: string; value: unknown; from: string }[];
  /** What needs nothing, or cannot be taken over, and what to do instead. */
  notes: { key: string; note: string }[];
}

/**
 * Reads one `.changeset/*.md`. Text for what cannot be used: broken front matter, an unknown bump, no packages.
 * A package with the bump `none` is left out.
 */
export async function parseForeignChangeset(
  name: string,
  content: string,
): Promise<ForeignChangeset | { problem: string }> {
  const parts = /^\uFEFF?---[ \t]*\r?\n((?:[\s\S]*?\n)??)---[ \t]*(?:\r?\n([\s\S]*))?$/.exec(content);
  if (!parts) return { problem: "It has no front matter between lines of ---" };
  let value: unknown;
  try {
    value = parts[1]!.trim() === "" ? {} : (await parseDocument(parts[1]!, "yaml")).value;
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    return { problem: `Line ${error.line + 1} of its front matter is no YAML: ${error.message}` };
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return { problem: "Its front matter does not list packages with their bumps" };
  }
  const bumps: Record<string, BumpType> = {};
  for (const [name, bump] of Object.entries(value)) {
    if (bump === "none") continue;
    if (!BUMP_TYPES.includes(bump)) {
      return { problem: `The bump of ${name} is '${bump}', not one of major, minor, patch` };
    }
    bumps[name] = bump;
  }
  if (Object.keys(bumps).length === 0) return { problem: "It bumps no package" };
  return { name, bumps, summary: (parts[2] ?? "").trim() };
}

/** Takes over a `.changeset/config.json` (`@changesets/config`), as far as there are equivalents. */
export function mapForeignConfig(config: Record<string, unknown>): MappedConfig {
  const mapped: MappedConfig = { values: [], notes: [] };
  for (const [key, value] of Object.entries(config)) {
    if (key === "$schema") continue;
    const rule = Object.hasOwn(RULES, key) ? RULES[key]! : undefined;
    const outcome = rule?.(value) ?? { note: "It has no equivalent here." };
    if ("note" in outcome) mapped.notes.push({ key, note: outcome.note });
    else {for (const [target, taken] of Object.entries(outcome.set)) {
        mapped.values.push({ key: target, value: taken, from: key });
      }}
  }
  return mapped;
}

type Outcome = { set: Record<string, unknown> } | { note: string };

const RULES: Record<string, (value: unknown) => Outcome> = {
  fixed: (value) => taken("version.fixed", value),
  linked: (value) => taken("version.linked", value),
  ignore: (value) => taken("version.ignore", value),
  baseBranch: (value) => ({ set: { "git.baseBranch": value } }),
  changelog(value) {
    if (value === false) return { set: { "changelog.enabled": false } };
    const [generator, options] = Array.isArray(value) ? value : [value, undefined];
    const repository = typeof options === "object" && options !== null
      ? (options as { repo?: unknown }).repo
      : undefined;
    if (typeof repository === "string" && String(generator).includes("github")) {
      return {
        set: { "changelog.repositoryUrl": `https://github.com/${repository}`, "changelog.includeAuthors": true },
      };
    }
    return String(generator).startsWith("@changesets/")
      ? { note: "Changelogs are written without a generator; `changelog.format` chooses their form." }
      : { note: "Generators of others are not run; `changelog.template` can shape an entry." };
  },
  updateInternalDependents: (value) =>
    value === "always"
      ? { set: { "dependency.propagation": "always" } }
      : { note: 'This is what dependency.propagation = "out-of-range" does, the default.' },
  updateInternalDependencies: (value) =>
    value === "patch"
      ? { note: "References to released packages are always updated." }
      : { note: "References are updated for every bump, patches too." },
  commit: (value) =>
    value === false
      ? { note: "A bump commits only with --git-commit." }
      : { note: "Pass --git-commit to `workspace bump`; git.commitMessage sets its message." },
  access: () => ({ note: "Publishing is left to the package manager: set publishConfig.access in package.json." }),
  privatePackages: (value) =>
    value === false || (value as { version?: unknown } | null)?.version === false
      ? { note: "Private packages with a version are bumped: list those that shall not be in version.ignore." }
      : { note: "Private packages with a version are bumped and tagged." },
  snapshot: () => ({ note: "`workspace bump --snapshot` uses version.snapshotFormat." }),
};

/** A list as it is; of an empty one there is nothing to take over or to say. */
function taken(key: string, value: unknown): Outcome {
  return { set: Array.isArray(value) && value.length > 0 ? { [key]: value } : {} };
}
