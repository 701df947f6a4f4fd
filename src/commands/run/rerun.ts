import { command } from "../../cli/command.ts";
import { flag, requiredArgument, value } from "../../cli/option.ts";
import type { ExitCode } from "../../kernel/fault.ts";
import { boolean, either, nothing } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";
import { readSecretsAgain } from "./read_params.ts";
import { RUN_DETAILS, RUN_LINE, withDuration } from "./run_output.ts";
import { runExit } from "./run_text.ts";
import { waitForRun, waitLimit } from "./wait_for_run.ts";
import { waitedText } from "./waited_text.ts";

export default command({
  description:
    "A new run with the same definition and input. With --failed or --from it takes over the outputs of what " +
    "succeeded and is not run again. Approvals that are run again ask again.",
  arguments: { run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }) },
  options: {
    failed: flag("Only what did not succeed, and what follows it", { conflicts: ["from"] }),
    from: value("TASK", "Only this task, and what follows it"),
    wait: flag("Follow the run to its end, and exit with it"),
    timeout: value("DURATION", "With --wait: wait at most so long", { requires: ["wait"] }),
  },
  examples: [
    ["workspace run rerun run-01jq5 --failed", "What failed, and what follows it"],
    ["workspace run rerun run-01jq5 --from train --wait", "From one task on, and follow it"],
  ],
  needs: WORKFLOW_NEEDS,
  output: inContext({ run: either([RUN_DETAILS, RUN_LINE]), waited: either([boolean(), nothing]) }),
  tellsOfRun: ({ wait }) => wait,
  async run(context) {
    const { args, options, ports } = context;
    const limit = waitLimit(options.timeout);
    await using open = await openWorkflows(context);
    const { service } = open;
    const { id, workflowId, version } = await service.getRun(args.run);
    const environmentSecrets = open.local
      ? await readSecretsAgain(context, { service, workflowId, version })
      : undefined;
    const run = await service.rerun(id, {
      ...(options.failed ? { failed: true } : {}),
      ...(options.from === undefined ? {} : { from: options.from }),
      ...(environmentSecrets ? { environmentSecrets } : {}),
    });
    const { clock } = ports.workflows;
    const field = contextField(open);
    if (!options.wait) return { run: withDuration(run, clock.now()), waited: null, ...field };
    context.log.info(`Run ${run.id} of ${run.workflowId} ${run.version}`);
    const { run: last, ended } = await waitForRun(context, { service, id: run.id, limit });
    return { run: withDuration(last, clock.now()), waited: ended, ...field };
  },
  text({ run, waited }, ui) {
    if (waited !== null) return waitedText(run, { ended: waited, ui });
    return `${
      ui.style.success(ui.symbol.success)
    } Run ${run.id} repeats ${run.rerunOf}\n\nFollow it: workspace run watch ${run.id}`;
  },
  exit({ run, waited }): ExitCode {
    if (waited === null) return 0;
    return waited ? runExit(run.status) : 124;
  },
});
