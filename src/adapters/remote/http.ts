import type { Tokens } from "../../domain/workflow/contexts/ports.ts";
import type { Log } from "../../kernel/ports.ts";
import { SERVER_ANSWER_INVALID, SERVER_REDIRECTS, SERVER_UNREACHABLE, SERVER_UNTRUSTED } from "./faults.ts";
import { trustingClient } from "./trusting_client.ts";
import { askedDelay, backoff, pause, RETRY, type RetrySettings } from "./retry_delay.ts";

export interface HttpSettings {
  /** Address of the server, without a slash at its end. */
  server: string;
  tokens: Tokens;
  /** `workspace/1.2.3`. */
  userAgent: string;
  caCertificates?: readonly string[];
  log: Pick<Log, "debug" | "trace" | "warn">;
  retry?: RetrySettings;
  /** For the headers of an answer, and for a body that is read in one piece. */
  timeoutMilliseconds?: number;
}

export interface HttpRequest {
  method: string;
  /** Below the server's address: `/api/v0/health`. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
  /** May be sent again without doing more than once. */
  idempotent: boolean;
  /** The body is read as it comes; no time limit counts for it. */
  streams?: boolean;
  signal?: AbortSignal;
  /** How long this one may take, where that is known. */
  timeoutMilliseconds?: number;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  /** Empty for one that streams. */
  text: string;
  /** Of one that streams. */
  body: ReadableStream<Uint8Array> | undefined;
  requestId: string | undefined;
  /** How many attempts came before. */
  retries: number;
}

export type Http = (request: HttpRequest) => Promise<HttpAnswer>;

const TIMEOUT = 30_000;
/** Largest answer that is read in one piece, in characters. */
const ANSWER_LIMIT = 64 * 1024 * 1024;
/** Longer pauses are told, in milliseconds. */
const NOTICEABLE = 2_000;
const WORTH_RETRYING = new Set([429, 502, 503, 504]);

/**
 * Sends requests to one server. The token goes to it alone: redirects are refused. Answers of every status are given
 * back; 429, 502, 503, 504 and network errors are tried again where the request is idempotent. Faults:
 * `SERVER_UNREACHABLE`, `SERVER_REDIRECTS`; an aborted signal throws its reason.
 */
export function http(settings: HttpSettings): Http {
  const { retry = RETRY, tokens, log } = settings;
  const client = trustingClient(settings);
  return async (request) => {
    const line = `${request.method} ${settings.server}${request.path}`;
    let token = await tokens.current();
    let isRenewed = false;
    for (let attempt = 0;; attempt++) {
      let asked: number | undefined;
      try {
        const answer = { ...await sendOnce(request, { settings, token, client }), retries: attempt };
        log.debug(`${line}: ${answer.status}${answer.requestId === undefined ? "" : ` (${answer.requestId})`}`);
        if (answer.status === 401 && token !== undefined && !isRenewed) {
          isRenewed = true;
          const renewed = await tokens.renew(token);
          if (renewed !== undefined) {
            await answer.body?.cancel();
            token = renewed;
            continue;
          }
        }
        asked = askedDelay(answer.headers);
        const isPatient = asked === undefined || asked <= retry.patienceMilliseconds;
        const isWorth = WORTH_RETRYING.has(answer.status) && request.idempotent && isPatient;
        if (!isWorth || attempt >= retry.attempts) return answer;
        await answer.body?.cancel();
        log.trace(`${line}: trying again after ${answer.status}`);
        if (asked !== undefined && asked >= NOTICEABLE) {
          log.warn(`${settings.server} asks to wait ${Math.ceil(asked / 1000)} seconds`);
        }
      } catch (error) {
        request.signal?.throwIfAborted();
        if (!(error instanceof Unreachable)) throw error;
        log.debug(`${line}: ${error.message}`);
        if (/certificate|UnknownIssuer|NotValidForName/i.test(error.message)) {
          throw SERVER_UNTRUSTED({ server: settings.server, problem: error.message }, { cause: error.cause });
        }
        if (!request.idempotent || attempt >= retry.attempts) {
          throw SERVER_UNREACHABLE({ server: settings.server, problem: error.message }, { cause: error.cause });
        }
      }
      await pause(asked ?? backoff(attempt, retry), request.signal);
      request.signal?.throwIfAborted();
    }
  };
}

