import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { value } from "../../cli/option.ts";
import { object, text } from "../../kernel/schema.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { WORKFLOW_NEEDS } from "../open_workflows.ts";
import { SERVER_NOT_RUNNING } from "./faults.ts";
import { findServer } from "./server_record.ts";

export default command({
  description:
    "Prints a link to the web page of this machine's server. It works once, for five minutes, and begins a session of " +
    "12 hours that may read everything and change nothing. The page shows workflows, runs with their logs, and " +
    "schedules.",
  options: {
    url: value("URL", "Address of the server in the browser, where something stands in front of it"),
  },
  examples: [
    ["workspace server open", "A link to open in a browser"],
    ["workspace server open --url https://workflows.example", "Behind a proxy"],
  ],
  needs: WORKFLOW_NEEDS,
  output: object({
    url: text({ description: "Opens the page once" }),
    expiresAt: text({ format: "date-time" }),
  }),
  async run(context) {
    const { options, ports: { workflows } } = context;
    const base = options.url === undefined ? undefined : originOf(options.url);
    const { store, logs, ownership } = await openEngineParts(context);
    using _store = store;
    using _logs = logs;
    const server = findServer(store, ownership);
    if (!server) throw SERVER_NOT_RUNNING({});
    const { pageLinks } = await import("../../domain/workflow/tokens/page_links.ts");
    const links = pageLinks({ store, clock: workflows.clock, actor: workflows.actor(), random: workflows.random });
    const { key, expiresAt } = await links.create();
    return { url: `${base ?? reachable(server.url)}/open?key=${key}`, expiresAt };
  },
  text: ({ url, expiresAt }, ui) =>
    `${ui.style.highlight(url)}\n\nIt works once, until ${ui.time(expiresAt)}. Whoever opens it may read everything.`,
});

function originOf(given: string): string {
  const url = URL.parse(given);
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw OPTION_VALUE_INVALID({
    option: "--url",
    value: given,
    expected: "a URL such as https://workflows.example",
    known: [],
  });
}

/** A server that listens at every address is reached at this machine's own. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}
