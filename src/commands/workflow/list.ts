import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { integer, listOf, value } from "../../cli/option.ts";
import { WORKFLOW_SUMMARY } from "../../domain/workflow/model.ts";
import { either, list, nothing, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { statusText } from "../run/run_text.ts";

const FILTERS = ["status", "name"];

export default command({
  options: {
    filter: listOf("KEY=VALUE", "Only those that fit: status=enabled|disabled, name=<part or glob>"),
    limit: integer("N", "At most so many", { minimum: 1, default: 50 }),
    cursor: value("CURSOR", "Go on where the last list ended"),
  },
  examples: [
    ["workspace workflow list", "What is deployed"],
    ["workspace workflow list --filter status=enabled,name=data-*", "Some of it"],
    ["workspace workflow list --output json", "For scripts"],
  ],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({
    workflows: list(WORKFLOW_SUMMARY),
    nextCursor: either([text(), nothing], { description: "For --cursor; null at the end" }),
  }),
  async run(context) {
    const { options } = context;
    await using open = await openWorkflows(context);
    const { items, nextCursor } = await open.service.listWorkflows({
      ...readFilter(options.filter ?? []),
      limit: options.limit!,
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    });
    return { workflows: items, nextCursor: nextCursor ?? null, ...contextField(open) };
  },
  text({ workflows, nextCursor }, ui) {
    if (workflows.length === 0) return "No workflows. `workspace workflow deploy <file>` deploys one.";
    const columns = ["ID", "Name", "Version", "Last Run", "Status"].map((title) => ({ title }));
    const rows = workflows.map(({ id, name, version, lastRun, status }) => [
      id,
      name,
      version,
      lastRun === null ? "-" : `${statusText(lastRun.status, ui)} ${ui.style.dim(ui.time(lastRun.createdAt))}`,
      status === "enabled" ? ui.style.success(status) : ui.style.dim(status),
    ]);
    const table = renderTable(columns, rows, ui);
    return nextCursor === null ? table : `${table}\nMore with --cursor ${nextCursor}`;
  },
});

function readFilter(filters: readonly string[]): { status?: "enabled" | "disabled"; name?: string } {
  const read: { status?: "enabled" | "disabled"; name?: string } = {};
  for (const each of filters) {
    const [key, wanted = ""] = each.split(/=(.*)/s);
    const invalid = (expected: string, known: string[]) =>
      OPTION_VALUE_INVALID({ option: "--filter", value: each, expected, known });
    if (key === "status") {
      const status = wanted.toLowerCase();
      if (status !== "enabled" && status !== "disabled") {
        throw invalid("status=enabled or status=disabled", ["status=enabled", "status=disabled"]);
      }
      read.status = status;
    } else if (key === "name" && wanted !== "") read.name = wanted;
    else throw invalid("status=… or name=…", FILTERS.map((name) => `${name}=`));
  }
  return read;
}
