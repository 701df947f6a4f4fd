import { command } from "../../cli/command.ts";
import { NOT_SIGNED_IN } from "../../domain/workflow/contexts/faults.ts";
import { object, text } from "../../kernel/schema.ts";
import { SERVER_NEEDS, serverTarget } from "../open_context.ts";
import { openServer } from "./open_server.ts";

export default command({
  description:
    "Prints the token that requests to the server of the context in force are signed with, renewed where that was due. " +
    "Whoever sees it can act as its owner.",
  examples: [
    [
      'curl -H "Authorization: Bearer $(workspace auth token)" https://workflows.example.com/api/v0/workflows',
      "Other programs",
    ],
  ],
  needs: SERVER_NEEDS,
  output: object({ context: text(), server: text(), token: text() }),
  async run(context) {
    const chosen = await openServer(context, "workspace auth token");
    const { name, server } = chosen.context;
    const token = await serverTarget(context, chosen).tokens.current();
    if (token === undefined) throw NOT_SIGNED_IN({ context: name, server, reason: "There is no credential." });
    return { context: name, server, token };
  },
  text: ({ token }) => token,
});
