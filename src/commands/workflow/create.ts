import { command } from "../../cli/command.ts";
import { choice, flag, optionalArgument, value } from "../../cli/option.ts";
import { TEMPLATE_NAMES } from "../../domain/workflow/templates/template.ts";
import { list, object, text } from "../../kernel/schema.ts";
import { runCreate } from "./run_create.ts";

export default command({
  description:
    "Writes the definition of a new workflow into a file of its own, from a template. On a terminal what was " +
    "not given is asked for, with --interactive the parameters, the time limit and the schedule as well. Nothing is " +
    "deployed.",
  arguments: {
    file: optionalArgument("FILE", "Where to; without it <id>.yaml, in workflows/ where there is one", {
      complete: "files",
    }),
  },
  options: {
    id: value("ID", "Id of the workflow", { defaultText: "from the name of the file" }),
    template: choice("TEMPLATE", TEMPLATE_NAMES, { description: "What it begins with", defaultText: "basic" }),
    name: value("NAME", "Title for people"),
    description: value("TEXT", "What it does"),
    timeout: value("DURATION", "How long a run may take", { example: "30m" }),
    schedule: value("CRON", "When runs start by themselves", { example: "0 2 * * *" }),
    timezone: value("ZONE", "Time zone of the schedule", { defaultText: "UTC", requires: ["schedule"] }),
    force: flag("Replace a file that is there"),
  },
  examples: [
    ["workspace workflow create --interactive", "Asks for everything"],
    ["workspace workflow create --id data-pipeline --template data-processing", "Without questions"],
    ["workspace workflow create jobs/nightly.json --schedule '0 2 * * *'", "As JSON, with a schedule"],
  ],
  needs: { read: ["project"], write: ["project"] },
  output: object({
    id: text(),
    file: text({ description: "As seen from where the command was run" }),
    template: text(),
    nextSteps: list(object({ command: text(), description: text() })),
  }),
  run: runCreate,
  text: ({ id, file, nextSteps }, { style, symbol }) =>
    [
      `${style.success(symbol.success)} Workflow ${id} created: ${file}`,
      "",
      "Next steps:",
      ...nextSteps.map(({ command }, i) => `  ${i + 1}. ${style.highlight(command)}`),
    ].join("\n"),
});
