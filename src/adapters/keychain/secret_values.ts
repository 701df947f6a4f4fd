import type { SecretValues } from "../../domain/workflow/engine/ports.ts";
import type { Environment } from "../../kernel/ports.ts";
import { isAbsence, readFault, writeFault } from "../files/problems.ts";
import { safeName } from "../steps/run_folders.ts";
import { keptValues } from "./kept_values.ts";
import { systemKeychain } from "./system_keychain.ts";

export interface SecretValuesOptions {
  env: Environment;
  /** Of the program's data, absolute. */
  folder: string;
  warn?: (message: string) => void;
}

/** Secrets of workflows: `secrets.json` and the keychain; what runs have captured lies in `captured/<run>.json` (0600). */
export function secretValues({ env, folder, warn }: SecretValuesOptions): SecretValues {
  const values = keptValues({
    path: `${folder}/secrets.json`,
    keychain: systemKeychain({ env, service: `workspace secrets ${folder}` }),
    ...(warn ? { warn } : {}),
  });
  const captured = `${folder}/captured`;
  const pathOf = (runId: string) => `${captured}/${safeName(runId)}.json`;
  return {
    list: () => Promise.resolve(values.list()),
    find: (name) => values.get(name),
    set: (name, value) => values.set(name, value),
    delete: (name) => values.delete(name),
    findCaptured(runId) {
      try {
        return JSON.parse(Deno.readTextFileSync(pathOf(runId)));
      } catch (error) {
        if (isAbsence(error)) return undefined;
        throw readFault(pathOf(runId), error);
      }
    },
    capture(runId, secrets) {
      const path = pathOf(runId);
      try {
        Deno.mkdirSync(captured, { recursive: true, mode: 0o700 });
        // In place: its run is stored after it, and a temporary file that a killed program left would stay for ever.
        using file = Deno.openSync(path, { write: true, create: true, truncate: true, mode: 0o600 });
        let rest = new TextEncoder().encode(JSON.stringify(secrets));
        while (rest.length > 0) rest = rest.subarray(file.writeSync(rest));
        file.syncSync();
      } catch (error) {
        removeQuietly(path);
        throw writeFault(path, error);
      }
    },
    listCaptured() {
      try {
        return [...Deno.readDirSync(captured)].flatMap(({ name }) => /^(.+)\.json$/.exec(name)?.[1] ?? []);
      } catch (error) {
        if (isAbsence(error)) return [];
        throw readFault(captured, error);
      }
    },
    dropCaptured(runId) {
      try {
        Deno.removeSync(pathOf(runId));
      } catch (error) {
        if (!isAbsence(error)) throw writeFault(pathOf(runId), error);
      }
    },
  };
}

/** What a full disk has left half written. */
function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never there.
  }
}
