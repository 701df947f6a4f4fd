import { SIGN_IN_FAILED } from "../../domain/workflow/contexts/faults.ts";
import type { AuthorizationServer } from "../../domain/workflow/contexts/ports.ts";
import { type Exchange, textOf } from "./exchange.ts";

/**
 * What signs in to a server: its own description as an authorization server (RFC 8414, OpenID Connect), or that of the
 * first one that it names (RFC 9728). Undefined where there is none. Fault: `SIGN_IN_FAILED` for a description that must
 * not be trusted.
 */
export async function discover(server: string, exchange: Exchange): Promise<AuthorizationServer | undefined> {
  const own = await describe(server, exchange);
  if (own) return own;
  const { origin, path } = partsOf(server);
  const { status, fields } = await exchange(`${origin}/.well-known/oauth-protected-resource${path}`, {});
  const [named] = Array.isArray(fields.authorization_servers) ? fields.authorization_servers : [];
  if (status !== 200 || typeof named !== "string" || !URL.canParse(named)) return undefined;
  if (!isSafe(named, server)) {
    throw SIGN_IN_FAILED({ server, problem: "It names an authorization server without TLS." });
  }
  return await describe(named.replace(/\/+$/, ""), exchange);
}

async function describe(issuer: string, exchange: Exchange): Promise<AuthorizationServer | undefined> {
  const { origin, path } = partsOf(issuer);
  for (
    const url of [
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${issuer}/.well-known/openid-configuration`,
    ]
  ) {
    const { status, fields } = await exchange(url, {});
    if (status === 200 && textOf(fields, "token_endpoint")) return readDescription(fields, issuer);
  }
  return undefined;
}

function readDescription(fields: Record<string, unknown>, issuer: string): AuthorizationServer {
  const refuse = (problem: string) => SIGN_IN_FAILED({ server: issuer, problem });
  const stated = textOf(fields, "issuer")?.replace(/\/+$/, "");
  // RFC 8414, 3.3: otherwise one server could describe itself as another.
  if (stated !== issuer) throw refuse("Its description is that of another issuer.");
  const endpoint = (key: string) => {
    const url = textOf(fields, key);
    if (url === undefined) return undefined;
    if (!URL.canParse(url) || !isSafe(url, issuer)) throw refuse(`Its ${key} is no safe address.`);
    return url;
  };
  const tokenEndpoint = endpoint("token_endpoint");
  if (tokenEndpoint === undefined) throw refuse("It has no token_endpoint.");
  const methods = fields.code_challenge_methods_supported;
  const hasChallenge = !Array.isArray(methods) || methods.includes("S256");
  return {
    issuer: stated,
    tokenEndpoint,
    authorizationEndpoint: hasChallenge ? endpoint("authorization_endpoint") : undefined,
    deviceEndpoint: endpoint("device_authorization_endpoint"),
    revocationEndpoint: endpoint("revocation_endpoint"),
    userInfoEndpoint: endpoint("userinfo_endpoint"),
    scopes: Array.isArray(fields.scopes_supported)
      ? fields.scopes_supported.filter((each) => typeof each === "string")
      : undefined,
  };
}

/** TLS, or this machine, or the very server that the user named without TLS. */
function isSafe(url: string, server: string): boolean {
  const { protocol, hostname, origin } = new URL(url);
  return protocol === "https:" || origin === new URL(server).origin ||
    protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

function partsOf(server: string): { origin: string; path: string } {
  const { origin, pathname } = new URL(server);
  return { origin, path: pathname.replace(/\/+$/, "") };
}
