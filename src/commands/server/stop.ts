import { command } from "../../cli/command.ts";
import { integer, object } from "../../kernel/schema.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { WORKFLOW_NEEDS } from "../open_workflows.ts";
import { SERVER_NOT_RUNNING, SERVER_NOT_STOPPED } from "./faults.ts";
import { askToStop, findServer } from "./server_record.ts";
import { waitUntil } from "./wait_until.ts";

const LIMIT_MILLISECONDS = 60_000;

export default command({
  description:
    "The server begins nothing more, gives what executes 10 seconds to end, and ends. Runs that have not ended " +
    "go on once there is an owner again: with the next server, or the next command that needs one.",
  examples: [["workspace server stop", "Stop the server of this machine"]],
  needs: WORKFLOW_NEEDS,
  output: object({ pid: integer({ description: "Of the process that was stopped" }) }),
  async run(context) {
    const { store, logs, ownership } = await openEngineParts(context);
    using _store = store;
    using _logs = logs;
    const server = findServer(store, ownership);
    if (!server) throw SERVER_NOT_RUNNING({});
    askToStop(store, server);
    const { timers } = context.ports.workflows;
    const stopped = await waitUntil(() => findServer(store, ownership) === undefined, {
      timers,
      limitMilliseconds: LIMIT_MILLISECONDS,
    });
    if (!stopped) throw SERVER_NOT_STOPPED({ pid: server.pid });
    return { pid: server.pid };
  },
  text: ({ pid }, ui) => `${ui.style.success(ui.symbol.success)} Server stopped (process ${pid})`,
});
