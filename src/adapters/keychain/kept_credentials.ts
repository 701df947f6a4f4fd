import type { Credentials } from "../../domain/workflow/contexts/ports.ts";
import type { Environment } from "../../kernel/ports.ts";
import { keptValues } from "./kept_values.ts";
import { systemKeychain } from "./system_keychain.ts";

export interface KeptCredentialsOptions {
  env: Environment;
  /** Of the program's data, absolute. */
  folder: string;
  warn?: (message: string) => void;
}

/** What signs in to servers: in the keychain, or in `credentials.json` (0600). */
export function keptCredentials({ env, folder, warn }: KeptCredentialsOptions): Credentials {
  return keptValues({
    path: `${folder}/credentials.json`,
    keychain: systemKeychain({ env, service: `workspace credentials ${folder}` }),
    ...(warn ? { warn } : {}),
  });
}
