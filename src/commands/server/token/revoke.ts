import { command } from "../../../cli/command.ts";
import { requiredArgument } from "../../../cli/option.ts";
import { TOKEN } from "../../../domain/workflow/model.ts";
import { object } from "../../../kernel/schema.ts";
import { openTokens, TOKEN_NEEDS } from "./open_tokens.ts";

export default command({
  description: "It lets nobody in any more, from the next request on.",
  arguments: { token: requiredArgument("TOKEN", "Id or name of the token") },
  examples: [["workspace server token revoke ci", "By its name"]],
  needs: TOKEN_NEEDS,
  output: object({ token: TOKEN }),
  async run(context) {
    await using open = await openTokens(context);
    return { token: open.tokens.revoke(context.args.token) };
  },
  text: ({ token }, ui) => `${ui.style.success(ui.symbol.success)} Token ${token.name} is revoked`,
});
