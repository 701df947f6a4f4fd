import { DocumentSyntaxError } from "../../../formats/position.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { Workspace } from "../model.ts";
import { LOCKFILES } from "../packages/package_manager.ts";
import { LOCKFILE_INVALID } from "./faults.ts";
import type { Lockfile } from "./model.ts";

/** What readers need to know of the project besides the lockfile's text. */
export type LockfileProject = Pick<Workspace, "catalogs">;

/**
 * The project's lockfile: that of its package manager, where there are several. npm's shrinkwrap comes before
 * package-lock.json (npm docs, "npm-shrinkwrap.json"). Undefined where there is none that can be read: bun.lockb is
 * binary. Faults: `LOCKFILE_INVALID`, `FILE_UNREADABLE`.
 */
export async function readLockfile(files: Files, workspace: Workspace): Promise<Lockfile | undefined> {
  const file = findLockfileName(workspace);
  const text = file === undefined ? undefined : files.readText(`${workspace.root}/${file}`);
  return text === undefined ? undefined : await parseLockfile(file!, text, workspace);
}

/** The name of the lockfile that `readLockfile` reads. */
export function findLockfileName({ lockfiles, manager }: Pick<Workspace, "lockfiles" | "manager">): string | undefined {
  const readable = lockfiles.filter((each) => each !== "bun.lockb" && each !== "deno.lock");
  const own = readable.filter((each) => LOCKFILES[each] === manager.name);
  return own.find((each) => each === "npm-shrinkwrap.json") ?? own[0] ?? readable[0];
}

/** Reads a lockfile's text; `file` is its name, which tells the package manager. Fault: `LOCKFILE_INVALID`. */
export async function parseLockfile(file: string, text: string, project: LockfileProject): Promise<Lockfile> {
  try {
    switch (LOCKFILES[file]) {
      case "pnpm":
        return (await import("./read_lockfile_pnpm.ts")).readPnpmLockfile(file, text);
      case "bun":
        return (await import("./read_lockfile_bun.ts")).readBunLockfile(file, text);
      case "yarn":
        return /^__metadata:/m.test(text)
          ? (await import("./read_lockfile_yarn.ts")).readYarnLockfile(file, text, project)
          : (await import("./read_lockfile_yarn1.ts")).readYarn1Lockfile(file, text);
      default:
        return (await import("./read_lockfile_npm.ts")).readNpmLockfile(file, text);
    }
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw LOCKFILE_INVALID({ file, line, column, problem: message }, { cause: error });
  }
}
