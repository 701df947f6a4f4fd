import type { Authorization, AuthorizationServer, TokenSet } from "../../domain/workflow/contexts/ports.ts";
import { trustingClient } from "../remote/trusting_client.ts";
import { signInWithBrowser } from "./browser_flow.ts";
import { type Pause, signInWithDevice } from "./device_flow.ts";
import { discover } from "./discover.ts";
import { accountOf, type Exchange, httpExchange, textOf, tokenSetOf } from "./exchange.ts";

/** OAuth 2 over HTTP. */
export function oauthAuthorization(
  options: { pause?: Pause; caCertificates?: readonly string[] } = {},
): Authorization {
  const exchange = httpExchange(trustingClient(options));
  const pause = options.pause ? { pause: options.pause } : {};
  return {
    discover: (server) => discover(server, exchange),
    signInWithBrowser: async (server, how) =>
      await withAccount(server, { tokens: await signInWithBrowser(server, { ...how, exchange }), exchange }),
    signInWithDevice: async (server, how) =>
      await withAccount(server, { tokens: await signInWithDevice(server, { ...how, ...pause, exchange }), exchange }),
    async refresh({ tokenEndpoint, clientId, refreshToken }) {
      const askedAt = Date.now();
      const form = { grant_type: "refresh_token", refresh_token: refreshToken, client_id: clientId };
      const answer = await exchange(tokenEndpoint, { form });
      if (answer.status !== 200 && textOf(answer.fields, "error") === "invalid_grant") return undefined;
      return tokenSetOf(answer, { server: new URL(tokenEndpoint).origin, askedAt });
    },
    async revoke({ revocationEndpoint, clientId, token }) {
      await exchange(revocationEndpoint, { form: { token, client_id: clientId } });
    },
  };
}

/** Asks whose it is where the tokens themselves do not say. */
async function withAccount(
  { userInfoEndpoint }: AuthorizationServer,
  { tokens, exchange }: { tokens: TokenSet; exchange: Exchange },
): Promise<TokenSet> {
  if (tokens.account !== undefined || userInfoEndpoint === undefined) return tokens;
  try {
    const { status, fields } = await exchange(userInfoEndpoint, { token: tokens.accessToken });
    return status === 200 ? { ...tokens, account: accountOf(fields) } : tokens;
  } catch {
    return tokens;
  }
}
