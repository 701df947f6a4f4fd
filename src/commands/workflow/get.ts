import { command } from "../../cli/command.ts";
import { requiredArgument, value } from "../../cli/option.ts";
import { WORKFLOW } from "../../domain/workflow/model.ts";
import { renderTable } from "../../view/table.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { statusText } from "../run/run_text.ts";

export default command({
  arguments: { id: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  options: { version: value("VERSION", "Another version than the one in force") },
  examples: [
    ["workspace workflow get data-pipeline", "Configuration, parameters and recent runs"],
    ["workspace workflow get data-pipeline --output yaml", "All that is known of it"],
    ["workspace workflow get data-pipeline --version 1.2.0", "As it was"],
  ],
  needs: WORKFLOW_NEEDS,
  listing: true,
  output: inContext({ workflow: WORKFLOW }),
  async run(context) {
    const { args, options } = context;
    await using open = await openWorkflows(context);
    const version = options.version === undefined ? {} : { version: options.version.replace(/^v(?=\d)/, "") };
    return { workflow: await open.service.getWorkflow(args.id, version), ...contextField(open) };
  },
  text({ workflow }, ui) {
    const { id, name, version, versions, status, description, createdAt, updatedAt, source, recentRuns } = workflow;
    const fact = (label: string, shown: string) => `${`${label}:`.padEnd(13)}${shown}`;
    const lines = [
      ui.heading(name === id ? id : `${name} (${id})`),
      "",
      ...(description === "" ? [] : [ui.wrapped(description), ""]),
      fact("Version", `${version}${versions > 1 ? ui.style.dim(` of ${versions}`) : ""}`),
      fact("Status", status === "enabled" ? ui.style.success(status) : ui.style.warning(status)),
      fact("Created", ui.time(createdAt)),
      fact("Updated", ui.time(updatedAt)),
      "",
      ui.style.bold("Definition"),
      ...source.text.trimEnd().split("\n").map((line) => `  ${line}`.trimEnd()),
      "",
      ui.style.bold("Recent runs"),
    ];
    if (recentRuns.length === 0) lines.push(`  None. \`workspace run create ${id}\` starts one.`);
    else {
      const columns = ["Run", "Version", "Status", "Created"].map((title) => ({ title }));
      const rows = recentRuns.map((run) => [run.id, run.version, statusText(run.status, ui), ui.time(run.createdAt)]);
      lines.push(renderTable(columns, rows, ui));
    }
    return lines.join("\n");
  },
});
