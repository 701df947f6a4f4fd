import type { Definition } from "../definition/model.ts";
import { SECRET_NOT_FOUND, SECRET_TOO_SHORT } from "../faults.ts";
import { SECRET_NOT_GIVEN } from "./faults.ts";
import type { ServiceParts } from "./parts.ts";

/** Under so many characters a secret could not be masked without hiding other words. */
export const SHORTEST_SECRET = 8;

/**
 * Values of the secrets that a definition takes from the environment, and the assurance that the others are stored.
 * Faults: `SECRET_NOT_FOUND`, `SECRET_NOT_GIVEN`, `SECRET_TOO_SHORT`.
 */
export async function collectSecrets(
  { secrets, options }: Pick<ServiceParts, "secrets" | "options">,
  definition: Definition,
  given: Readonly<Record<string, string>> | undefined,
): Promise<Record<string, string>> {
  const declared = definition.secrets ?? [];
  if (declared.some(({ from = "store" }) => from === "store")) {
    const known = (await secrets.list()).map(({ name }) => name);
    for (const { name, from = "store" } of declared) {
      if (from === "store" && !known.includes(name)) throw SECRET_NOT_FOUND({ name, known });
    }
  }
  const environment = options.server ? options.environmentSecrets : given;
  const values: Record<string, string> = {};
  for (const { name, from } of declared) {
    if (from !== "env") continue;
    const value = environment && Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (value === undefined) throw SECRET_NOT_GIVEN({ name, workflow: definition.id });
    if (value.length < SHORTEST_SECRET) throw SECRET_TOO_SHORT({ name });
    values[name] = value;
  }
  return values;
}
