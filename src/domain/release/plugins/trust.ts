import type { Files } from "../../../kernel/ports.ts";
import { type Infer, list, object, record, text, violations } from "../../../kernel/schema.ts";
import { PLUGIN_STORE_INVALID } from "./faults.ts";

export const PERMISSIONS_SCHEMA = object({
  read: list(text()),
  write: list(text()),
  net: list(text()),
  run: list(text()),
  env: list(text()),
});

const GRANT = object({
  name: text(),
  manifest: text({ description: "Where it was when it was trusted: absolute" }),
  permissions: PERMISSIONS_SCHEMA,
  trustedAt: text({ format: "date-time" }),
});

const STORE = record(GRANT);

/** What a user has granted to one content of a plugin. */
export type Grant = Infer<typeof GRANT>;

/** Grants by the hash of a plugin's manifest and module; none where there is no file. Fault: `PLUGIN_STORE_INVALID`. */
export function readGrants(files: Files, path: string): Record<string, Grant> {
  const source = files.readText(path);
  if (source === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(source);
  } catch (error) {
    throw PLUGIN_STORE_INVALID({ path }, { cause: error });
  }
  if (violations(STORE, value).length > 0) throw PLUGIN_STORE_INVALID({ path });
  return value as Record<string, Grant>;
}

/** Changes the grants; concurrent changes lose none. The file is the user's alone. Faults: those of `readGrants`. */
export function changeGrants(
  files: Files,
  path: string,
  change: (grants: Record<string, Grant>) => Record<string, Grant>,
): void {
  using _lock = files.lock(`${path}.lock`)!;
  const changed = change(readGrants(files, path));
  files.stage(path, `${JSON.stringify(changed, null, 2)}\n`, { mode: 0o600 }).place();
}
