import { API_BASE, JSON_TYPE } from "../../../domain/workflow/rest/wire/model.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { SERVER_ANSWER_INVALID } from "../faults.ts";
import type { Http, HttpAnswer, HttpRequest } from "../http.ts";
import { type Peer, readProblem, statusFailure } from "../problems.ts";
import { isFields } from "./shapes.ts";

/** An answer without its envelope. */
export interface CompozyAnswer {
  status: number;
  data: Record<string, unknown>;
  headers: Headers;
  requestId: string | undefined;
}

export interface CompozyRequest {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v0`. */
  path: string;
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** What the caller makes of a failure with this status; without it the status speaks. */
  failures?: Readonly<Record<number, (answer: HttpAnswer) => Error | Promise<Error>>>;
}

export interface CompozyClient {
  call(request: CompozyRequest): Promise<CompozyAnswer>;
  open(request: CompozyRequest & { accept: string }): Promise<HttpAnswer>;
}

/** Calls a Compozy server: `{status, message, data}`, or failures in an envelope or as a problem document. */
export function compozyClient({ send, peer }: { send: Http; peer: Peer }): CompozyClient {
  const request = async (
    { method = "GET", path, body, headers, signal, failures, accept = JSON_TYPE }: CompozyRequest & { accept?: string },
    streams: boolean,
  ): Promise<HttpAnswer> => {
    const line: HttpRequest = {
      method,
      path: `${API_BASE}${path}`,
      headers: {
        accept: `${accept}, application/problem+json`,
        ...(body === undefined ? {} : { "content-type": JSON_TYPE }),
        ...headers,
      },
      idempotent: method !== "POST",
      streams,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    };
    const answer = await send(line);
    if (answer.status >= 200 && answer.status < 300) return answer;
    if (method === "DELETE" && answer.status === 404 && answer.retries > 0) return answer;
    throw await failures?.[answer.status]?.(answer) ?? compozyFailure(answer, peer);
  };
  return {
    async call(each) {
      const { status, text, headers, requestId } = await request(each, false);
      if (status === 204 || text === "") return { status, data: {}, headers, requestId };
      const data = readProblem(text)?.data;
      if (data === undefined || data === null) return { status, data: {}, headers, requestId };
      if (isFields(data)) return { status, data, headers, requestId };
      const about = requestId === undefined ? {} : { requestId };
      throw SERVER_ANSWER_INVALID({ server: peer.server, problem: "Its `data` is no table.", ...about });
    },
    open: (each) => request(each, true),
  };
}

/** The failure that an answer tells of in the server's own words, which have two forms. */
export function compozyFailure(answer: HttpAnswer, peer: Peer): Fault {
  return statusFailure(answer, { peer, words: compozyWords(answer.text) });
}

/** `{status, error: {code, message, details}}`, or `{status, error, details, code}`. */
export function compozyWords(text: string): string | undefined {
  const body = readProblem(text);
  if (!body) return undefined;
  const { error, details, detail, message } = isFields(body.error) ? { ...body.error, error: undefined } : body as {
    [key: string]: unknown;
  };
  const words = [message ?? error, details ?? detail].filter((each) => typeof each === "string" && each !== "");
  return words.length === 0 ? undefined : [...new Set(words)].join(": ");
}
