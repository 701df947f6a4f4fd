import { command } from "../../cli/command.ts";
import { either, integer, nothing, object, record, text } from "../../kernel/schema.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { WORKFLOW_NEEDS } from "../open_workflows.ts";
import { findServer } from "./server_record.ts";

export default command({
  description: "A server of this machine, or the process that drives its runs while there is work.",
  examples: [["workspace server status", "What runs, and what it does"]],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: object({
    server: either([
      object({ pid: integer(), url: text(), since: text({ format: "date-time" }), version: text() }),
      nothing,
    ]),
    owner: either([object({ pid: integer(), since: text({ format: "date-time" }) }), nothing], {
      description: "The process that drives the runs; null while nothing is to be done",
    }),
    openRuns: record(integer(), { description: "Runs that have not ended, by status" }),
  }),
  async run(context) {
    const { store, logs, ownership } = await openEngineParts(context);
    using _store = store;
    using _logs = logs;
    const openRuns: Record<string, number> = {};
    for (const { status } of store.listOpenRuns()) openRuns[status] = (openRuns[status] ?? 0) + 1;
    return { server: findServer(store, ownership) ?? null, owner: ownership.findHolder() ?? null, openRuns };
  },
  text({ server, owner, openRuns }, ui) {
    const runs = Object.entries(openRuns).map(([status, count]) => `${count} ${status}`).join(", ") || "none";
    const what = server
      ? `${ui.style.success(ui.symbol.success)} Server ${server.version} at ${server.url} since ${
        ui.time(server.since)
      } (process ${server.pid})`
      : owner
      ? `${ui.style.info(ui.symbol.info)} No server. Process ${owner.pid} drives the runs since ${ui.time(owner.since)}`
      : `${ui.style.info(ui.symbol.info)} ${
        openRuns.PENDING || openRuns.RUNNING
          ? "No server, and no process drives the runs: `workspace run watch <run>` goes on with them"
          : "No server, and nothing is to be done"
      }`;
    return `${what}\n  Open runs: ${runs}`;
  },
});
