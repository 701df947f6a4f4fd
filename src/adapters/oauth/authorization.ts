import type { Authorization, AuthorizationServer, TokenSet } from "../../domain/workflow/contexts/ports.ts";
import { signInWithBrowser } from "./browser_flow.ts";
import { type Pause, signInWithDevice } from "./device_flow.ts";
import { discover } from "./discover.ts";
import { accountOf, exchange, textOf, tokenSetOf } from "./exchange.ts";

/** OAuth 2 over HTTP. */
export function oauthAuthorization(options: { pause?: Pause } = {}): Authorization {
  return {
    discover,
    signInWithBrowser: async (server, how) => await withAccount(server, await signInWithBrowser(server, how)),
    signInWithDevice: async (server, how) =>
      await withAccount(server, await signInWithDevice(server, { ...how, ...options })),
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
async function withAccount({ userInfoEndpoint }: AuthorizationServer, tokens: TokenSet): Promise<TokenSet> {
  if (tokens.account !== undefined || userInfoEndpoint === undefined) return tokens;
  try {
    const { status, fields } = await exchange(userInfoEndpoint, { token: tokens.accessToken });
    return status === 200 ? { ...tokens, account: accountOf(fields) } : tokens;
  } catch {
    return tokens;
  }
}