/** The network's failures, which are worth trying again. */
class Unreachable extends Error {}

async function sendOnce(
  request: HttpRequest,
  { settings, token, client }: {
    settings: HttpSettings;
    token: string | undefined;
    client: Deno.HttpClient | undefined;
  },
): Promise<Omit<HttpAnswer, "retries">> {
  const milliseconds = request.timeoutMilliseconds ?? settings.timeoutMilliseconds ?? TIMEOUT;
  const controller = new AbortController();
  const stop = () => controller.abort();
  const timer = setTimeout(stop, milliseconds);
  request.signal?.addEventListener("abort", stop);
  let isStreaming = false;
  try {
    request.signal?.throwIfAborted();
    const init: RequestInit & { client?: Deno.HttpClient } = {
      method: request.method,
      headers: {
        "user-agent": settings.userAgent,
        accept: "application/json",
        ...request.headers,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      redirect: "manual",
      signal: controller.signal,
    };
    if (client) init.client = client;
    if (request.body !== undefined) init.body = request.body;
    const response = await fetch(`${settings.server}${request.path}`, init);
    const { status, headers } = response;
    if (status >= 300 && status < 400 && headers.has("location")) {
      await response.body?.cancel();
      throw SERVER_REDIRECTS({ server: settings.server, location: locationOf(headers, settings.server) });
    }
    const requestId = readRequestId(headers);
    isStreaming = request.streams === true && response.ok;
    if (isStreaming) {
      const body = response.body ? abortable(response.body, controller.signal) : undefined;
      return { status, headers, text: "", body, requestId };
    }
    return { status, headers, text: await readText(response, settings), body: undefined, requestId };
  } catch (error) {
    if (error instanceof Error && error.name === "Fault") throw error;
    if (request.signal?.aborted) throw request.signal.reason;
    if (controller.signal.aborted) {
      throw new Unreachable(`There was no answer within ${Math.round(milliseconds / 1000)} seconds.`);
    }
    throw new Unreachable(networkProblem(error), { cause: error });
  } finally {
    clearTimeout(timer);
    // The signal of one that streams ends it later, through its reader.
    if (!isStreaming) request.signal?.removeEventListener("abort", stop);
  }
}

/**
 * A body that ends with an error once the signal aborts. Deno's own link from a request's signal to its body is weak: after a
 * garbage collection an abort no longer reaches a stream that is being read.
 */
function abortable(body: ReadableStream<Uint8Array>, signal: AbortSignal): ReadableStream<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
  // What goes wrong is seen by who reads.
  body.pipeTo(writable, { signal }).catch(() => {});
  return readable;
}

async function readText(response: Response, { server }: HttpSettings): Promise<string> {
  if (!response.body) return "";
  let text = "";
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    if (text.length > ANSWER_LIMIT) throw SERVER_ANSWER_INVALID({ server, problem: "It is larger than 64 MiB." });
  }
  return text;
}

/** Only what looks like an ID: it is shown. */
function readRequestId(headers: Headers): string | undefined {
  const id = headers.get("x-request-id")?.trim();
  return id && /^[\w.:\-/+=]{1,128}$/.test(id) ? id : undefined;
}

/** Where it leads, without what may be secret in it. */
function locationOf(headers: Headers, server: string): string {
  const location = headers.get("location") ?? "";
  if (!URL.canParse(location, server)) return "no usable address";
  const { origin, pathname } = new URL(location, server);
  return `${origin}${pathname}`;
}

/** The innermost reason of a failed fetch, without the URL. */
function networkProblem(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  const text = inner instanceof Error ? inner.message : String(inner);
  return text.replace(/^error sending request for url \([^)]*\):? ?/, "").trim() || "The connection failed.";
}
