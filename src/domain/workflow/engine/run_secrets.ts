import type { Definition } from "../definition/model.ts";
import { writeOnlyValues } from "../input/check_input.ts";
import type { SecretValues } from "./ports.ts";
import { TaskProblem } from "./program.ts";

/** Shorter values are not masked: too much else would be. */
const SHORTEST_MASKED = 4;

/**
 * Values of the secrets that a definition declares, by name. Those from the environment were captured for `rootId`, the
 * run that somebody asked for. Throws `TaskProblem` for one that is not there.
 */
export async function readSecrets(
  { secrets: declared = [] }: Definition,
  { secrets, rootId }: { secrets: SecretValues; rootId: string },
): Promise<Record<string, string>> {
  const captured = declared.some(({ from }) => from === "env") ? secrets.findCaptured(rootId) ?? {} : {};
  const values: Record<string, string> = {};
  for (const { name, from = "store" } of declared) {
    const value = from === "env" ? captured[name] : await secrets.find(name);
    if (value === undefined) {
      const why = from === "env"
        ? "was not given from the environment: scheduled runs take secrets from the store only"
        : `is not set; set it with \`workspace secret set ${name}\``;
      throw new TaskProblem("SECRET_NOT_FOUND", `Secret '${name}' ${why}`);
    }
    values[name] = value;
  }
  return values;
}

/** What must not appear in anything that is kept of a run. */
export function maskedValues(
  definition: Definition,
  input: Record<string, unknown>,
  secrets: Readonly<Record<string, string>>,
): string[] {
  const hidden = writeOnlyValues(definition.config?.input, input).filter(({ length }) => length >= SHORTEST_MASKED);
  return [...Object.values(secrets), ...hidden];
}
