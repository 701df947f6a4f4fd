import type { StagedFile } from "../../kernel/ports.ts";
import { FILE_EXISTS } from "./faults.ts";
import { isAbsence, writeFault } from "./problems.ts";

export interface WriteOptions {
  createOnly?: boolean;
  executable?: boolean;
  /** Permission bits that the file gets, whatever it had. */
  mode?: number | undefined;
}

/**
 * Replaces a file so that at any moment, a crash included, its old or its new content is there whole: a temporary
 * file beside it (`.<name>.<random>.tmp`), fsync, rename, fsync of the folder. The mode, and where the user may set
 * it the owner, of the old file stay. Symbolic links are written through. Parent folders are made.
 */
export function writeAtomically(path: string, content: string | Uint8Array, options: WriteOptions = {}): void {
  stageFile(path, content, options).place();
}

/** The first half of `writeAtomically`: everything that takes room on the disk. `place` is the other half. */
export function stageFile(path: string, content: string | Uint8Array, options: WriteOptions = {}): StagedFile {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      const exists = options.createOnly && error instanceof Deno.errors.AlreadyExists;
      throw exists ? FILE_EXISTS({ path }, { cause: error }) : writeFault(path, error);
    }
  };
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  const target = guarded(() => options.createOnly ? path : resolveLinks(path));
  if (!options.createOnly && guarded(() => isSpecial(target))) {
    return { place: () => guarded(() => writeInPlace(target, bytes)), discard: () => {} };
  }
  const temporary = temporaryPath(target);
  const mode = options.executable ? 0o777 : 0o666;
  const orRemoved = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      removeQuietly(temporary);
      throw error;
    }
  };
  guarded(() => {
    const file = openMakingFolders(temporary, mode);
    orRemoved(() => {
      try {
        writeAll(file, bytes);
        if (!options.createOnly) keepAttributes(target, temporary, options.executable === true);
        if (options.mode !== undefined && Deno.build.os !== "windows") Deno.chmodSync(temporary, options.mode);
        file.syncSync();
      } finally {
        file.close();
      }
    });
  });
  return {
    place: () =>
      guarded(() => {
        orRemoved(() => {
          if (options.createOnly) placeNew(temporary, target, { bytes, mode });
          else Deno.renameSync(temporary, target);
        });
        syncFolder(folderOf(target));
      }),
    discard: () => removeQuietly(temporary),
  };
}

/** The file that a chain of links ends at, which need not be there. */
function resolveLinks(path: string): string {
  for (let target = path, hops = 0;; hops++) {
    let link: string;
    try {
      if (!Deno.lstatSync(target).isSymlink) return target;
      if (hops === 40) Deno.statSync(target);
      link = Deno.readLinkSync(target);
    } catch (error) {
      if (isAbsence(error)) return target;
      throw error;
    }
    target = /^([/\\]|[A-Za-z]:[/\\])/.test(link) ? link : `${folderOf(target)}/${link}`;
  }
}

/** A device, pipe or socket, such as `/dev/stdout`: it is written to, never replaced by a file. */
function isSpecial(target: string): boolean {
  try {
    const info = Deno.lstatSync(target);
    return !info.isFile && !info.isDirectory;
  } catch (error) {
    if (isAbsence(error)) return false;
    throw error;
  }
}

function writeInPlace(target: string, bytes: Uint8Array): void {
  using file = Deno.openSync(target, { write: true });
  writeAll(file, bytes);
}

function openMakingFolders(path: string, mode: number): Deno.FsFile {
  try {
    return Deno.openSync(path, { write: true, createNew: true, mode });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(folderOf(path), { recursive: true });
    return Deno.openSync(path, { write: true, createNew: true, mode });
  }
}

function writeAll(file: Deno.FsFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += file.writeSync(bytes.subarray(written));
}

function keepAttributes(target: string, temporary: string, executable: boolean): void {
  let old: Deno.FileInfo;
  try {
    old = Deno.statSync(target);
  } catch (error) {
    if (isAbsence(error)) return;
    throw error;
  }
  if (old.isDirectory) throw new Deno.errors.IsADirectory(target);
  if (old.mode === null || Deno.build.os === "windows") return;
  const fresh = Deno.statSync(temporary);
  if (fresh.uid !== old.uid || fresh.gid !== old.gid) {
    try {
      Deno.chownSync(temporary, old.uid, old.gid);
    } catch {
      // Only the superuser may give files away; then the file becomes the writer's, as with any editor.
    }
  }
  const mode = old.mode & 0o7777;
  Deno.chmodSync(temporary, executable ? mode | (mode & 0o444) >> 2 : mode);
}

/** A hard link fails where a file is there already, and is atomic; some file systems have none. */
function placeNew(temporary: string, target: string, file: { bytes: Uint8Array; mode: number }): void {
  try {
    Deno.linkSync(temporary, target);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) throw error;
    const direct = Deno.openSync(target, { write: true, createNew: true, mode: file.mode });
    try {
      writeAll(direct, file.bytes);
      direct.syncSync();
    } finally {
      direct.close();
    }
  }
  Deno.removeSync(temporary);
}

/** Makes a rename durable; systems that cannot sync a folder (Windows) do it on their own. */
function syncFolder(folder: string): void {
  if (Deno.build.os === "windows") return;
  try {
    using handle = Deno.openSync(folder, { read: true });
    handle.syncSync();
  } catch {
    // The content is in place; only its durability across a power cut is left to the system.
  }
}

function temporaryPath(target: string): string {
  const name = target.slice(target.lastIndexOf("/") + 1);
  // Names end at 255 bytes on most file systems; the random part keeps shortened ones apart.
  return `${folderOf(target)}/.${[...name].slice(0, 50).join("")}.${crypto.randomUUID().slice(0, 8)}.tmp`;
}

/** Removes what a failure has left; that failure is what is reported. */
export function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // The leftover has a recognisable name.
  }
}

/** The folder that a path stands in; `/` at the top. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}
