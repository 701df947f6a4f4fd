import { command } from "../../../cli/command.ts";
import { OPTION_REQUIRED, OPTION_VALUE_INVALID } from "../../../cli/faults.ts";
import { listOf, value } from "../../../cli/option.ts";
import { findDuration } from "../../../domain/workflow/definition/duration.ts";
import { type Scope, SCOPES, TOKEN } from "../../../domain/workflow/model.ts";
import { object, text } from "../../../kernel/schema.ts";
import { openTokens, TOKEN_NEEDS } from "./open_tokens.ts";

export default command({
  description:
    "The token is shown once and never again: the store has its hash alone. Scopes are read, which all others have in " +
    "them, run, approve, deploy, and admin, which has all of them. Who may deploy can run any program as the server's user.",
  options: {
    name: value("NAME", "Who acts with it; stands in runs, decisions and the audit log"),
    scopes: listOf("LIST", "What it may do", { values: [...SCOPES], defaultText: "read" }),
    expires: value("DURATION", "When it ends, such as 90d", { defaultText: "never" }),
  },
  examples: [
    ["workspace server token create --name ci --scopes run,deploy --expires 90d", "For a pipeline"],
    ["workspace server token create --name ada --scopes admin", "For somebody who may do everything"],
  ],
  needs: TOKEN_NEEDS,
  output: object({ secret: text({ description: "The token; shown this once" }), token: TOKEN }),
  async run(context) {
    const { options, ports } = context;
    if (options.name === undefined) throw OPTION_REQUIRED({ option: "--name", command: "server token create" });
    const expiresAt = options.expires === undefined ? undefined : expiry(options.expires, ports.workflows.clock.now());
    await using open = await openTokens(context);
    return await open.tokens.create({
      name: options.name,
      scopes: (options.scopes ?? ["read"]) as Scope[],
      ...(expiresAt === undefined ? {} : { expiresAt }),
    });
  },
  text({ secret, token }, ui) {
    return [
      `${ui.style.success(ui.symbol.success)} Token ${token.name} (${token.scopes.join(", ")})${
        token.expiresAt === null ? "" : `, until ${ui.time(token.expiresAt)}`
      }`,
      "",
      secret,
      "",
      "It is not shown again. `workspace auth login --with-token` on the other side takes it on stdin.",
    ].join("\n");
  },
});

function expiry(given: string, now: Temporal.Instant): string {
  const milliseconds = findDuration(given);
  if (milliseconds !== undefined && milliseconds > 0) return now.add({ milliseconds }).toString();
  throw OPTION_VALUE_INVALID({
    option: "--expires",
    value: given,
    expected: "a duration such as 12h or 90d",
    known: [],
  });
}
