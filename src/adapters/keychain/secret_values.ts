import type { SecretValues } from "../../domain/workflow/engine/ports.ts";
import type { Environment } from "../../kernel/ports.ts";
import { writeAtomically } from "../files/atomic_write.ts";
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
      try {
        Deno.mkdirSync(captured, { recursive: true, mode: 0o700 });
      } catch (error) {
        throw writeFault(captured, error);
      }
      writeAtomically(pathOf(runId), JSON.stringify(secrets), { mode: 0o600 });
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
