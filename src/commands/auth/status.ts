import { command } from "../../cli/command.ts";
import { credentialName, parseCredential } from "../../domain/workflow/contexts/credential.ts";
import { isFault } from "../../kernel/fault.ts";
import { boolean, either, type Infer, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";
import type { ServerContext } from "../context_places.ts";
import { openContext, SERVER_NEEDS, serverTarget } from "../open_context.ts";
import type { ServerChoice } from "./open_server.ts";

const nullable = (description: string) => either([text(), nothing], { description });

const STATUS = object({
  context: text(),
  server: nullable("Null for `local`, which needs no account"),
  valid: boolean({ description: "Whether the server takes the credential" }),
  account: nullable("Whose it is, where that is known"),
  kind: either([oneOf(["token", "oauth"]), nothing]),
  source: nullable("Where the credential comes from: --token, a variable, or the store; null without one"),
  scopes: either([list(text()), nothing]),
  expiresAt: nullable("Null where it does not expire, or nobody knows"),
  problem: nullable("Why it is not valid"),
});
type Status = Infer<typeof STATUS>;

export default command({
  description: "Checks the credential of the context in force against the server; one that is not valid exits with 7.",
  examples: [
    ["workspace auth status", "Who I am there, and where the credential lies"],
    ["workspace auth status --context staging --format json", "For scripts"],
  ],
  needs: SERVER_NEEDS,
  listing: true,
  output: STATUS,
  async run(context): Promise<Status> {
    const chosen = await openContext(context);
    const { server, name } = chosen.context;
    const empty = { account: null, kind: null, source: null, scopes: null, expiresAt: null, problem: null };
    if (server === undefined) return { context: name, server: null, valid: true, ...empty };
    const credential = await describe(context, { ...chosen, context: { ...chosen.context, server } });
    const status = { ...empty, ...credential, context: name, server };
    if (status.source === null) return { ...status, valid: false, problem: "There is no credential." };
    try {
      const account = await context.ports.servers.account(await asked(context, chosen));
      // What was renewed on the way expires later.
      const { expiresAt } = await describe(context, { ...chosen, context: { ...chosen.context, server } });
      return {
        ...status,
        valid: true,
        account: account?.name ?? status.account,
        scopes: account?.scopes ?? status.scopes,
        expiresAt: account?.expiresAt ?? expiresAt,
      };
    } catch (error) {
      if (!isFault(error) || error.exit !== 7) throw error;
      return { ...status, valid: false, problem: error.reason };
    }
  },
  exit: ({ valid }) => valid ? 0 : 7,
  text({ context, server, valid, account, source, scopes, expiresAt, problem }, ui) {
    const { style, symbol } = ui;
    if (server === null) {
      return `${style.success(symbol.success)} Context ${context} is this machine: no account is needed`;
    }
    const lines = [
      valid
        ? `${style.success(symbol.success)} Signed in to ${style.bold(server)}${
          account === null ? "" : ` as ${account}`
        }`
        : `${style.error(symbol.error)} Not signed in to ${style.bold(server)}: ${problem}`,
      `  Context: ${context}`,
    ];
    if (source !== null) lines.push(`  Credential: ${source}`);
    if (scopes !== null) lines.push(`  Scopes: ${scopes.join(", ")}`);
    if (expiresAt !== null) lines.push(`  Expires: ${ui.time(expiresAt)}`);
    if (!valid) lines.push("", `\`workspace auth login --context ${context}\` signs in.`);
    return lines.join("\n");
  },
});

/** What is known of the credential without asking anybody. */
async function describe(
  { ports }: ServerContext,
  { context: { name }, token }: ServerChoice,
): Promise<Pick<Status, "kind" | "source" | "account" | "scopes" | "expiresAt">> {
  if (token) return { kind: "token", source: token.source, account: null, scopes: null, expiresAt: null };
  const store = await ports.servers.credentials();
  const credential = parseCredential(await store.get(credentialName(name)));
  if (!credential) return { kind: null, source: null, account: null, scopes: null, expiresAt: null };
  return {
    kind: credential.kind,
    source: await store.where(credentialName(name)),
    account: credential.account ?? null,
    scopes: credential.scope?.split(" ") ?? null,
    expiresAt: credential.expiresAt ?? null,
  };
}

/** The server with what it speaks, asked for where that is not known yet. */
async function asked(context: ServerContext, chosen: Parameters<typeof serverTarget>[1]) {
  const target = serverTarget(context, chosen);
  if (target.dialect !== undefined) return target;
  return { ...target, dialect: (await context.ports.servers.probe(target)).dialect };
}
