import type { FileEntry, Files } from "../../kernel/ports.ts";
import { stageFile, writeAtomically } from "./atomic_write.ts";
import { isAbsence, readFault, writeFault } from "./problems.ts";

/** The file system through Deno's synchronous calls: for many small files they are faster than asynchronous ones. */
export function denoFiles(): Files {
  return {
    readText: (path) => reading(path, () => Deno.readTextFileSync(path)),
    readBytes: (path) => reading(path, () => Deno.readFileSync(path)),
    list: (directory) => reading(directory, () => Array.from(Deno.readDirSync(directory), toEntry).sort(byName)),
    kindOf: (path) => reading(path, () => toKind(Deno.statSync(path))),
    modeOf: (path) => reading(path, () => modeBits(Deno.statSync(path))),
    realPath: (path) => reading(path, () => withSlashes(Deno.realPathSync(path))),
    write: writeAtomically,
    stage: stageFile,
    remove: (path) => removing(path),
    removeEmptyDirectory,
    makeDirectory: (path) => writing(path, () => Deno.mkdirSync(path, { recursive: true })),
    lock,
  };
}

/** A path with "/" on every system; Windows' long-path prefix is dropped. */
export function withSlashes(path: string): string {
  if (Deno.build.os !== "windows") return path;
  return path.replace(/^\\\\\?\\(UNC\\)?/, (_, unc) => unc ? "\\\\" : "").replaceAll("\\", "/");
}

function reading<T>(path: string, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsence(error)) return undefined;
    throw readFault(path, error);
  }
}

function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw writeFault(path, error);
  }
}

function removing(path: string): void {
  try {
    if (Deno.lstatSync(path).isDirectory) throw new Deno.errors.IsADirectory(path);
    Deno.removeSync(path);
  } catch (error) {
    if (!isAbsence(error)) throw writeFault(path, error);
  }
}

function removeEmptyDirectory(path: string): void {
  try {
    if (!Deno.lstatSync(path).isDirectory) throw new Error("It is not a folder");
    Deno.removeSync(path);
  } catch (error) {
    if (!isAbsence(error) && !isFilled(path)) throw writeFault(path, error);
  }
}

/** Whether a folder has entries: then it is to stay, and its removal was no failure. */
function isFilled(path: string): boolean {
  try {
    for (const _ of Deno.readDirSync(path)) return true;
  } catch {
    // Not a folder, or not readable: the first error says more.
  }
  return false;
}

function lock(path: string, options: { wait?: boolean } = {}): Disposable | undefined {
  const file = writing(path, () => {
    try {
      return Deno.openSync(path, { create: true, write: true, read: true });
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      const slash = path.lastIndexOf("/");
      Deno.mkdirSync(path.slice(0, Math.max(1, slash)), { recursive: true });
      return Deno.openSync(path, { create: true, write: true, read: true });
    }
  });
  try {
    if (options.wait === false) {
      if (!file.tryLockSync(true)) {
        file.close();
        return undefined;
      }
    } else file.lockSync(true);
  } catch (error) {
    file.close();
    throw writeFault(path, error);
  }
  let held = true;
  return {
    [Symbol.dispose]() {
      if (!held) return;
      held = false;
      file.unlockSync();
      file.close();
    },
  };
}

function toEntry(entry: Deno.DirEntry): FileEntry {
  return { name: entry.name, kind: toKind(entry) };
}

function toKind(info: { isFile: boolean; isDirectory: boolean; isSymlink: boolean }): FileEntry["kind"] {
  if (info.isFile) return "file";
  if (info.isDirectory) return "directory";
  return info.isSymlink ? "symlink" : "other";
}

function modeBits({ mode }: Deno.FileInfo): number | undefined {
  return mode === null || Deno.build.os === "windows" ? undefined : mode & 0o7777;
}

function byName(a: FileEntry, b: FileEntry): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
