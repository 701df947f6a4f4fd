import type { Ownership } from "../../domain/workflow/engine/ports.ts";
import { isAbsence, writeFault } from "../files/problems.ts";
import { type BackgroundOptions, startInBackground } from "./background.ts";

export type OwnershipOptions = Omit<BackgroundOptions, "isReady">;

/** Who drives the runs, as it wrote it down itself. */
export interface Holder {
  pid: number;
  since: string;
}

/** The hidden command that an owner runs. */
const COMMAND = ["server", "drive"];
/** Whoever asks whether there is an owner holds the lock for an instant: becoming one is tried more than once. */
const TRIES = 10;

/**
 * The owner of a store holds the exclusive lock of `owner.lock` in its folder; the system lets go of it when the process
 * ends, however it does. `owner.json` says who it is, `owner.log` what it said.
 */
export function ownership(options: OwnershipOptions): Ownership {
  const { folder } = options;
  const lockPath = `${folder}/owner.lock`;
  const holderPath = `${folder}/owner.json`;

  const isHeld = () => {
    try {
      using file = Deno.openSync(lockPath, { read: true });
      return !file.tryLockSync(false);
    } catch (error) {
      if (isAbsence(error)) return false;
      throw error;
    }
  };

  return {
    isHeld,
    acquire() {
      const file = lock(lockPath);
      if (!file) return undefined;
      const holder: Holder = { pid: Deno.pid, since: Temporal.Now.instant().toString({ smallestUnit: "millisecond" }) };
      Deno.writeTextFileSync(holderPath, JSON.stringify(holder), { mode: 0o600 });
      let held = true;
      return {
        [Symbol.dispose]() {
          if (held) file.close();
          held = false;
        },
      };
    },
    findHolder() {
      if (!isHeld()) return undefined;
      try {
        return JSON.parse(Deno.readTextFileSync(holderPath));
      } catch {
        // It has just become the owner, or is about to end.
        return undefined;
      }
    },
    start: () => isHeld() ? Promise.resolve() : startInBackground(COMMAND, { ...options, isReady: isHeld }),
  };
}

function lock(path: string): Deno.FsFile | undefined {
  let file: Deno.FsFile;
  try {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    file = Deno.openSync(path, { read: true, write: true, create: true, mode: 0o600 });
  } catch (error) {
    throw writeFault(path, error);
  }
  for (let i = 0; i < TRIES; i++) {
    if (file.tryLockSync(true)) return file;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
  }
  file.close();
}
