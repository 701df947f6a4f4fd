import { command } from "../../../cli/command.ts";
import { TOKEN } from "../../../domain/workflow/model.ts";
import { list, object } from "../../../kernel/schema.ts";
import { renderTable } from "../../../view/table.ts";
import { openTokens, TOKEN_NEEDS } from "./open_tokens.ts";

export default command({
  examples: [["workspace server token list", "Who may use the server"]],
  needs: TOKEN_NEEDS,
  listing: true,
  output: object({ tokens: list(TOKEN) }),
  async run(context) {
    await using open = await openTokens(context);
    return { tokens: open.tokens.list() };
  },
  text({ tokens }, ui) {
    if (tokens.length === 0) return "No tokens. `workspace server token create` makes one.";
    const columns = ["ID", "Name", "Scopes", "Created", "Expires", "Last used", "Status"].map((title) => ({ title }));
    const rows = tokens.map((each) => [
      each.id,
      each.name,
      each.scopes.join(", "),
      ui.time(each.createdAt),
      each.expiresAt === null ? "never" : ui.time(each.expiresAt),
      ui.time(each.lastUsedAt),
      each.revoked ? ui.style.error("revoked") : ui.style.success("valid"),
    ]);
    return renderTable(columns, rows, ui);
  },
});
