import { command } from "../../cli/command.ts";
import { flag, restArguments, value } from "../../cli/option.ts";
import { DEPLOYMENT, type Deployment } from "../../domain/workflow/model.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { type ExitCode, isFault } from "../../kernel/fault.ts";
import { parentOf } from "../../kernel/path.ts";
import { integer, list, object, optional, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { eachTarget, FAILURE } from "../each_target.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readDefinitionFiles } from "./definition_files.ts";
import { refuseViolations } from "./refuse_violations.ts";

export default command({
  description:
    "Checks all files first: when one has a mistake, nothing is deployed. What has not changed since it was " +
    "deployed stays as it is. Without --version the definition's own version counts where it is higher than the last " +
    "one; otherwise the last one's patch number is counted up.\n\n" +
    "Policies of the project (`workflow.policies`) are checked, too. A server gets the definition alone, not the files " +
    "around it.",
  arguments: {
    files: restArguments("FILE", "Definitions: files, folders with them, or globs", {
      complete: "files",
      required: true,
    }),
  },
  options: {
    version: value("VERSION", "Version of what is deployed, such as v1.2.0"),
    dryRun: flag("Check, and show what would happen"),
  },
  examples: [
    ["workspace workflow deploy workflows/data-pipeline.yaml", "One definition"],
    ["workspace workflow deploy workflows/", "All in a folder"],
    ["workspace workflow deploy workflows/data-pipeline.yaml --version v1.2.0 --context production", "To a server"],
    ["workspace workflow deploy workflows/ --dry-run", "Only look"],
  ],
  needs: { ...WORKFLOW_NEEDS, read: ["anywhere"] },
  output: inContext({
    deployments: list(object({ file: text(), deployment: optional(DEPLOYMENT), error: optional(FAILURE) })),
    nextSteps: list(object({ command: text(), description: text() })),
    exitCode: integer(),
  }),
  async run(context) {
    const { args, options, ports, log, directory } = context;
    const files = readDefinitionFiles(ports.files, { directory, given: args.files });
    await using open = await openWorkflows(context);
    const { service } = open;
    if (files.length > 1) await validateAll(files, (file) => service.validateWorkflow(file));
    await refuseViolations(context, files);
    const deployed = new Map<string, Deployment>();
    const { targets, exit } = await ports.progress.spin(
      `Deploying to ${open.name}`,
      () =>
        eachTarget(files.map(({ name }) => name), async (name) => {
          const { path, ...source } = files.find((file) => file.name === name)!;
          const deployment = await service.deployWorkflow({
            ...source,
            dryRun: options.dryRun,
            ...(options.version === undefined ? {} : { version: options.version }),
            ...(open.local ? { folder: parentOf(path) ?? "/" } : {}),
          });
          for (const warning of deployment.warnings) log.warn(warning);
          deployed.set(name, deployment);
          return deployment.outcome;
        }),
    );
    const deployments = targets.map(({ target, error }) => ({
      file: target,
      ...(deployed.has(target) ? { deployment: deployed.get(target)! } : {}),
      ...(error ? { error } : {}),
    }));
    const [first] = deployments;
    const runnable = deployments.length === 1 && !options.dryRun ? first?.deployment : undefined;
    const nextSteps = runnable ? [{ command: await runCommand(service, runnable), description: "Run it" }] : [];
    return { deployments, nextSteps, exitCode: exit, ...contextField(open) };
  },
  text({ deployments, nextSteps }, ui) {
    const lines = deployments.map(({ file, deployment, error }) =>
      deployment
        ? deploymentLine(deployment, ui)
        : `${ui.style.error(ui.symbol.error)} ${file}: ${error!.message}\n  ${ui.style.dim(error!.hint)}`
    );
    for (const { command, description } of nextSteps) lines.push("", `${description}: ${ui.style.highlight(command)}`);
    return lines.join("\n");
  },
  exit: ({ exitCode }) => exitCode as ExitCode,
});

/** The command that runs a workflow, with an example of each parameter that it must be given. */
async function runCommand(service: WorkflowService, { id }: Deployment): Promise<string> {
  const { exampleParams } = await import("../../domain/workflow/input/example_params.ts");
  const { config } = await readConfig(service, id);
  const params = exampleParams(config?.input).map((each) =>
    ` --params ${/^[\w.:=-]+$/.test(each) ? each : `'${each}'`}`
  );
  return `workspace run create ${id}${params.join("")}`;
}

/** Nothing where the server does not tell: it is deployed all the same. */
async function readConfig(
  service: WorkflowService,
  id: string,
): Promise<{ config?: { input?: Record<string, unknown> } }> {
  try {
    return (await service.getWorkflow(id)).definition;
  } catch (error) {
    if (!isFault(error)) throw error;
    return {};
  }
}

/** Faults of all files at once, so that nothing is deployed when one has a mistake. */
async function validateAll<T>(files: readonly T[], validate: (file: T) => Promise<unknown>): Promise<void> {
  const errors: unknown[] = [];
  for (const file of files) {
    try {
      await validate(file);
    } catch (error) {
      errors.push(...error instanceof AggregateError ? error.errors : [error]);
    }
  }
  if (errors.length > 0) throw errors.length === 1 ? errors[0] : new AggregateError(errors);
}

function deploymentLine({ id, version, previousVersion, outcome, dryRun }: Deployment, ui: Ui): string {
  if (outcome === "unchanged") return `${ui.style.info(ui.symbol.info)} ${id} ${version} has not changed`;
  const verb = dryRun ? "would be" : "is";
  const from = previousVersion === null ? "new" : `was ${previousVersion}`;
  return `${ui.style.success(ui.symbol.success)} ${id} ${verb} at ${ui.style.highlight(version)} ${
    ui.style.dim(`(${from})`)
  }`;
}
