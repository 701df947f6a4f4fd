import { findCredential } from "./credentials.ts";
import type { HttpClients } from "./http_clients.ts";
import type { RegistryCredential, RegistrySettings } from "../../kernel/registry.ts";

/** What a request came to. A failure says why in words; the caller knows what it was for. */
export type Outcome =
  | { kind: "answer"; status: number; headers: Headers; body: Uint8Array }
  | { kind: "unreachable"; problem: string }
  | { kind: "timeout"; milliseconds: number }
  /** The connection ended before the body did. */
  | { kind: "cut"; problem: string }
  | { kind: "invalid"; problem: string };

export interface RequestLine {
  url: URL;
  headers: Record<string, string>;
  /** With a body the request is a POST. */
  body?: string;
  /** Scope of the packages that it is about. */
  packages?: string | undefined;
}

/** Sends requests to registries. */
export type Send = (request: RequestLine) => Promise<Outcome>;

export interface SendOptions {
  settings: Pick<RegistrySettings, "credentials" | "retry" | "timeoutMilliseconds">;
  clients: HttpClients;
  /** Largest body that is accepted, in bytes after decompression. */
  maxBytes: number;
  trace(message: string): void;
  /** Ends everything, after so many milliseconds. */
  total: { signal: AbortSignal; milliseconds: number };
}

const MAX_REDIRECTS = 5;
const MAX_RETRY_AFTER = 30_000;

/**
 * A sender with retries: on 429, 5xx and network errors, after what `Retry-After` says (at most 30 s), otherwise after
 * a random part of a delay that doubles (full jitter). Redirects are followed by hand: credentials stay with the origin
 * that they are configured for, and never follow a redirect to another one.
 */
export function sender(options: SendOptions): Send {
  const { settings, trace } = options;
  const total = options.total.signal;
  return async (request) => {
    for (let attempt = 0;; attempt++) {
      const outcome = await sendOnce(request, options);
      if (attempt >= settings.retry.attempts || !isWorthRetrying(outcome) || total.aborted) return outcome;
      const delay = delayBefore(attempt, outcome, settings.retry);
      trace(`Retrying ${request.url.href} in ${Math.round(delay)} ms: ${describe(outcome)}`);
      await pause(delay, total);
    }
  };
}

function isWorthRetrying(outcome: Outcome): boolean {
  if (outcome.kind === "answer") return outcome.status === 429 || outcome.status >= 500 && outcome.status !== 501;
  return outcome.kind === "unreachable" || outcome.kind === "cut";
}

function describe(outcome: Outcome): string {
  if (outcome.kind === "answer") return `the registry answered ${outcome.status}`;
  return outcome.kind === "timeout" ? "no answer in time" : outcome.problem;
}

/** Milliseconds to wait after the attempt with this number (from 0) failed. */
export function delayBefore(attempt: number, outcome: Outcome, retry: RegistrySettings["retry"]): number {
  const asked = outcome.kind === "answer" ? retryAfter(outcome.headers) : undefined;
  if (asked !== undefined) return Math.min(asked, MAX_RETRY_AFTER);
  return Math.random() * Math.min(retry.maxMilliseconds, retry.minMilliseconds * 2 ** attempt);
}

/** `Retry-After` in milliseconds: seconds, or a date (RFC 9110, 10.2.3), seen from the answer's own `Date`. */
function retryAfter(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim();
  if (!value) return undefined;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const now = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(until) ? undefined : Math.max(0, until - (Number.isNaN(now) ? Date.now() : now));
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
  });
}

