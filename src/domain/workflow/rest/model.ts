import { either, json, list, nothing, object, oneOf, record, text } from "../../../kernel/schema.ts";
import type { Infer, Schema } from "../../../kernel/schema.ts";
import { AUDIT_ENTRY, SCOPES, SERVICE_INFO } from "../model.ts";
import { RUN_ROUTES } from "./runs/model.ts";
import { CURSOR, fieldsOf, LIMIT, page, type Route, SINCE } from "./wire/model.ts";
import { WORKFLOW_ROUTES } from "./workflows/model.ts";

/** What a token may do and whose it is. */
export const ACCOUNT = object({
  name: text({ description: "The token's name" }),
  scopes: list(oneOf(SCOPES)),
  expiresAt: either([text({ format: "date-time" }), nothing], { description: "Null: never" }),
});
export type Account = Infer<typeof ACCOUNT>;

/** Whether the server takes requests, and what it is. */
export const HEALTH = object({ status: oneOf(["ok", "stopping"]), ...fieldsOf(SERVICE_INFO) });

/**
 * The REST surface of this program's server as data: what the client sends, the server accepts and the OpenAPI document
 * says. Bodies are JSON in UTF-8 with the shapes of `../model.ts`.
 *
 * Headers of every answer: `X-Request-ID` (a valid one that was sent is kept), `X-API-Version` and `X-Minimum-CLI` (as
 * `apiVersion` and `minimumCli`, so that a client can warn without asking). Errors are `PROBLEM` documents. Where a
 * route says so: `Idempotency-Key` (1 to 255 printable characters; the same key gives the same run), `ETag`/`If-Match`
 * (quoted, strong; `*` is any), `Location` (a path). 401 carries `WWW-Authenticate: Bearer`, 429 and 503 `Retry-After`
 * in seconds.
 */
export const ROUTES = {
  health: {
    method: "GET",
    path: "/health",
    access: "public",
    summary: "What the server is and can do",
    status: [200],
    response: HEALTH,
  },
  whoami: {
    method: "GET",
    path: "/whoami",
    access: "token",
    summary: "Whose the token is and what it may do",
    status: [200],
    response: ACCOUNT,
  },
  openapi: {
    method: "GET",
    path: "/openapi.json",
    access: "public",
    summary: "This surface as an OpenAPI 3.1 document",
    status: [200],
    response: record(json()),
  },
  ...WORKFLOW_ROUTES,
  ...RUN_ROUTES,
  listSecrets: {
    method: "GET",
    path: "/secrets",
    access: "deploy",
    summary: "Names of the stored secrets (all on one page); values never come back",
    status: [200],
    response: page(object({ name: text(), updatedAt: text({ format: "date-time" }) })),
  },
  setSecret: {
    method: "PUT",
    path: "/secrets/{name}",
    access: "deploy",
    summary: "Store a secret",
    body: object({ value: text() }),
    status: [204],
  },
  deleteSecret: {
    method: "DELETE",
    path: "/secrets/{name}",
    access: "deploy",
    summary: "Delete a secret",
    status: [204],
  },
  listAudit: {
    method: "GET",
    path: "/audit-log",
    access: "admin",
    summary: "Changes that were made, newest first",
    query: object({ since: SINCE, limit: LIMIT, cursor: CURSOR }),
    status: [200],
    response: page(AUDIT_ENTRY),
  },
} as const satisfies Readonly<Record<string, Route>>;

export type RouteName = keyof typeof ROUTES;

/** What a route answers with. */
export type ResponseOf<N extends RouteName> = typeof ROUTES[N] extends { response: Schema<infer T> } ? T : undefined;
/** What a route is sent. */
export type BodyOf<N extends RouteName> = typeof ROUTES[N] extends { body: Schema<infer T> } ? T : undefined;
/** A route's query. */
export type QueryOf<N extends RouteName> = typeof ROUTES[N] extends { query: Schema<infer T> } ? T : undefined;
