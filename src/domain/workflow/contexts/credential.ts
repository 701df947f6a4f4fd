import { parseJson } from "../../../formats/json.ts";
import { type Infer, object, oneOf, optional, text, violations } from "../../../kernel/schema.ts";
import { CREDENTIAL_FOREIGN } from "./faults.ts";
import type { AuthorizationServer, Credentials, TokenSet } from "./ports.ts";

/** What signs in to the server of a context; kept as JSON in `Credentials`. */
export const STORED_CREDENTIAL = object({
  kind: oneOf(["token", "oauth"]),
  origin: text({ description: "The only origin that it is sent to" }),
  token: text({ description: "API key or access token" }),
  refreshToken: optional(text()),
  expiresAt: optional(text()),
  tokenEndpoint: optional(text()),
  revocationEndpoint: optional(text()),
  clientId: optional(text()),
  scope: optional(text()),
  account: optional(text()),
});
export type StoredCredential = Infer<typeof STORED_CREDENTIAL>;

/** The name under which the credential of a context is kept. */
export function credentialName(context: string): string {
  return `context:${context}`;
}

/** What a sign-in gave, as it is kept. */
export function oauthCredential(
  tokens: TokenSet,
  at: { server: string; clientId: string } & Pick<AuthorizationServer, "tokenEndpoint" | "revocationEndpoint">,
): StoredCredential {
  return {
    kind: "oauth",
    origin: new URL(at.server).origin,
    token: tokens.accessToken,
    tokenEndpoint: at.tokenEndpoint,
    clientId: at.clientId,
    ...(tokens.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken }),
    ...(tokens.expiresAt === undefined ? {} : { expiresAt: tokens.expiresAt }),
    ...(at.revocationEndpoint === undefined ? {} : { revocationEndpoint: at.revocationEndpoint }),
    ...(tokens.scope === undefined ? {} : { scope: tokens.scope }),
    ...(tokens.account === undefined ? {} : { account: tokens.account }),
  };
}

export async function saveCredential(
  credentials: Credentials,
  { context, credential }: { context: string; credential: StoredCredential },
): Promise<void> {
  await credentials.set(credentialName(context), JSON.stringify(credential));
}

/**
 * The credential of a context; undefined where there is none, or none that this program wrote. Fault:
 * `CREDENTIAL_FOREIGN` for one that was made for another server than the context's now.
 */
export async function findCredential(
  credentials: Credentials,
  { context, server }: { context: string; server: string },
): Promise<StoredCredential | undefined> {
  const credential = parseCredential(await credentials.get(credentialName(context)));
  if (credential && credential.origin !== new URL(server).origin) {
    throw CREDENTIAL_FOREIGN({ context, server, origin: credential.origin });
  }
  return credential;
}

/** A stored text as a credential; undefined for anything else. */
export function parseCredential(text: string | undefined): StoredCredential | undefined {
  if (text === undefined) return undefined;
  try {
    const value = parseJson(text);
    return violations(STORED_CREDENTIAL, value).length === 0 ? value as StoredCredential : undefined;
  } catch {
    return undefined;
  }
}
