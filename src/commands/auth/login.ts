import { command } from "../../cli/command.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { flag, listOf, value } from "../../cli/option.ts";
import { credentialName, saveCredential, type StoredCredential } from "../../domain/workflow/contexts/credential.ts";
import type { Account } from "../../domain/workflow/rest/model.ts";
import { isFault } from "../../kernel/fault.ts";
import { boolean, either, list, nothing, object, oneOf, text } from "../../kernel/schema.ts";
import { rememberProbe } from "../remember_probe.ts";
import type { ServerContext } from "../context_places.ts";
import { readAuthorities, SERVER_NEEDS } from "../open_context.ts";
import { openServer, type ServerChoice, targetWith } from "./open_server.ts";
import { CLIENT_ID, signIn } from "./sign_in.ts";

export default command({
  description:
    "Signs in to the server of the context in force: with OAuth in the browser, or with a code on another device; with " +
    "an API key where the server knows no OAuth. The credential is kept in the system's keychain, or in a file that " +
    "only its user may read; it is sent to this server alone. CI jobs need no login: COMPOZY_API_TOKEN is enough.",
  options: {
    withToken: flag("Read a token or an API key from stdin", { conflicts: ["device"] }),
    device: flag("Sign in with a code on another device"),
    clientId: value("ID", "Name of this program at the authorization server", { defaultText: CLIENT_ID }),
    scopes: listOf("SCOPE", "What to ask for", { defaultText: "openid, offline_access" }),
  },
  examples: [
    ["workspace auth login --context staging", "In the browser"],
    ["workspace auth login --device", "On a machine without one"],
    ["workspace auth login --with-token < key.txt", "With an API key"],
  ],
  needs: {
    ...SERVER_NEEDS,
    net: ["server", "listen"],
    run: [...SERVER_NEEDS.run, "xdg-open", "open", "rundll32"],
  },
  output: object({
    context: text(),
    server: text(),
    kind: oneOf(["token", "oauth"]),
    account: either([text(), nothing], { description: "Whose it is, where the server says so" }),
    scopes: either([list(text()), nothing]),
    expiresAt: either([text({ format: "date-time" }), nothing]),
    renewable: boolean({ description: "Whether it is renewed without signing in again" }),
    storedIn: text({ description: "The keychain, or a file" }),
  }),
  async run(context) {
    const { options, globals, ports, log } = context;
    const chosen = await openServer(context, "workspace auth login");
    const { name, server } = chosen.context;
    const credential = await signIn(context, {
      server,
      token: options.withToken ? await readToken(context) : globals.token,
      device: options.device,
      clientId: options.clientId ?? CLIENT_ID,
      caCertificates: readAuthorities(context, chosen),
      scopes: options.scopes,
    });
    const account = await checkedAccount(context, { chosen, credential });
    const kept = account === undefined ? credential : { ...credential, account: account.name };
    const store = await ports.servers.credentials();
    await saveCredential(store, { context: name, credential: kept });
    if (chosen.token && chosen.token.source !== "--token") {
      log.warn(`${chosen.token.source} goes before what was stored now`);
    }
    return {
      context: name,
      server,
      kind: kept.kind,
      account: kept.account ?? null,
      scopes: account?.scopes ?? kept.scope?.split(" ") ?? null,
      expiresAt: account?.expiresAt ?? kept.expiresAt ?? null,
      renewable: kept.refreshToken !== undefined,
      storedIn: await store.where(credentialName(name)),
    };
  },
  text({ context, server, account, storedIn, expiresAt, renewable }, ui) {
    const { style, symbol } = ui;
    const lines = [
      `${style.success(symbol.success)} Signed in to ${style.bold(server)}${account === null ? "" : ` as ${account}`}`,
      `  Context: ${context}`,
      `  Stored in: ${storedIn}`,
    ];
    if (expiresAt !== null) lines.push(`  Expires: ${ui.time(expiresAt)}${renewable ? " (is renewed)" : ""}`);
    return lines.join("\n");
  },
});

async function readToken({ ports: { terminal } }: ServerContext): Promise<string> {
  const token = (await terminal.readInput()).trim();
  if (token === "" || /\s/.test(token)) {
    throw OPTION_REQUIRED({ option: "--with-token (one token on stdin)", command: "auth login" });
  }
  return token;
}

/**
 * Whose the credential is. A key that the server does not take is not kept; after OAuth, what the server says of it is
 * only a help. Faults: `UNAUTHENTICATED`, those of `ServerPorts.probe`.
 */
async function checkedAccount(
  context: ServerContext,
  { chosen, credential }: { chosen: ServerChoice; credential: StoredCredential },
): Promise<Account | undefined> {
  const { ports: { servers }, log } = context;
  try {
    const target = targetWith(context, chosen, credential.token);
    const probe = await servers.probe(target);
    await rememberProbe(context, { name: chosen.context.name, probe });
    return await servers.account({ ...target, dialect: probe.dialect });
  } catch (error) {
    if (credential.kind === "token" || !isFault(error)) throw error;
    log.warn(`${error.message}: ${error.reason}`);
    return undefined;
  }
}
