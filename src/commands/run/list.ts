import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { integer, listOf, value } from "../../cli/option.ts";
import { RUN_STATUSES, type RunStatus } from "../../domain/workflow/model.ts";
import { either, list, nothing, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readInstant } from "../read_instant.ts";
import { RUN_LINE, withDuration } from "./run_output.ts";
import { spanText, statusText } from "./run_text.ts";

export default command({
  options: {
    workflow: value("WORKFLOW", "Only runs of this workflow", { complete: "workflows" }),
    status: listOf("LIST", "Only runs with these statuses, in any case: failed, running, …"),
    since: value("TIME", "Only runs created since: yesterday, 2h, or an instant"),
    limit: integer("N", "At most so many", { minimum: 1, default: 50 }),
    cursor: value("CURSOR", "Go on where the last list ended"),
  },
  examples: [
    ["workspace run list", "Recent runs, newest first"],
    ["workspace run list --since yesterday --status failed", "What went wrong over night"],
    ["workspace run list --workflow data-pipeline --output json", "For scripts"],
  ],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({
    runs: list(RUN_LINE),
    nextCursor: either([text(), nothing], { description: "For --cursor; null at the end" }),
  }),
  async run(context) {
    const { options, ports } = context;
    const status = options.status?.map(readStatus);
    const since = options.since && readInstant("--since", options.since, ports.workflows);
    await using open = await openWorkflows(context);
    const { items, nextCursor } = await open.service.listRuns({
      limit: options.limit!,
      ...(options.workflow === undefined ? {} : { workflowId: options.workflow }),
      ...(status ? { status } : {}),
      ...(since ? { since } : {}),
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    });
    if (items.length === 0 && options.workflow !== undefined) await open.service.getWorkflow(options.workflow);
    const now = ports.workflows.clock.now();
    return { runs: items.map((run) => withDuration(run, now)), nextCursor: nextCursor ?? null, ...contextField(open) };
  },
  text({ runs, nextCursor }, ui) {
    if (runs.length === 0) return "No runs.";
    const columns = [
      { title: "Run" },
      { title: "Workflow" },
      { title: "Version" },
      { title: "Status" },
      { title: "Progress", align: "right" as const },
      { title: "Duration", align: "right" as const },
      { title: "Created" },
    ];
    const rows = runs.map((run) => [
      run.id,
      run.workflowId,
      run.version,
      statusText(run.status, ui),
      `${run.progress.done}/${run.progress.total}`,
      run.startedAt === null ? "-" : spanText(run.durationMilliseconds),
      ui.time(run.createdAt),
    ]);
    const table = renderTable(columns, rows, ui);
    return nextCursor === null ? table : `${table}\nMore with --cursor ${nextCursor}`;
  },
});

function readStatus(given: string): RunStatus {
  const status = given.toUpperCase().replaceAll("-", "_").replace("CANCELLED", "CANCELED");
  const found = RUN_STATUSES.find((each) => each === status);
  if (found) return found;
  const known = RUN_STATUSES.map((each) => each.toLowerCase());
  throw OPTION_VALUE_INVALID({ option: "--status", value: given, expected: `values of ${known.join(", ")}`, known });
}
