import { parseJson } from "../../../formats/json.ts";
import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import { folderOf, type LockfileUpdate } from "./update.ts";

type Edit = { path: string[]; value: string };

/**
 * package-lock.json and npm-shrinkwrap.json, versions 1 to 3 (npm docs, "package-lock.json"): `packages` by folder,
 * the root under "", its version once more at the top; version 2 repeats each member under `dependencies`, with all
 * but its peers in `requires`.
 */
export function updateNpmLockfile(text: string, { packages, references }: LockfileUpdate): string {
  const edits: Edit[] = [];
  for (const { path, nextVersion } of packages) {
    if (path === ".") edits.push({ path: ["version"], value: nextVersion });
    edits.push({ path: ["packages", lockPath(path), "version"], value: nextVersion });
  }
  const requires = requiresOf(text);
  for (const reference of references) {
    const { kind, dependency, from, to } = reference;
    edits.push({ path: ["packages", lockPath(folderOf(reference)), kind, dependency], value: to });
    if (requires(reference.package, dependency) === from) {
      edits.push({ path: ["dependencies", reference.package, "requires", dependency], value: to });
    }
  }
  return replaceJsonTexts(text, edits);
}

/** What version 2's `dependencies` say that a member requires. A name stands there once per package, whatever the kind. */
function requiresOf(text: string): (name: string, dependency: string) => unknown {
  const lock = parseJson(text) as { dependencies?: Record<string, { requires?: Record<string, unknown> }> } | null;
  return (name, dependency) => lock?.dependencies?.[name]?.requires?.[dependency];
}

function lockPath(path: string): string {
  return path === "." ? "" : path;
}
