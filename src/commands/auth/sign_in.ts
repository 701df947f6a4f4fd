import { OPTION_REQUIRED } from "../../cli/faults.ts";
import { oauthCredential, type StoredCredential } from "../../domain/workflow/contexts/credential.ts";
import { SIGN_IN_UNSUPPORTED } from "../../domain/workflow/contexts/faults.ts";
import type { AuthorizationServer } from "../../domain/workflow/contexts/ports.ts";
import type { ServerContext } from "../context_places.ts";

/** The name that this program has at authorization servers, where its user gives no other. */
export const CLIENT_ID = "workspace-cli";

/** How somebody wants to sign in. */
export interface SignInRequest {
  server: string;
  /** Read from stdin, or given with --token. */
  token: string | undefined;
  device: boolean;
  clientId: string;
  caCertificates: readonly string[];
  scopes: readonly string[] | undefined;
}

/**
 * Gets a credential: the token that was given; with OAuth where the server describes it; otherwise an API key that is
 * asked for. Faults: those of `Authorization`, `OPTION_REQUIRED` where nobody can be asked.
 */
export async function signIn(context: ServerContext, request: SignInRequest): Promise<StoredCredential> {
  const { ports: { prompt, servers, env, progress }, globals, log } = context;
  const origin = new URL(request.server).origin;
  if (request.token !== undefined) return { kind: "token", origin, token: request.token };
  const isAlone = globals.noInteractive || Boolean(env.get("CI"));
  if (isAlone && !request.device) throw OPTION_REQUIRED({ option: "--with-token", command: "auth login" });
  const authorization = await servers.authorization({ caCertificates: request.caCertificates });
  const found = await progress.spin("Looking how to sign in", () => authorization.discover(request.server));
  if (!found) {
    if (request.device) {
      throw SIGN_IN_UNSUPPORTED({ server: request.server, problem: "It describes no OAuth (RFC 8414)." });
    }
    if (!prompt.available) throw OPTION_REQUIRED({ option: "--with-token", command: "auth login" });
    return { kind: "token", origin, token: (await prompt.secret("API key:")).trim() };
  }
  const how = { clientId: request.clientId, scope: scopeOf(request, found), signal: new AbortController().signal };
  const tokens = request.device || !servers.hasBrowser() && found.deviceEndpoint !== undefined
    ? await authorization.signInWithDevice(found, {
      ...how,
      present({ url, code, completeUrl }) {
        log.info(`Open ${url} on any device and enter the code ${code}`);
        if (completeUrl !== undefined) log.info(`Or open ${completeUrl}`);
        return Promise.resolve();
      },
    })
    : await authorization.signInWithBrowser(found, {
      ...how,
      async present(url) {
        const isOpen = await servers.openBrowser(url);
        log.info(isOpen ? "Sign in in the browser that was opened. If none shows, open:" : "Open this in a browser:");
        log.info(url);
      },
    });
  return oauthCredential(tokens, { ...found, server: request.server, clientId: request.clientId });
}

/** Refresh tokens and the account are asked for where the server knows the words for them. */
function scopeOf({ scopes }: SignInRequest, server: AuthorizationServer): string {
  const wanted = scopes ?? ["openid", "offline_access"].filter((each) => server.scopes?.includes(each));
  return wanted.join(" ");
}
