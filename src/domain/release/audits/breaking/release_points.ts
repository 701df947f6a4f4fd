import type { Git } from "../../../../kernel/git.ts";
import type { Config } from "../../config/schema.ts";
import type { Package, Workspace } from "../../model.ts";
import { formatTag } from "../../plan/format_tag.ts";

/** The last release of a package that git knows. */
export interface ReleasePoint {
  package: Package;
  tag: string;
  /** Full hash. */
  commit: string;
}

const PLACEHOLDER = "0.0.0-workspace-placeholder";

/**
 * The tag of each package's current version; where it has none, the newest tag in the form of the package's tags.
 * Packages without a version or a tag are left out. `tags` are newest first.
 */
export function findReleasePoints(
  tags: readonly { name: string; commit: string }[],
  { workspace, config }: { workspace: Workspace; config: Config },
): ReleasePoint[] {
  const byName = new Map(tags.map((each) => [each.name, each]));
  const context = { config, shape: workspace.shape };
  return workspace.packages.flatMap((pkg) => {
    if (pkg.version === undefined) return [];
    const [before = "", after = ""] = formatTag(pkg.name, PLACEHOLDER, context).split(PLACEHOLDER);
    const found = byName.get(formatTag(pkg.name, pkg.version, context)) ??
      tags.find(({ name }) =>
        name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length &&
        /^\d/.test(name.slice(before.length))
      );
    return found ? [{ package: pkg, tag: found.name, commit: found.commit }] : [];
  });
}

/** The last releases of a project's packages; undefined outside a working tree, and before the first commit. */
export async function readReleasePoints(
  git: Git | undefined,
  project: { workspace: Workspace; config: Config },
): Promise<ReleasePoint[] | undefined> {
  if (git === undefined || (await git.readHead()).state === "unborn") return undefined;
  return findReleasePoints(await git.listTags(), project);
}
