import { LOCKFILES } from "../packages/package_manager.ts";
import type { LockfileUpdate } from "./update.ts";

/**
 * A lockfile's text with the new versions, references and catalog entries of a release, so that its package manager
 * accepts the tree with a frozen lockfile; every other byte stays. `name` is the file's name. Lockfiles that record
 * nothing of a project's own packages (Yarn classic), and those that cannot be updated (`findLockfileWarning`), are
 * returned as they are. Throws `DocumentSyntaxError` where a JSON lockfile cannot be parsed.
 */
export async function updateLockfile(name: string, text: string, update: LockfileUpdate): Promise<string> {
  switch (name) {
    case "package-lock.json":
    case "npm-shrinkwrap.json":
      return (await import("./npm.ts")).updateNpmLockfile(text, update);
    case "bun.lock":
      return (await import("./bun.ts")).updateBunLockfile(text, update);
    case "pnpm-lock.yaml":
      return (await import("./pnpm.ts")).updatePnpmLockfile(text, update);
    case "yarn.lock":
      return (await import("./yarn.ts")).updateYarnLockfile(text, update);
    case "deno.lock":
      return (await import("./deno.ts")).updateDenoLockfile(text, update);
    default:
      return text;
  }
}

/** Why a lockfile cannot be updated, as a warning; undefined for one that can. */
export function findLockfileWarning(name: string): string | undefined {
  if (name === "bun.lockb") {
    return "bun.lockb is binary and was not updated: run `bun install`, or `bun install --save-text-lockfile` to replace it by bun.lock";
  }
  return name in LOCKFILES ? undefined : `${name} is not a lockfile that is known: it was not updated`;
}
