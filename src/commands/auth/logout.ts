import { command } from "../../cli/command.ts";
import { credentialName, parseCredential, type StoredCredential } from "../../domain/workflow/contexts/credential.ts";
import { isFault } from "../../kernel/fault.ts";
import { boolean, object, text } from "../../kernel/schema.ts";
import type { ServerContext } from "../context_places.ts";
import { readAuthorities, SERVER_NEEDS } from "../open_context.ts";
import { openServer } from "./open_server.ts";

export default command({
  description:
    "Removes the credential of the context in force, and has the server revoke it where it can. What cannot be revoked " +
    "now is removed all the same.",
  examples: [
    ["workspace auth logout", "The context in force"],
    ["workspace auth logout --context staging", "Another one"],
  ],
  needs: SERVER_NEEDS,
  output: object({
    context: text(),
    server: text(),
    removed: boolean({ description: "Whether there was one" }),
    revoked: boolean({ description: "Whether the server was told" }),
  }),
  async run(context) {
    const { ports, log } = context;
    const chosen = await openServer(context, "workspace auth logout");
    const { context: { name, server }, token } = chosen;
    const store = await ports.servers.credentials();
    const credential = parseCredential(await store.get(credentialName(name)));
    const revoked = credential
      ? await revoke(context, { credential, caCertificates: readAuthorities(context, chosen) })
      : false;
    const removed = await store.delete(credentialName(name));
    if (token) log.warn(`${token.source} still signs in`);
    return { context: name, server, removed, revoked };
  },
  text({ context, server, removed, revoked }, { style, symbol }) {
    if (!removed) return `${style.info(symbol.info)} Nothing was stored for context ${context}`;
    const too = revoked ? ", and revoked there" : "";
    return `${style.success(symbol.success)} Signed out of ${style.bold(server)}${too}`;
  },
});

/** The refresh token goes first: with it most servers revoke what was made of it (RFC 7009, 2.1). */
async function revoke(
  { ports, log }: ServerContext,
  { credential, caCertificates }: { credential: StoredCredential; caCertificates: readonly string[] },
): Promise<boolean> {
  const { revocationEndpoint, clientId, refreshToken, token } = credential;
  if (revocationEndpoint === undefined || clientId === undefined) {
    if (credential.kind === "token") log.debug("API keys are revoked where they were made");
    return false;
  }
  try {
    const authorization = await ports.servers.authorization({ caCertificates });
    for (const each of [refreshToken, token]) {
      if (each !== undefined) await authorization.revoke({ revocationEndpoint, clientId, token: each });
    }
    return true;
  } catch (error) {
    if (!isFault(error)) throw error;
    log.warn(`It could not be revoked: ${error.reason}`);
    return false;
  }
}
