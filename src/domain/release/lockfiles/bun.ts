import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import { folderOf, type LockfileUpdate } from "./update.ts";

/**
 * bun.lock, JSON with trailing commas: `workspaces` by folder, the root under "", `catalog` and `catalogs`; versions
 * before 1 repeat a member's references in its entry of `packages`.
 */
export function updateBunLockfile(text: string, { packages, references, catalogs }: LockfileUpdate): string {
  const lockPath = (path: string) => path === "." ? "" : path;
  const edits: { path: (string | number)[]; value: string }[] = [];
  for (const { path, nextVersion } of packages) {
    edits.push({ path: ["workspaces", lockPath(path), "version"], value: nextVersion });
  }
  for (const reference of references) {
    const { kind, dependency, to: value } = reference;
    edits.push({ path: ["workspaces", lockPath(folderOf(reference)), kind, dependency], value });
    edits.push({ path: ["packages", reference.package, 1, kind, dependency], value });
  }
  for (const { catalog, dependency, to: value } of catalogs) {
    if (catalog === "default") edits.push({ path: ["catalog", dependency], value });
    edits.push({ path: ["catalogs", catalog, dependency], value });
  }
  return replaceJsonTexts(text, edits, "relaxed");
}
