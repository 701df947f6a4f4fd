import type { Log } from "../../../kernel/ports.ts";
import type { OpenWorkflows } from "../../open_workflows.ts";

/** Says where schedules wait for a server: they fire only while one runs. */
export async function serverHint({ log }: { log: Log }, open: OpenWorkflows): Promise<void> {
  if (!open.local || await open.isServed()) return;
  log.warn("Schedules fire only while a server runs: `workspace server start`, or `workspace server install` for good");
}
