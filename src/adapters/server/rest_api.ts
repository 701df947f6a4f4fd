import type { Clock } from "../../kernel/ports.ts";
import type { Scope, Token } from "../../domain/workflow/model.ts";
import type { Actor, WorkflowService } from "../../domain/workflow/ports.ts";
import type { Account } from "../../domain/workflow/rest/model.ts";
import type { Route } from "../../domain/workflow/rest/wire/model.ts";
import { type Call, HANDLERS } from "./handlers.ts";
import { problemResponse, Refusal } from "./problem.ts";
import type { RateLimiter } from "./rate_limit.ts";
import { readBody, readQuery } from "./request_values.ts";
import { findRoute, type Matched } from "./routes.ts";

export interface RestOptions {
  /** The service in the name of somebody. */
  service(actor: Actor): WorkflowService;
  /** Whose a token is, be it revoked or expired; undefined for one that is not known. */
  findToken(token: string): Token | undefined | Promise<Token | undefined>;
  /** The token of a reader's session in the web page, from the request's cookie. */
  findSession(request: Request): Token | undefined | Promise<Token | undefined>;
  openapi(): Promise<Record<string, unknown>>;
  rateLimit: RateLimiter;
  clock: Clock;
  isStopping(): boolean;
  /** Told of what is a mistake of the program. */
  failed(error: unknown, requestId: string): void;
}

/** What is known of a request before it is answered. */
export interface Incoming {
  request: Request;
  url: URL;
  /** Below the surface's base. */
  path: string;
  requestId: string;
  /** Address that it comes from. */
  address: string;
  /** Aborted when the server ends. */
  stopped: AbortSignal;
}

/** What a request came to, for logs and figures. */
export interface Answered {
  response: Response;
  route: string;
  actor: string | undefined;
}

/** Answers one request to the REST surface; whatever goes wrong becomes a problem document. */
export async function answerRest(incoming: Incoming, options: RestOptions): Promise<Answered> {
  let route = "unknown";
  let token: Token | undefined;
  try {
    const matched = findRoute(incoming.request.method, incoming.path);
    route = matched.name;
    token = matched.route.access === "public" ? undefined : await identify(incoming, options);
    admit(matched.route, { token, address: incoming.address, options });
    return { response: await call(matched, { incoming, options, token }), route, actor: token?.name };
  } catch (error) {
    const response = problemResponse(error, incoming.requestId);
    if (response.status === 500) options.failed(error, incoming.requestId);
    return { response, route, actor: token?.name };
  }
}

async function call(
  { name, route, variables }: Matched,
  { incoming, options, token }: { incoming: Incoming; options: RestOptions; token: Token | undefined },
): Promise<Response> {
  const { request, url, requestId } = incoming;
  refuseChanges(request, options);
  const query = readQuery(route, url.searchParams);
  const body = await readBody(route, request).catch((error) => {
    // A server that stops reads no more bodies: the client did nothing wrong.
    refuseChanges(request, options);
    throw error;
  });
  const handler = HANDLERS[name] as (call: unknown) => Promise<Response> | Response;
  const response = await handler(
    {
      service: options.service({ name: token?.name ?? "anonymous", origin: incoming.address }),
      variables,
      query,
      body,
      request,
      media: chooseMedia(route, request),
      account: token && accountOf(token),
      openapi: options.openapi,
      isStopping: options.isStopping(),
      stopped: incoming.stopped,
      failed: (error: unknown) => {
        const told = problemResponse(error, requestId);
        if (told.status === 500) options.failed(error, requestId);
        return { requestId, status: told.status };
      },
    } satisfies Omit<Call<"whoami">, "query" | "body"> & { query: unknown; body: unknown },
  );
  return request.method === "HEAD" ? new Response(null, response) : response;
}

/** Refuses changes with 503 while the server stops. */
function refuseChanges({ method }: Request, { isStopping }: RestOptions): void {
  if (!isStopping() || method === "GET" || method === "HEAD") return;
  throw new Refusal(503, "SERVER_STOPPING", "The server is stopping", {
    detail: "It takes no more changes.",
    hint: "Try again once it is there again.",
    headers: { "retry-after": "2" },
  });
}

function accountOf({ name, scopes, expiresAt }: Token): Account {
  return { name, scopes, expiresAt };
}

/** Whether the request may be answered. Refuses with 403 and 429. */
function admit(
  { access }: Route,
  { token, address, options }: { token: Token | undefined; address: string; options: RestOptions },
): void {
  options.rateLimit.take(token ? `token ${token.id}` : `address ${address}`);
  if (!token || access === "token" || token.scopes.includes("admin") || token.scopes.includes(access as Scope)) return;
  // Who may do something may see what it is about.
  if (access === "read" && token.scopes.length > 0) return;
  throw new Refusal(403, "SCOPE_MISSING", `The token '${token.name}' may not do this`, {
    detail: `It takes the scope ${access}; the token has ${token.scopes.join(", ")}.`,
    hint: "Use another token, or have one made with `workspace server token create --scopes`.",
  });
}

/** Whose the request is. Refuses with 401. */
export async function identify({ request, address }: Incoming, options: RestOptions): Promise<Token> {
  const header = request.headers.get("authorization");
  const bearer = header === null ? undefined : /^Bearer +(\S+)$/i.exec(header.trim())?.[1];
  const found = bearer !== undefined
    ? await options.findToken(bearer)
    : header === null
    ? await session(request, options)
    : undefined;
  if (found && !found.revoked && (found.expiresAt === null || isLater(found.expiresAt, options.clock))) return found;
  options.rateLimit.fail(`address ${address}`);
  const [detail, hint] = header === null
    ? ["The request has no token.", "Send `Authorization: Bearer …`; `workspace auth login` keeps one."]
    : found
    ? [`The token '${found.name}' ${found.revoked ? "was revoked" : "has expired"}.`, "Have a new one made."]
    : ["The token is not known here.", "Check it, or have a new one made with `workspace server token create`."];
  throw new Refusal(401, "UNAUTHENTICATED", "The request is not authenticated", {
    detail,
    hint,
    headers: { "www-authenticate": "Bearer" },
  });
}

/** A reader's session is good for looking only. */
function session(request: Request, options: RestOptions): ReturnType<RestOptions["findSession"]> {
  return request.method === "GET" || request.method === "HEAD" ? options.findSession(request) : undefined;
}

function isLater(at: string, clock: Clock): boolean {
  return Temporal.Instant.compare(Temporal.Instant.from(at), clock.now()) > 0;
}

/** What the client asks for of what the route has; the route's first where it does not say. */
function chooseMedia(route: Route, request: Request): string {
  const [first = "application/json", ...others] = route.media ?? [];
  const accepted = request.headers.get("accept") ?? "*/*";
  return others.find((media) => accepted.includes(media) && !accepted.includes(first)) ?? first;
}
