import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { requiredArgument, value } from "../../cli/option.ts";
import { json, text } from "../../kernel/schema.ts";
import { contextField, inContext } from "../in_context.ts";
import { openWorkflows, WORKFLOW_NEEDS } from "../open_workflows.ts";

export default command({
  description:
    "A task of type `wait` with this signal goes on, and has the payload as its output. A signal that comes " +
    "before anybody waits for it is kept.",
  arguments: {
    run: requiredArgument("RUN", "Id of the run, or how it begins", { complete: "runs" }),
    signal: requiredArgument("SIGNAL", "Name of the signal"),
  },
  options: { payload: value("JSON", "What comes with it", { defaultText: "null" }) },
  examples: [[`workspace run signal run-01jq5 data-ready --payload '{"rows": 3}'`, "With a payload"]],
  needs: WORKFLOW_NEEDS,
  output: inContext({ run: text(), signal: text(), payload: json() }),
  async run(context) {
    const { args, options } = context;
    const payload = readPayload(options.payload);
    await using open = await openWorkflows(context);
    const { id } = await open.service.getRun(args.run);
    await open.service.signalRun(id, { name: args.signal, payload });
    return { run: id, signal: args.signal, payload, ...contextField(open) };
  },
  text: ({ run, signal }, ui) => `${ui.style.success(ui.symbol.success)} Signal ${signal} sent to run ${run}`,
});

function readPayload(given: string | undefined): unknown {
  if (given === undefined) return null;
  try {
    return JSON.parse(given);
  } catch {
    throw OPTION_VALUE_INVALID({ option: "--payload", value: given, expected: "JSON", known: [] });
  }
}
