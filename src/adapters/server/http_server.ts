import { API_VERSION, MINIMUM_CLI } from "../../domain/workflow/rest/wire/model.ts";
import { pathBelowBase } from "./routes.ts";
import { checkOrigin } from "./origins.ts";
import { problemResponse } from "./problem.ts";
import { type Answered, answerRest, type Incoming, type RestOptions } from "./rest_api.ts";
import type { RequestMetrics } from "./metrics.ts";
import { ADDRESS_IN_USE, CERTIFICATE_UNREADABLE } from "./faults.ts";

export interface HttpServerOptions {
  rest: RestOptions;
  hostname: string;
  /** 0: a free one. */
  port: number;
  /** Certificate chain and key, PEM; without them it is plain HTTP. */
  tls: { cert: string; key: string } | undefined;
  /** Names besides its addresses under which it may be asked. */
  names: readonly string[];
  metrics: RequestMetrics;
  /** One line for each request that was answered. */
  access(entry: AccessEntry): void;
  /** What is below no route of the REST surface: the web page, metrics. */
  page(incoming: Incoming): Promise<Answered | undefined>;
}

export interface AccessEntry {
  at: string;
  requestId: string;
  address: string;
  actor: string | null;
  method: string;
  /** Without the query, which may hold what is nobody's business. */
  path: string;
  route: string;
  status: number;
  milliseconds: number;
}

export interface RunningServer {
  /** Such as `http://127.0.0.1:5001`. */
  url: string;
  /** Ends when the server has stopped. */
  finished: Promise<void>;
  /** Takes no new connections, ends streams, and ends once what is being answered is answered, or after the grace. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** Streams that were told to end have at least so long for it. */
const CLOSING_MILLISECONDS = 1000;

const HEADERS: readonly (readonly [string, string])[] = [
  ["x-content-type-options", "nosniff"],
  ["referrer-policy", "no-referrer"],
  ["x-frame-options", "DENY"],
  ["x-api-version", String(API_VERSION)],
  ["x-minimum-cli", MINIMUM_CLI],
];

/** What is no page loads nothing, wherever a browser shows it. */
const NOTHING_LOADED = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Listens and answers. Faults: `ADDRESS_IN_USE`, `CERTIFICATE_UNREADABLE`. */
export function startHttpServer(options: HttpServerOptions): RunningServer {
  const stopping = new AbortController();
  const server = listen(options, stopping.signal);
  const { hostname, port } = server.addr as Deno.NetAddr;
  const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
  return {
    url: `${options.tls ? "https" : "http"}://${shown}:${port}`,
    finished: server.finished,
    async stop(graceMilliseconds) {
      // Streams would go on for as long as somebody looks.
      stopping.abort();
      const { promise: limit, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.max(graceMilliseconds, CLOSING_MILLISECONDS));
      await Promise.race([server.shutdown(), limit]);
      clearTimeout(timer);
      // Whoever is still slow to read keeps the program no longer.
      server.unref();
    },
  };
}

function listen(options: HttpServerOptions, stopped: AbortSignal): Deno.HttpServer {
  const { hostname, port, tls } = options;
  try {
    return Deno.serve(
      {
        hostname,
        port,
        ...tls,
        onListen: () => {},
        onError: (error) => problemResponse(error, newRequestId()),
      },
      (request, info) => answer(request, { options, info, stopped }),
    );
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) throw ADDRESS_IN_USE({ hostname, port }, { cause: error });
    if (tls && error instanceof Error) throw CERTIFICATE_UNREADABLE({ problem: error.message }, { cause: error });
    throw error;
  }
}

async function answer(
  request: Request,
  { options, info, stopped }: { options: HttpServerOptions; info: Deno.ServeHandlerInfo; stopped: AbortSignal },
): Promise<Response> {
  const began = performance.now();
  const url = new URL(request.url);
  const address = (info.remoteAddr as Deno.NetAddr).hostname ?? "local";
  const requestId = validRequestId(request.headers.get("x-request-id")) ?? newRequestId();
  const below = pathBelowBase(url.pathname);
  const incoming: Incoming = { request, url, path: below ?? url.pathname, requestId, address, stopped };
  const answered = await answerAny(incoming, { options, isRest: below !== undefined });
  const { response, route, actor } = answered;
  const headers = response.headers;
  headers.set("x-request-id", requestId);
  for (const [name, value] of HEADERS) headers.set(name, value);
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (!headers.has("content-security-policy")) headers.set("content-security-policy", NOTHING_LOADED);
  const milliseconds = performance.now() - began;
  options.metrics.observe({ route, method: request.method, status: response.status, seconds: milliseconds / 1000 });
  options.access({
    at: options.rest.clock.now().toString(),
    requestId,
    address,
    actor: actor ?? null,
    method: request.method,
    path: url.pathname,
    route,
    status: response.status,
    milliseconds: Math.round(milliseconds * 10) / 10,
  });
  return response;
}

async function answerAny(
  incoming: Incoming,
  { options, isRest }: { options: HttpServerOptions; isRest: boolean },
): Promise<Answered> {
  try {
    checkOrigin(incoming.request, { url: incoming.url, names: options.names });
    if (!isRest) {
      const page = await options.page(incoming);
      if (page) return page;
    }
    return await answerRest(incoming, options.rest);
  } catch (error) {
    const response = problemResponse(error, incoming.requestId);
    if (response.status === 500) options.rest.failed(error, incoming.requestId);
    return { response, route: "refused", actor: undefined };
  }
}

function validRequestId(given: string | null): string | undefined {
  return given !== null && /^[\w.-]{8,64}$/.test(given) ? given : undefined;
}

function newRequestId(): string {
  return `req_${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
}
