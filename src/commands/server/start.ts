import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { flag } from "../../cli/option.ts";
import { object, oneOf, text } from "../../kernel/schema.ts";
import { ENGINE_NEEDS } from "./engine_needs.ts";
import { runServer } from "./run_server.ts";
import { SERVER_OPTIONS } from "./server_options.ts";
import { startDetached } from "./start_detached.ts";

export default command({
  description:
    "Serves the workflows and runs of this machine over HTTP, drives them, and fires their schedules. It stays in " +
    "the foreground; Ctrl-C or SIGTERM stop it gracefully. A process that drives runs already hands over first.\n\n" +
    "Every request needs a token (`workspace server token create`). Who may deploy can run any program as this user. " +
    "Requests are logged to stderr, a line of JSON for each.",
  options: {
    ...SERVER_OPTIONS,
    detach: flag("Start it in the background, and return once it takes requests"),
  },
  examples: [
    ["workspace server start", "For this machine alone, at port 5001"],
    ["workspace server start --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem", "For others, with TLS"],
    ["workspace server start --detach", "In the background"],
  ],
  needs: { ...ENGINE_NEEDS, net: ["listen", "anywhere"] },
  streams: true,
  output: object({ state: oneOf(["started", "stopped"]), url: text({ description: "Where it is asked" }) }),
  async run(context) {
    const { options } = context;
    const port = options.port!;
    if (port > 65_535) {
      throw OPTION_VALUE_INVALID({
        option: "--port",
        value: String(port),
        expected: "a port from 0 to 65535",
        known: [],
      });
    }
    return options.detach ? await startDetached(context) : await runServer(context);
  },
  text: ({ state, url }, ui) => {
    if (state === "stopped") return `${ui.symbol.info} Server stopped`;
    return `${ui.style.success(ui.symbol.success)} Server at ${ui.style.highlight(url)}`;
  },
});
