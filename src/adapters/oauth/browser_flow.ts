import {
  SIGN_IN_DENIED,
  SIGN_IN_FAILED,
  SIGN_IN_TIMED_OUT,
  SIGN_IN_UNSUPPORTED,
} from "../../domain/workflow/contexts/faults.ts";
import type { AuthorizationServer, SignIn, TokenSet } from "../../domain/workflow/contexts/ports.ts";
import { type Exchange, randomText, tokenSetOf } from "./exchange.ts";

/** A sign-in that nobody finishes ends after so long. */
const MINUTES = 5;
const PATH = "/callback";

/** What the browser came back with. */
type Outcome = { code: string } | { error: string; description: string | null };

/**
 * The code flow of a native program (RFC 8252): the browser comes back to a port of 127.0.0.1 that the system chooses,
 * with our `state`; the code is worth nothing without our verifier (RFC 7636, S256). What comes with another state or from
 * another issuer (RFC 9207) is refused and not waited on. Faults: `SIGN_IN_…`.
 */
export async function signInWithBrowser(
  server: AuthorizationServer,
  { clientId, scope, signal, present, exchange }: SignIn & {
    present(url: string): Promise<void>;
    exchange: Exchange;
  },
): Promise<TokenSet> {
  const { authorizationEndpoint, tokenEndpoint, issuer } = server;
  if (authorizationEndpoint === undefined) {
    throw SIGN_IN_UNSUPPORTED({ server: issuer, problem: "It offers no sign-in in a browser with a code challenge." });
  }
  const [state, verifier] = [randomText(), randomText()];
  await using callback = listen({ state, issuer });
  const url = new URL(authorizationEndpoint);
  const parameters = {
    response_type: "code",
    client_id: clientId,
    redirect_uri: callback.address,
    ...(scope === "" ? {} : { scope }),
    state,
    code_challenge: await challengeOf(verifier),
    code_challenge_method: "S256",
    // OpenID Connect gives refresh tokens only to who asks for consent.
    ...(scope.split(" ").includes("offline_access") ? { prompt: "consent" } : {}),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  await present(url.href);
  const outcome = await callback.wait(signal);
  if (!outcome) throw SIGN_IN_TIMED_OUT({ server: issuer, minutes: MINUTES });
  if ("error" in outcome) {
    if (outcome.error === "access_denied") throw SIGN_IN_DENIED({ server: issuer });
    const words = [outcome.error, outcome.description].filter((each) => each).join(": ").slice(0, 500);
    throw SIGN_IN_FAILED({ server: issuer, problem: `${words}.` });
  }
  const askedAt = Date.now();
  const form = {
    grant_type: "authorization_code",
    code: outcome.code,
    redirect_uri: callback.address,
    client_id: clientId,
    code_verifier: verifier,
  };
  return tokenSetOf(await exchange(tokenEndpoint, { form, signal }), { server: issuer, askedAt });
}

async function challengeOf(verifier: string): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return new Uint8Array(hash).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** Waits for the browser on the loopback interface. */
function listen({ state, issuer }: { state: string; issuer: string }) {
  const { promise, resolve } = Promise.withResolvers<Outcome | undefined>();
  const listener = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const { pathname, searchParams: found } = new URL(request.url);
    if (pathname !== PATH || request.method !== "GET") return page(404, "There is nothing here.");
    const comesFrom = found.get("iss");
    if (found.get("state") !== state || comesFrom !== null && comesFrom.replace(/\/+$/, "") !== issuer) {
      return page(400, "This is not the answer that is waited for.");
    }
    const error = found.get("error");
    const code = found.get("code");
    if (error !== null) {
      resolve({ error, description: found.get("error_description") });
      return page(200, "Signing in did not work. The terminal says why; this window can be closed.");
    }
    if (code === null) return page(400, "There is no code.");
    resolve({ code });
    return page(200, "You are signed in. This window can be closed.");
  });
  return {
    address: `http://127.0.0.1:${listener.addr.port}${PATH}`,
    /** Undefined after too long. */
    async wait(signal: AbortSignal): Promise<Outcome | undefined> {
      signal.throwIfAborted();
      const timer = setTimeout(() => resolve(undefined), MINUTES * 60_000);
      const stop = () => resolve(undefined);
      signal.addEventListener("abort", stop);
      const outcome = await promise;
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      signal.throwIfAborted();
      return outcome;
    },
    /** What is being answered is answered to its end. */
    [Symbol.asyncDispose]: () => listener.shutdown(),
  };
}

function page(status: number, words: string): Response {
  const body = `<!doctype html><html lang="en"><meta charset="utf-8"><title>workspace</title><p>${words}</p></html>\n`;
  return new Response(body, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": "default-src 'none'",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      connection: "close",
    },
  });
}
