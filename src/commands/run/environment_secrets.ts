import type { Environment, Processes } from "../../kernel/ports.ts";

/** Prints a variable whose name is the argument, and fails where it is not set. */
const PRINT = 'eval "test \\"\\${$1+set}\\" && printf %s \\"\\$$1\\""';
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Values of the variables that are set, of any names: those that this program may not read itself it has a shell read,
 * which has the environment of whoever started it.
 */
export async function readVariables(
  names: readonly string[],
  { env, processes }: { env: Environment; processes: Processes },
): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const name of names) {
    if (!NAME.test(name)) continue;
    const value = env.get(name) ?? await readByShell(name, processes);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

async function readByShell(name: string, processes: Processes): Promise<string | undefined> {
  const { code, stdout } = await processes.run("sh", ["-c", PRINT, "sh", name]);
  return code === 0 ? stdout : undefined;
}
