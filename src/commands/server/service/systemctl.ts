import type { Context } from "../../../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../../../cli/option.ts";
import { isFault } from "../../../kernel/fault.ts";

/** It talks to a bus that may not answer. */
const LIMIT_MILLISECONDS = 30_000;

/**
 * Runs commands of the user's own systemd, one after another. False where there is none, or when one of them fails,
 * with what it said as a warning.
 */
export async function systemctl(
  { ports, log }: Pick<Context<OptionTable, ArgumentTable>, "ports" | "log">,
  commands: readonly (readonly string[])[],
): Promise<boolean> {
  for (const words of commands) {
    const args = ["--user", ...words];
    log.debug(`systemctl ${args.join(" ")}`);
    try {
      const { code, stderr } = await ports.processes.run("systemctl", args, { limitMilliseconds: LIMIT_MILLISECONDS });
      if (code === 0) continue;
      log.warn(`systemctl ${args.join(" ")}: ${stderr.trim() || `exit code ${code}`}`);
    } catch (error) {
      if (!isFault(error, "PROGRAM_NOT_FOUND")) throw error;
    }
    return false;
  }
  return true;
}
