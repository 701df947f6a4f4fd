import {
  type BodyOf,
  type QueryOf,
  type ResponseOf,
  type RouteName,
  ROUTES,
} from "../../domain/workflow/rest/model.ts";
import { API_BASE, API_VERSION, JSON_TYPE, type Route } from "../../domain/workflow/rest/wire/model.ts";
import type { Log } from "../../kernel/ports.ts";
import { violations } from "../../kernel/schema.ts";
import { SERVER_ANSWER_INVALID } from "./faults.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { failureOf, type Peer } from "./problems.ts";

/** What a route is called with. */
export interface Call<N extends RouteName> {
  /** Values of `{name}` in its path. */
  params?: Record<string, string>;
  query?: QueryOf<N>;
  body?: BodyOf<N>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Calls routes of this program's server. */
export interface WorkspaceClient {
  /** The checked body of a successful answer; failures are thrown as the faults that they stand for. */
  call<N extends RouteName>(name: N, call?: Call<N>): Promise<ResponseOf<N>>;
  /** An answer whose body is read as it comes. */
  open<N extends RouteName>(name: N, call: Call<N> & { accept: string }): Promise<HttpAnswer>;
}

/** `warn` hears once if this program is too old for the server, or the server newer than it knows. */
export function workspaceClient(
  { send, peer, version, log }: { send: Http; peer: Peer; version: string; log: Pick<Log, "warn"> },
): WorkspaceClient {
  const compatibility = compatibilityCheck(version, (message) => log.warn(`${peer.server}: ${message}`));
  const request = async <N extends RouteName>(name: N, call: Call<N> & { accept?: string; streams?: boolean }) => {
    const route: Route = ROUTES[name];
    const answer = await send({
      method: route.method,
      path: pathOf(route, call),
      headers: {
        accept: `${call.accept ?? JSON_TYPE}, application/problem+json`,
        ...(call.body === undefined ? {} : { "content-type": JSON_TYPE }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      idempotent: route.method !== "POST" || call.headers?.["idempotency-key"] !== undefined,
      streams: call.streams ?? false,
      ...(call.signal ? { signal: call.signal } : {}),
    });
    compatibility(answer.headers);
    const isGone = route.method === "DELETE" && answer.status === 404 && answer.retries > 0;
    if (!isGone && !(route.status as readonly number[]).includes(answer.status)) throw failureOf(answer, peer);
    return answer;
  };
  return {
    async call(name, call = {}) {
      const { response }: Route = ROUTES[name];
      const answer = await request(name, call);
      if (response === undefined) return undefined as ResponseOf<typeof name>;
      return checked(answer, { response, peer }) as ResponseOf<typeof name>;
    },
    open: (name, call) => request(name, { ...call, streams: true }),
  };
}

function pathOf(
  { path }: Route,
  { params = {}, query }: { params?: Record<string, string>; query?: unknown },
): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) search.set(key, Array.isArray(value) ? value.join(",") : String(value));
  }
  const question = search.size > 0 ? `?${search}` : "";
  return `${API_BASE}${filled}${question}`;
}

/** Fields that this program does not know are those of a newer server. */
function checked(answer: HttpAnswer, { response, peer }: { response: Route["response"]; peer: Peer }): unknown {
  const about = { server: peer.server, ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }) };
  let value: unknown;
  try {
    value = JSON.parse(answer.text);
  } catch (error) {
    throw SERVER_ANSWER_INVALID({ ...about, problem: "It is no JSON." }, { cause: error });
  }
  const wrong = violations(response ?? {}, value).find(({ kind }) => kind !== "unknown");
  if (wrong) {
    const place = wrong.path.join(".") || "The answer";
    throw SERVER_ANSWER_INVALID({ ...about, problem: `${place}: expected ${wrong.expected}.` });
  }
  return value;
}

function compatibilityCheck(version: string, warn: (message: string) => void): (headers: Headers) => void {
  let isSaid = false;
  return (headers) => {
    if (isSaid) return;
    const minimum = headers.get("x-minimum-cli");
    const api = Number(headers.get("x-api-version") ?? API_VERSION);
    if (minimum !== null && isOlder(version, minimum)) {
      warn(
        `this program (${version}) is older than ${minimum}, which the server asks for: \`workspace update install\``,
      );
    } else if (api > API_VERSION) {
      warn(`its interface (${api}) is newer than this program knows (${API_VERSION}): \`workspace update check\``);
    } else return;
    isSaid = true;
  };
}

/** Whether version `a` comes before `b`, by their numbers. */
export function isOlder(a: string, b: string): boolean {
  const numbers = (version: string) => /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)?.slice(1).map(Number);
  const [left, right] = [numbers(a), numbers(b)];
  if (!left || !right) return false;
  const differing = left.findIndex((each, i) => each !== right[i]);
  return differing >= 0 && left[differing]! < right[differing]!;
}
