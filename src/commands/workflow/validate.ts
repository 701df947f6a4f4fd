import { command } from "../../cli/command.ts";
import { restArguments } from "../../cli/option.ts";
import { openProject } from "../open_project.ts";
import { readDefinitionFiles } from "./definition_files.ts";
import { DEFINITIONS_VALIDATED, validateDefinitions, validatedText } from "./validate_definitions.ts";

export default command({
  description:
    "Checks definitions without deploying them: their form, the graph of their tasks, expressions, schedules, " +
    "the schema of their parameters, and the policies of the project. Everything that is wrong is told at once, with " +
    "line and column.\n\n" +
    "A folder stands for the definitions in it and below. An invalid definition exits with 15.",
  arguments: {
    files: restArguments("FILE", "Files, folders or globs", { complete: "files", required: true }),
  },
  examples: [
    ["workspace workflow validate workflows/data-pipeline.yaml", "One definition"],
    ["workspace workflow validate .", "All of a project"],
    ["workspace workflow validate 'workflows/*.yaml' --format json", "For a CI job"],
  ],
  needs: { read: ["project", "user"], run: ["git"] },
  output: DEFINITIONS_VALIDATED,
  async run(context) {
    const { args, directory, ports, log } = context;
    const { config } = await openProject(context, { config: "optional" });
    const files = readDefinitionFiles(ports.files, { directory, given: args.files });
    for (const { name } of files) log.info(`Validating ${name}...`);
    return await validateDefinitions(files, { policies: config.workflow.policies });
  },
  text: validatedText,
  exit: ({ valid }) => valid ? 0 : 15,
});
