import { parseJson } from "../../../formats/json.ts";
import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import { parseImport } from "../versions/specifier.ts";
import { folderOf, type LockfileUpdate } from "./update.ts";

interface Importer {
  dependencies?: unknown;
  packageJson?: { dependencies?: unknown };
}

/**
 * deno.lock, versions 4 and 5: it has no versions of a project's own packages, but what their manifests ask for: under
 * `workspace` for the root, under `workspace.members` by folder, in both from deno.json and from package.json.
 */
export function updateDenoLockfile(text: string, { references }: Pick<LockfileUpdate, "references">): string {
  const lock = parseJson(text) as { workspace?: Importer & { members?: Record<string, Importer> } } | null;
  const edits: { path: (string | number)[]; value: string }[] = [];
  for (const reference of references) {
    const folder = folderOf(reference);
    const isManifest = reference.manifestPath.endsWith("package.json");
    const importer = folder === "." ? lock?.workspace : lock?.workspace?.members?.[folder];
    const listed = isManifest ? importer?.packageJson?.dependencies : importer?.dependencies;
    if (!Array.isArray(listed)) continue;
    const [from, to] = [reference.from, reference.to].map((specifier) =>
      lockedForm(isManifest && !specifier.includes(":") ? `npm:${reference.dependency}@${specifier}` : specifier)
    ) as [string, string];
    const index = listed.findIndex((each) => typeof each === "string" && lockedForm(each) === from);
    if (index < 0) continue;
    const path = [
      "workspace",
      ...folder === "." ? [] : ["members", folder],
      ...isManifest ? ["packageJson"] : [],
      "dependencies",
      index,
    ];
    edits.push({ path, value: to });
  }
  return replaceJsonTexts(text, edits);
}

/** As Deno writes it: without path, and with no more numbers than the range needs (`^1.0.0` is `1`, `~1.2.0` is `1.2`). */
function lockedForm(specifier: string): string {
  const parsed = parseImport(specifier);
  if (!parsed) return specifier;
  const range = parsed.range
    .replace(/^\^([1-9]\d*)(?:\.0){0,2}$/, "$1")
    .replace(/^\^(0\.[1-9]\d*)(?:\.0)?$/, "$1")
    .replace(/^~(\d+\.\d+)(?:\.0)?$/, "$1");
  return `${specifier.slice(0, 4)}${parsed.target}@${range}`;
}
