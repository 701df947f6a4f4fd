import { wantsColor } from "../../../cli/look.ts";
import type { WorkflowContext } from "../../open_workflows.ts";

/**
 * Whether the whole terminal may be taken, and shown in colours: undefined where a format, a pipe, CI or
 * `--no-interactive` asks for lines.
 */
export function findScreenColor({ globals, ports: { terminal, env } }: WorkflowContext): boolean | undefined {
  const ci = env.get("CI");
  const watched = terminal.isTerminal("stdin") && terminal.isTerminal("stdout");
  if (!watched || globals.noInteractive || globals.format !== "text" || env.get("TERM") === "dumb") return undefined;
  if (ci !== undefined && ci !== "" && ci !== "false" && ci !== "0") return undefined;
  return !globals.noColor && wantsColor(env, true);
}
