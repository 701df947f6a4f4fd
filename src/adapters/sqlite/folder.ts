import { isFault } from "../../kernel/fault.ts";
import { STORE_UNSAFE } from "../../domain/workflow/faults.ts";
import { writeFault } from "../files/problems.ts";
import { networkFileSystem } from "./network_file_system.ts";

/**
 * Makes the folder (0700) and an empty file for a database in it (0600) where they are not there, narrows what is open
 * to others, and gives the file's path. SQLite gives its files beside it the same permissions. Faults: `STORE_UNSAFE`
 * where the folder is another user's or, when the file is made, on a network file system; those of writing.
 */
export async function prepareFile(folder: string, name: string): Promise<string> {
  const path = `${folder}/${name}`;
  const isNew = guarded(path, () => {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    return makeEmpty(path);
  });
  if (Deno.build.os === "windows") return path;
  try {
    guarded(path, () => refuseOthers(folder, { isNew, path }));
    if (isNew) await refuseNetwork(folder);
  } catch (error) {
    if (isNew) Deno.removeSync(path);
    throw error;
  }
  guarded(path, () => {
    narrow(folder, 0o700);
    narrow(path, 0o600);
  });
  return path;
}

function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw isFault(error) ? error : writeFault(path, error);
  }
}

/** True when the file was not there. */
function makeEmpty(path: string): boolean {
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** The superuser is refused too: files that it made would shut the folder's user out. */
function refuseOthers(folder: string, { isNew, path }: { isNew: boolean; path: string }): void {
  const user = isNew ? Deno.statSync(path).uid : userOfNewFiles(folder);
  if (Deno.statSync(folder).uid === user) return;
  throw STORE_UNSAFE({ path: folder, problem: "The folder belongs to another user." });
}

/** Who this program is: asking the system itself would take a permission of its own. */
function userOfNewFiles(folder: string): number | null {
  const probe = Deno.makeTempFileSync({ dir: folder, prefix: ".owner-" });
  try {
    return Deno.statSync(probe).uid;
  } finally {
    Deno.removeSync(probe);
  }
}

async function refuseNetwork(folder: string): Promise<void> {
  const type = await fileSystemType(folder);
  const name = type === undefined ? undefined : networkFileSystem(type);
  if (name === undefined) return;
  throw STORE_UNSAFE({
    path: folder,
    problem: `It is on a network file system (${name}), where locks and shared memory cannot be relied on.`,
  });
}

/** By the system's own `stat`; undefined where there is none, or no program may be started. */
async function fileSystemType(folder: string): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  try {
    const { code, stdout } = await new Deno.Command("sh", {
      args: ["-c", 'stat -f -c %t "$0"', folder],
      clearEnv: true,
      env: { PATH: "/usr/bin:/bin" },
      stdin: "null",
      stderr: "null",
    }).output();
    return code === 0 ? Number.parseInt(new TextDecoder().decode(stdout), 16) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function narrow(path: string, mode: number): void {
  const { mode: found } = Deno.statSync(path);
  if (found !== null && (found & 0o077) !== 0) Deno.chmodSync(path, mode);
}
