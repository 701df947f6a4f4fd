import type { Config } from "../config/schema.ts";
import type { Workspace } from "../model.ts";
import { globMatcher, globToRegExp } from "./glob.ts";
import { LOCKFILES } from "./package_manager.ts";

/**
 * Why a file belongs to its owners, or to none: it lies in a package's folder; a rule names its packages; the root's
 * own package has what no other has; or it is set aside as excluded, a lockfile, or this program's own record.
 */
export type OwnershipReason = "package" | "rule" | "root" | "excluded" | "lockfile" | "record" | "none";

/** Packages that a change of a file counts for. */
export interface Owners {
  /** Names, sorted by the path of the package. */
  names: string[];
  reason: OwnershipReason;
}

export interface Ownership {
  /** The packages that a file (relative to the project's root) counts for; none for most files of no package. */
  ownersOf(path: string): string[];
  explain(path: string): Owners;
  /** Folder of a package. */
  folderOf(name: string): string | undefined;
}

/** A package's name and folder: all that ownership asks of it. */
export interface PackageFolder {
  name: string;
  path: string;
}

type OwnershipConfig = Pick<Config, "packages" | "changeset">;

/**
 * Which packages own a file. The longest folder wins; files outside of all go to the packages of the first rule
 * (`packages.rules`) that matches them, else to the root's package where there is one. Excluded files, lockfiles in the
 * root and the changesets own no package. `former` are packages that are gone, for paths of older commits.
 */
export function assembleOwnership(
  workspace: Pick<Workspace, "packages">,
  config: OwnershipConfig,
  { former = [] }: { former?: readonly PackageFolder[] } = {},
): Ownership {
  const folders = new Map<string, string>();
  for (const { name, path } of [...former, ...workspace.packages]) folders.set(path, name);
  const names = workspace.packages.map((each) => each.name);
  const paths = new Map([...former, ...workspace.packages].map((each) => [each.name, each.path]));
  const root = folders.get(".");
  const excluded = globMatcher(config.packages.excludePatterns);
  const rules = config.packages.rules.map((rule) => ({
    matches: globToRegExp(rule.pattern),
    names: names.filter(rule.packages.includes("*") ? () => true : globMatcher(rule.packages)),
  }));
  const records = [config.changeset.path, config.changeset.historyPath].map((each) => each.replace(/^\.\/|\/+$/g, ""));

  function explain(path: string): Owners {
    if (records.some((each) => path === each || path.startsWith(`${each}/`))) return { names: [], reason: "record" };
    if (excluded(path)) return { names: [], reason: "excluded" };
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const name = folders.get(path.slice(0, end));
      if (name !== undefined) return { names: [name], reason: "package" };
    }
    const rule = rules.find((each) => each.matches.test(path));
    if (rule) return { names: rule.names, reason: "rule" };
    if (Object.hasOwn(LOCKFILES, path)) return { names: [], reason: "lockfile" };
    return root === undefined ? { names: [], reason: "none" } : { names: [root], reason: "root" };
  }

  return { explain, ownersOf: (path) => explain(path).names, folderOf: (name) => paths.get(name) };
}
