import type { FileChange } from "../../../kernel/git.ts";
import type { Package } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import type { PackageFolder } from "../packages/ownership.ts";
import { findPackageName, type ProjectState, readMemberPatterns } from "./project_state.ts";

const MANIFEST = /\/(?:package\.json|deno\.jsonc?)$/;

/**
 * Packages that the changes took away or moved: their package.json is gone from a folder that was a member of the
 * workspace before, and their name is the one it had. A moved package has the name of one that is there.
 */
export async function readFormerPackages(
  changes: readonly FileChange[],
  { packages, before }: { packages: readonly Package[]; before: ProjectState },
): Promise<PackageFolder[]> {
  const present = new Set(packages.map((each) => each.manifestPath));
  const gone = changes.flatMap(({ type, path, from }) => {
    const old = type === "deleted" ? path : type === "renamed" ? from! : undefined;
    return old !== undefined && MANIFEST.test(old) && !present.has(old) ? [old] : [];
  });
  if (gone.length === 0) return [];
  const isMember = memberMatcher(await readMemberPatterns(before));
  const former: PackageFolder[] = [];
  for (const manifestPath of gone) {
    const path = manifestPath.replace(MANIFEST, "");
    const name = isMember(path) ? await findPackageName(before, manifestPath) : undefined;
    if (name !== undefined) former.push({ name, path });
  }
  return former;
}

function memberMatcher(patterns: string[]): (folder: string) => boolean {
  const tidy = (pattern: string) => pattern.replace(/^!/, "").replace(/^\.\//, "").replace(/\/+$/, "");
  const included = globMatcher(patterns.filter((each) => !each.startsWith("!")).map(tidy));
  const excluded = globMatcher(patterns.filter((each) => each.startsWith("!")).map(tidy));
  return (folder) => included(folder) && !excluded(folder);
}
