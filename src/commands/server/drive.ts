import { command } from "../../cli/command.ts";
import { object } from "../../kernel/schema.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { ENGINE_NEEDS } from "./engine_needs.ts";

export default command({
  description:
    "Started by other commands, in a process of its own: drives the runs of this machine until nothing is left " +
    "to do. While another process does so, it ends at once.",
  examples: [["workspace server drive", "Drive what is there, then end"]],
  needs: ENGINE_NEEDS,
  output: object({}),
  async run(context) {
    const { Engine } = await import("../../domain/workflow/engine/engine.ts");
    const { workflows, interruption } = context.ports;
    const parts = await openEngineParts(context);
    using _store = parts.store;
    using _logs = parts.logs;
    using steps = await workflows.steps({ allowPrivateTargets: true });
    const engine = new Engine({ ...parts, steps }, { server: false });
    using hold = interruption.hold();
    hold.signal.addEventListener("abort", () => engine.stop());
    await engine.run();
    return {};
  },
  text: () => "",
});
