import { command } from "../../cli/command.ts";
import { flag, repeated, requiredArgument, value } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { boolean, either, nothing } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readParams } from "./read_params.ts";
import { RUN_DETAILS, RUN_LINE, withDuration } from "./run_output.ts";
import { runExit } from "./run_text.ts";
import { waitForRun, waitLimit } from "./wait_for_run.ts";
import { waitedText } from "./waited_text.ts";

export default command({
  description: "Returns as soon as the run is safely on the disk; it goes on by itself, also when this terminal is " +
    "closed. With --wait it follows the run and exits with it: 0 success, 1 failed or timed out, 2 cancelled, 6 the " +
    "server was lost, 64 invalid arguments, 124 the --timeout passed (the run goes on).\n\n" +
    "--params is JSON, @FILE with JSON in it, or key=value, and can be given repeatedly; later ones win. Values of " +
    "key=value are read as the workflow's input schema says, and keys may have dots: --params model.depth=3. On a " +
    "terminal parameters that are required and missing are asked for.",
  arguments: { workflow: requiredArgument("WORKFLOW", "Id of the workflow", { complete: "workflows" }) },
  options: {
    params: repeated("PARAMS", "Parameters: JSON, @FILE, or key=value"),
    version: value("VERSION", "Another version than the one in force"),
    wait: flag("Follow the run to its end, and exit with it"),
    timeout: value("DURATION", "With --wait: wait at most so long, such as 30m", { requires: ["wait"] }),
    idempotencyKey: value("KEY", "The same key gives the same run, however often this is repeated"),
  },
  examples: [
    [`workspace run create my-workflow --params '{"date": "2024-01-15"}'`, "Parameters as JSON"],
    ["workspace run create my-workflow --params date=2024-01-15 --params test=true", "Parameters one by one"],
    ["workspace run create ml-pipeline --wait --timeout 30m", "In a pipeline: exits with the run"],
    ["workspace run create nightly --idempotency-key build-4711", "Safe to repeat"],
  ],
  needs: { ...WORKFLOW_NEEDS, read: ["anywhere"] },
  output: inContext({
    run: either([RUN_DETAILS, RUN_LINE], { description: "With --wait the run with its tasks" }),
    existing: boolean({ description: "The idempotency key was used before: this is its run" }),
    waited: either([boolean(), nothing], { description: "False: the run had not ended when the wait was over" }),
  }),
  tellsOfRun: ({ wait }) => wait,
  async run(context) {
    const { args, options, ports, log } = context;
    const limit = waitLimit(options.timeout);
    await using open = await openWorkflows(context);
    const version = options.version?.replace(/^v(?=\d)/, "");
    const { input, environmentSecrets } = await readParams(context, {
      service: open.service,
      local: open.local,
      workflowId: args.workflow,
      version,
      params: options.params ?? [],
    });
    const { run, existing } = await open.service.createRun({
      workflowId: args.workflow,
      input,
      ...(version === undefined ? {} : { version }),
      ...(options.idempotencyKey === undefined ? {} : { idempotencyKey: options.idempotencyKey }),
      ...(environmentSecrets ? { environmentSecrets } : {}),
    });
    const { clock } = ports.workflows;
    const field = contextField(open);
    if (!options.wait) return { run: withDuration(run, clock.now()), existing, waited: null, ...field };
    log.info(`Run ${run.id} of ${run.workflowId} ${run.version}`);
    const { run: last, ended } = await waitForRun(context, { service: open.service, id: run.id, limit });
    return { run: withDuration(last, clock.now()), existing, waited: ended, ...field };
  },
  text({ run, existing, waited }, ui) {
    const ok = ui.style.success(ui.symbol.success);
    if (waited === null) {
      return [
        `${existing ? ui.symbol.info : ok} Run ${run.id} of ${run.workflowId} ${run.version}${
          existing ? " was there already" : ""
        }`,
        "",
        `Follow it:  workspace run logs ${run.id} --follow`,
        `Look at it: workspace run get ${run.id}`,
      ].join("\n");
    }
    return waitedText(run, { ended: waited, ui });
  },
  exit({ run, waited }): ExitCode {
    if (waited === null) return 0;
    return waited ? runExit(run.status) : 124;
  },
});
