import { AUTHORIZATION_UNREACHABLE, SIGN_IN_FAILED } from "../../domain/workflow/contexts/faults.ts";
import type { TokenSet } from "../../domain/workflow/contexts/ports.ts";

/** An answer of an authorization server: a JSON object (empty where it is none). */
export interface AuthorizationAnswer {
  status: number;
  fields: Record<string, unknown>;
}

const LIMIT = 30_000;
const ANSWER_LIMIT = 1024 * 1024;

/**
 * Sends a form (RFC 6749), or asks with GET. Redirects are not followed: what is sent is secret. Fault:
 * `AUTHORIZATION_UNREACHABLE`.
 */
export type Exchange = (
  url: string,
  request: { form?: Record<string, string>; token?: string; signal?: AbortSignal },
) => Promise<AuthorizationAnswer>;

/** Exchanges over HTTP, with a client of its own where one is needed. */
export function httpExchange(client?: Deno.HttpClient): Exchange {
  return (url, request) => exchangeOnce(url, { ...request, client });
}

async function exchangeOnce(
  url: string,
  { form, token, signal, client }: Parameters<Exchange>[1] & { client: Deno.HttpClient | undefined },
): Promise<AuthorizationAnswer> {
  const limit = AbortSignal.timeout(LIMIT);
  try {
    const init: RequestInit & { client?: Deno.HttpClient } = {
      method: form === undefined ? "GET" : "POST",
      headers: { accept: "application/json", ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
      redirect: "manual",
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      ...(form === undefined ? {} : { body: new URLSearchParams(form) }),
      ...(client ? { client } : {}),
    };
    const response = await fetch(url, init);
    return { status: response.status, fields: fieldsOf(await readLimited(response)) };
  } catch (error) {
    signal?.throwIfAborted();
    const problem = limit.aborted ? "It gave no answer in time." : "The connection failed.";
    throw AUTHORIZATION_UNREACHABLE({ server: new URL(url).origin, problem }, { cause: error });
  }
}

async function readLimited(response: Response): Promise<string> {
  let text = "";
  for await (const piece of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += piece;
    if (text.length > ANSWER_LIMIT) return "";
  }
  return text;
}

function fieldsOf(text: string): Record<string, unknown> {
  try {
    const value = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}

export function textOf(fields: Record<string, unknown>, key: string): string | undefined {
  const value = fields[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The server's own words about a refusal, without anything that was sent. */
export function refusalOf({ status, fields }: AuthorizationAnswer): string {
  const words = [textOf(fields, "error"), textOf(fields, "error_description")].filter((each) => each !== undefined);
  return words.length === 0 ? `It answered ${status}.` : `${words.join(": ").slice(0, 500)}.`;
}

/** A successful answer of the token endpoint (RFC 6749, 5.1). Fault: `SIGN_IN_FAILED`. */
export function tokenSetOf(
  answer: AuthorizationAnswer,
  { server, askedAt }: { server: string; askedAt: number },
): TokenSet {
  const { status, fields } = answer;
  if (status !== 200) throw SIGN_IN_FAILED({ server, problem: refusalOf(answer) });
  const accessToken = textOf(fields, "access_token");
  const type = textOf(fields, "token_type");
  if (accessToken === undefined || type?.toLowerCase() !== "bearer") {
    throw SIGN_IN_FAILED({ server, problem: "It gave no bearer token." });
  }
  const seconds = Number(fields.expires_in ?? NaN);
  return {
    accessToken,
    refreshToken: textOf(fields, "refresh_token"),
    expiresAt: Number.isFinite(seconds) && seconds > 0
      ? new Date(askedAt + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z")
      : undefined,
    scope: textOf(fields, "scope"),
    account: accountIn(textOf(fields, "id_token")),
  };
}

/** Names in an ID token. It came from the token endpoint itself, so its signature need not be checked (OIDC, 3.1.3.7). */
function accountIn(idToken: string | undefined): string | undefined {
  const payload = idToken?.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const bytes = Uint8Array.fromBase64(payload, { alphabet: "base64url" });
    return accountOf(fieldsOf(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}

/** Whom the claims of OpenID Connect name. */
export function accountOf(claims: Record<string, unknown>): string | undefined {
  return ["email", "preferred_username", "name", "sub"].map((key) => textOf(claims, key)).find((each) => each);
}

/** Random text that cannot be guessed: 32 bytes as base64url. */
export function randomText(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}
