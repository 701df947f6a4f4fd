import { command } from "../../cli/command.ts";
import { integer, value } from "../../cli/option.ts";
import { AUDIT_ENTRY } from "../../domain/workflow/model.ts";
import { either, list, nothing, text } from "../../kernel/schema.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readInstant } from "../read_instant.ts";

export default command({
  description: "Every change of workflows, runs, schedules, secrets and tokens: who made it, when, and from where.",
  options: {
    since: value("TIME", "Only changes since: yesterday, 2h, or an instant"),
    limit: integer("N", "At most so many", { minimum: 1, default: 50 }),
    cursor: value("CURSOR", "Go on where the last list ended"),
  },
  examples: [["workspace audit-log list --since yesterday", "What was changed, newest first"]],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ entries: list(AUDIT_ENTRY), nextCursor: either([text(), nothing]) }),
  async run(context) {
    const { options, ports } = context;
    const since = options.since && readInstant("--since", options.since, ports.workflows);
    await using open = await openWorkflows(context);
    const { items, nextCursor } = await open.service.listAudit({
      limit: options.limit!,
      ...(since ? { since } : {}),
      ...(options.cursor === undefined ? {} : { cursor: options.cursor }),
    });
    return { entries: items, nextCursor: nextCursor ?? null, ...contextField(open) };
  },
  text({ entries, nextCursor }, ui) {
    if (entries.length === 0) return "No changes.";
    const columns = ["When", "Who", "From", "Action", "What"].map((title) => ({ title }));
    const rows = entries.map(({ at, actor, origin, action, target }) => [ui.time(at), actor, origin, action, target]);
    const table = renderTable(columns, rows, ui);
    return nextCursor === null ? table : `${table}\nMore with --cursor ${nextCursor}`;
  },
});
