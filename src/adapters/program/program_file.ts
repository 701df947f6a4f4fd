import type { ProgramFile, StagedProgram } from "../../kernel/program.ts";
import { folderOf, removeQuietly } from "../files/atomic_write.ts";
import { writeFault } from "../files/problems.ts";

export interface ProgramFileOptions {
  /** Absolute, with "/". */
  path: string;
  /** Windows neither replaces nor removes a program that runs, but renames it. */
  windows: boolean;
}

/** A binary on the disk that may be running, replaced by renaming files beside it. */
export function programFile({ path, windows }: ProgramFileOptions): ProgramFile {
  // Windows starts nothing whose name does not end in .exe.
  const kept = path.replace(/(\.exe)?$/i, ".old$1");
  const beside = () => `${folderOf(path)}/.${path.slice(path.lastIndexOf("/") + 1)}.${crypto.randomUUID().slice(0, 8)}`;
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw writeFault(path, error);
    }
  };

  const staged = (source: string): StagedProgram => ({
    path: source,
    place: () =>
      guarded(() => {
        const aside = `${beside()}.tmp`;
        setAside(path, aside, windows);
        try {
          Deno.renameSync(source, path);
        } catch (error) {
          if (windows) Deno.renameSync(aside, path);
          else removeQuietly(aside);
          throw error;
        }
        let old = aside;
        try {
          if (windows && source !== kept) Deno.removeSync(kept);
        } catch {
          // There is none, or it still runs: then the one that was set aside keeps its own name.
        }
        try {
          Deno.renameSync(aside, kept);
          old = kept;
        } catch {
          // The new binary is in its place; the old one can still be brought back from where it was set aside.
        }
        syncFolder(folderOf(path), windows);
        return {
          restore: () =>
            guarded(() => {
              if (windows) Deno.renameSync(path, `${beside()}.tmp`);
              Deno.renameSync(old, path);
              syncFolder(folderOf(path), windows);
            }),
        };
      }),
    discard: () => removeQuietly(source),
  });

  return {
    path,
    keptPath: kept,
    lock() {
      const held = guarded(() => lock(path, windows));
      if (held) sweep(path);
      return held;
    },
    checkWritable() {
      guarded(() => {
        const probe = `${beside()}.tmp`;
        Deno.openSync(probe, { write: true, createNew: true }).close();
        removeQuietly(probe);
      });
    },
    stage(content) {
      const target = `${beside()}.new${windows ? ".exe" : ""}`;
      guarded(() => {
        try {
          const mode = windows ? undefined : ((Deno.statSync(path).mode ?? 0) & 0o777 | 0o500);
          using file = Deno.openSync(target, { write: true, createNew: true, mode: 0o700 });
          for (let written = 0; written < content.length;) written += file.writeSync(content.subarray(written));
          if (mode !== undefined) Deno.chmodSync(target, mode);
          file.syncSync();
        } catch (error) {
          removeQuietly(target);
          throw error;
        }
      });
      return staged(target);
    },
    findKept: () => exists(kept) ? staged(kept) : undefined,
  };
}

/** The old binary gets a second name, so that the first never leads nowhere; on Windows it is renamed. */
function setAside(path: string, aside: string, windows: boolean): void {
  if (windows) return Deno.renameSync(path, aside);
  try {
    Deno.linkSync(path, aside);
  } catch {
    // Some file systems have no hard links.
    Deno.copyFileSync(path, aside);
  }
}

/** The binary itself is locked: nothing is left behind. Windows' locks would keep it from being started. */
function lock(path: string, windows: boolean): Disposable | undefined {
  const name = windows ? `${path}.lock` : path;
  const file = Deno.openSync(name, windows ? { read: true, write: true, create: true } : { read: true });
  // Another update may have put a new file in its place between opening and locking.
  if (file.tryLockSync(true) && (windows || file.statSync().ino === Deno.statSync(path).ino)) {
    return { [Symbol.dispose]: () => file.close() };
  }
  file.close();
}

/** Removes what updates left that were killed, or that Windows kept since it still ran. Only while the program is locked. */
function sweep(path: string): void {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const leftover = new RegExp(`^\\.${RegExp.escape(name)}\\.[0-9a-f]{8}\\.(new(\\.exe)?|tmp)$`);
  try {
    for (const entry of Deno.readDirSync(folderOf(path))) {
      if (leftover.test(entry.name)) removeQuietly(`${folderOf(path)}/${entry.name}`);
    }
  } catch {
    // A folder that may not be listed keeps its leftovers.
  }
}

function syncFolder(folder: string, windows: boolean): void {
  if (windows) return;
  try {
    using handle = Deno.openSync(folder, { read: true });
    handle.syncSync();
  } catch {
    // The new binary is in its place; only its durability across a power cut is left to the system.
  }
}

function exists(path: string): boolean {
  try {
    return Deno.lstatSync(path).isFile;
  } catch {
    return false;
  }
}
