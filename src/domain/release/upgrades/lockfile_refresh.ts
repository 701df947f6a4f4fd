import type { PackageManagerName, Workspace } from "../model.ts";
import { LOCKFILES } from "../packages/package_manager.ts";
import { LOCKFILE_NOT_FOUND, LOCKFILE_REFRESH_UNSUPPORTED } from "./faults.ts";

/** A run of a package manager that writes its lockfile and installs nothing. */
export interface LockfileRefresh {
  program: PackageManagerName;
  args: string[];
  env: Record<string, string>;
  /** Files that it may write, relative to the root. */
  writes: string[];
  /** Manifests that it writes in its own style though they say the same: Yarn does. Relative to the root. */
  rewrites: string[];
}

/**
 * How a project's package manager refreshes its lockfile alone, without running scripts of packages. `readText` reads a
 * file of the root. Faults: `LOCKFILE_NOT_FOUND`; `LOCKFILE_REFRESH_UNSUPPORTED` for Yarn 1, which has no such install.
 */
export function planLockfileRefresh(
  { manager, lockfiles, packages }: Pick<Workspace, "manager" | "lockfiles" | "packages">,
  { readText, registry }: { readText: (path: string) => string | undefined; registry?: string | undefined },
): LockfileRefresh {
  const program = manager.name;
  const own = lockfiles.filter((file) => LOCKFILES[file] === program);
  const [lockfile] = own;
  if (lockfile === undefined) throw LOCKFILE_NOT_FOUND({ manager: program });
  const at = registry === undefined ? [] : [`--registry=${registry}`];
  switch (program) {
    case "npm":
      return refresh(["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", ...at]);
    case "pnpm":
      return refresh(["install", "--lockfile-only", "--ignore-scripts", "--no-frozen-lockfile", ...at]);
    case "bun":
      return {
        ...refresh(["install", "--lockfile-only", "--ignore-scripts", ...at]),
        writes: [...new Set([...own, "bun.lock"])],
      };
    case "deno":
      return refresh(["install", "--lockfile-only"]);
    case "yarn": {
      // Yarn 2 and later begin with `__metadata:`, Yarn 1 with a comment that names its format.
      if (!/^__metadata:/m.test(readText(lockfile) ?? "")) {
        throw LOCKFILE_REFRESH_UNSUPPORTED({ manager: "Yarn 1", lockfile });
      }
      const env: Record<string, string> = registry === undefined ? {} : { YARN_NPM_REGISTRY_SERVER: registry };
      const rewrites = [...new Set(["package.json", ...packages.map(({ manifestPath }) => manifestPath)])];
      return { ...refresh(["install", "--mode=update-lockfile", "--no-immutable"]), env, rewrites };
    }
  }

  function refresh(args: string[]): LockfileRefresh {
    return { program, args, env: {}, writes: own, rewrites: [] };
  }
}

/** What installs the packages of a refreshed or stale lockfile, for telling. */
export function installCommand({ manager }: Pick<Workspace, "manager">): string {
  return `${manager.name} install`;
}
