import { command } from "../../../cli/command.ts";
import { SCHEDULE } from "../../../domain/workflow/model.ts";
import { describeSchedule } from "../../../domain/workflow/schedules/describe_schedule.ts";
import { list } from "../../../kernel/schema.ts";
import { renderTable } from "../../../view/table.ts";
import { contextField, inContext } from "../../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../../open_workflows.ts";
import { serverHint } from "./server_hint.ts";

export default command({
  examples: [["workspace workflow schedule list", "What starts by itself, and when next"]],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ schedules: list(SCHEDULE) }),
  async run(context) {
    await using open = await openWorkflows(context);
    const schedules = await open.service.listSchedules();
    if (schedules.length > 0) await serverHint(context, open);
    return { schedules, ...contextField(open) };
  },
  text({ schedules }, ui) {
    if (schedules.length === 0) return "No schedules. A `schedule` in a deployed definition makes one.";
    const columns = ["Workflow", "When", "Next", "Last", "Overlap", "Status"].map((title) => ({ title }));
    const rows = schedules.map((each) => [
      each.workflowId,
      describeSchedule(each),
      ui.time(each.nextRunAt),
      ui.time(each.lastRunAt),
      each.overlapPolicy,
      each.status === "active" ? ui.style.success(each.status) : ui.style.warning(each.status),
    ]);
    return renderTable(columns, rows, ui);
  },
});
