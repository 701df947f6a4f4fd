import { isAbsence, writeFault } from "../files/problems.ts";

/**
 * What runs leave on the disk, below `<data>/runs`, all of it for its user alone (0700):
 *
 *     <run id>/work                   where its steps run, unless the run has a folder of its own
 *     <run id>/artifacts/<step>/<name>
 *     <run id>/steps/<step>.<attempt>/  the script, the claim, the output of an attempt, as long as it goes on
 */
export interface RunFolders {
  work(runId: string): string;
  /** Folder of one attempt, by its key (`task#1`, `task[3]#1`). */
  attempt(runId: string, key: string): string;
  artifacts(runId: string, key: string): string;
  /** Makes a folder and those above it. */
  make(path: string): void;
  /** Best effort: what stays is removed with the run. */
  removeAttempt(runId: string, key: string): void;
  forget(runId: string): void;
}

export function runFolders(top: string): RunFolders {
  const run = (runId: string) => `${top}/${safeName(runId)}`;
  return {
    work: (runId) => `${run(runId)}/work`,
    attempt: (runId, key) => `${run(runId)}/steps/${stepName(key)}`,
    artifacts: (runId, key) => `${run(runId)}/artifacts/${stepName(key).replace(/\.\d+$/, "")}`,
    make(path) {
      try {
        Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw writeFault(path, error);
      }
    },
    removeAttempt(runId, key) {
      try {
        Deno.removeSync(`${run(runId)}/steps/${stepName(key)}`, { recursive: true });
      } catch {
        // It is removed with the run.
      }
    },
    forget(runId) {
      const folder = run(runId);
      try {
        try {
          Deno.removeSync(folder, { recursive: true });
        } catch (error) {
          if (!(error instanceof Deno.errors.PermissionDenied)) throw error;
          // Some programs write-protect folders that they make, such as caches of modules.
          openFolders(folder);
          Deno.removeSync(folder, { recursive: true });
        }
      } catch (error) {
        if (!isAbsence(error)) throw writeFault(folder, error);
      }
    },
  };
}

function openFolders(folder: string): void {
  Deno.chmodSync(folder, 0o700);
  for (const { name, isDirectory } of Deno.readDirSync(folder)) if (isDirectory) openFolders(`${folder}/${name}`);
}

/** `task#1` → `task.1`, `task[3]#1` → `task.3.1`: ids of tasks have no dots. */
function stepName(key: string): string {
  return safeName(key.replace(/[[#]/g, ".").replaceAll("]", ""));
}

/** A name that cannot lead elsewhere; ids and keys are made by the engine, which nobody should have to trust here. */
export function safeName(name: string): string {
  return /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(name) ? name : `x${new TextEncoder().encode(name).toHex()}`;
}