async function sendOnce(request: RequestLine, options: SendOptions): Promise<Outcome> {
  const { settings: { timeoutMilliseconds }, total } = options;
  if (total.signal.aborted) return { kind: "timeout", milliseconds: total.milliseconds };
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, timeoutMilliseconds);
  total.signal.addEventListener("abort", stop);
  try {
    return await follow(request, { ...options, signal: controller.signal });
  } catch (error) {
    if (!controller.signal.aborted) return { kind: "unreachable", problem: networkProblem(error) };
    return { kind: "timeout", milliseconds: total.signal.aborted ? total.milliseconds : timeoutMilliseconds };
  } finally {
    clearTimeout(timer);
    total.signal.removeEventListener("abort", stop);
  }
}

async function follow(request: RequestLine, options: SendOptions & { signal: AbortSignal }): Promise<Outcome> {
  const { clients, settings, signal, maxBytes } = options;
  let url = request.url;
  let mayKnow = true;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const credential: RegistryCredential | undefined = mayKnow
      ? findCredential(url, settings.credentials, { packages: request.packages })
      : undefined;
    const init: RequestInit & { client: Deno.HttpClient } = {
      method: request.body === undefined ? "GET" : "POST",
      headers: { ...request.headers, ...credential?.authorization && { authorization: credential.authorization } },
      redirect: "manual",
      signal,
      client: clients.clientFor(url, credential?.certificate),
    };
    if (request.body !== undefined) init.body = request.body;
    const response = await fetch(url, init);
    const { status, headers } = response;
    if (![301, 302, 303, 307, 308].includes(status)) {
      let body: Uint8Array | undefined;
      try {
        body = await readBody(response, maxBytes);
      } catch (error) {
        if (signal.aborted) throw error;
        return { kind: "cut", problem: `The answer was cut off: ${networkProblem(error)}` };
      }
      if (body) return { kind: "answer", status, headers, body };
      return { kind: "invalid", problem: `The answer is larger than ${Math.round(maxBytes / 1024 / 1024)} MiB.` };
    }
    await response.body?.cancel();
    const location = headers.get("location");
    if (location === null || !URL.canParse(location, url)) {
      return { kind: "invalid", problem: `The registry answered ${status} without a usable address.` };
    }
    const next = new URL(location, url);
    if (next.protocol !== "https:" && (next.protocol !== "http:" || url.protocol === "https:")) {
      return { kind: "invalid", problem: `The registry redirects to an address that is less safe (${next.protocol}).` };
    }
    if (next.origin !== url.origin) mayKnow = false;
    url = next;
  }
  return { kind: "invalid", problem: `The registry redirects more than ${MAX_REDIRECTS} times.` };
}

/** No gzip stream grows by more than this (zlib's documentation). */
const MOST_GROWTH = 1032;

/** The body as bytes; undefined when it is larger than `maxBytes`. */
async function readBody(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  if (!response.body) return new Uint8Array();
  // Reading in one piece is several times faster: for bodies that cannot be too large.
  const encoding = response.headers.get("content-encoding");
  const length = Number(response.headers.get("content-length") ?? NaN);
  const growth = encoding === null || encoding === "identity" ? 1 : encoding === "gzip" ? MOST_GROWTH : Infinity;
  if (length * growth <= maxBytes) return await response.bytes();
  const reader = response.body.getReader({ mode: "byob" });
  let buffer = new Uint8Array(FIRST_PIECE);
  for (let size = 0;;) {
    const rest = new Uint8Array(buffer.buffer, size);
    const { value, done } = await reader.read(rest, { min: rest.length });
    if (value) {
      size += value.length;
      buffer = new Uint8Array(value.buffer);
    }
    if (size > maxBytes) {
      await reader.cancel();
      return undefined;
    }
    if (done || !value || size < buffer.length) return buffer.subarray(0, size);
    const larger = new Uint8Array(buffer.length * 2);
    larger.set(buffer);
    buffer = larger;
  }
}

const FIRST_PIECE = 256 * 1024;

/** The innermost reason of a failed fetch, without the URL. */
function networkProblem(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const text = inner instanceof Error ? inner.message : String(inner);
  return text.replace(/^error sending request for url \([^)]*\):? ?/, "").trim() || "The connection failed.";
}
