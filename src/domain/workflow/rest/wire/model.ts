import { integer, json, list, object, optional, record, text } from "../../../../kernel/schema.ts";
import type { Infer, Schema } from "../../../../kernel/schema.ts";
import type { Scope } from "../../model.ts";

/** What requests and answers of every route are made of. */

/** All routes lie below this path, and below the alias as well. */
export const API_BASE = "/api/v0";
export const API_ALIAS = "/api";
/** The version of this surface; a client that knows an older one warns. */
export const API_VERSION = 1;
/** The oldest program whose requests are understood. */
export const MINIMUM_CLI = "0.1.0";

export const JSON_TYPE = "application/json";
export const MULTIPART_TYPE = "multipart/form-data";
export const PROBLEM_TYPE = "application/problem+json";
export const SSE_TYPE = "text/event-stream";
export const NDJSON_TYPE = "application/x-ndjson";
/** A request's body may have so many bytes; the definition in it at most 1 MiB. */
export const BODY_LIMIT = 4 * 1024 * 1024;
/** A stream of events holds a comment at least so often, so that both sides notice a dead connection. */
export const HEARTBEAT_SECONDS = 15;
/** Entries of a page: by default, and at most. */
export const PAGE_DEFAULT = 50;
export const PAGE_LIMIT = 500;

/** An error: RFC 9457, with the fault that it stands for. */
export const PROBLEM = object({
  type: optional(text({ description: "`about:blank`, or a page about the code" })),
  status: integer({ description: "The HTTP status" }),
  code: text({ description: "The fault's stable code" }),
  title: text({ description: "What went wrong, naming the thing" }),
  detail: text({ description: "Why" }),
  hint: text({ description: "What to do next" }),
  details: record(json(), { description: "The fault's parameters" }),
  requestId: text({ description: "The same as `X-Request-ID`" }),
  others: optional(
    list(object({ code: text(), title: text(), detail: text(), hint: text(), details: record(json()) }), {
      description: "Further faults found in the same request, such as all mistakes of a definition",
    }),
  ),
});
export type Problem = Infer<typeof PROBLEM>;

/** The last event, `error`, of a stream that failed after it had begun. */
export const STREAM_ERROR = object({ requestId: text(), status: integer({ description: "As it would have been" }) });

/** HTTP statuses of faults by code; others follow from the exit code (`STATUS_OF_EXIT`). */
export const STATUS_OF_FAULT: Readonly<Record<string, number>> = {
  REQUEST_INVALID: 400,
  UNAUTHENTICATED: 401,
  SCOPE_MISSING: 403,
  ORIGIN_REFUSED: 403,
  APPROVAL_NOT_ALLOWED: 403,
  ROUTE_NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  VERSION_TAKEN: 409,
  WORKFLOW_BUSY: 409,
  WORKFLOW_DISABLED: 409,
  RUN_FINAL: 409,
  RUN_NOT_FINAL: 409,
  PRECONDITION_FAILED: 412,
  BODY_TOO_LARGE: 413,
  MEDIA_TYPE_UNSUPPORTED: 415,
  RATE_LIMITED: 429,
  CAPABILITY_MISSING: 501,
  STORE_LOCKED: 503,
  STORE_NEWER: 503,
  STORE_UNSAFE: 503,
  SERVER_STOPPING: 503,
};

export const STATUS_OF_EXIT: Readonly<Record<number, number>> = {
  1: 409,
  2: 400,
  3: 500,
  5: 500,
  6: 502,
  7: 403,
  8: 404,
  10: 422,
  15: 422,
  70: 500,
  124: 504,
};

/** What a route asks of its caller: nothing, any valid token, or a token with a scope (`admin` has every scope). */
export type Access = "public" | "token" | Scope;

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below `API_BASE`; `{name}` is one segment, percent-encoded. */
  readonly path: string;
  readonly access: Access;
  readonly summary: string;
  /** An object of texts, integers and booleans (`true`, `false`); lists are separated by commas. */
  readonly query?: Schema;
  readonly body?: Schema;
  /**
   * The same body as `multipart/form-data`: its parts. One that is a file stands for the fields `text`, `format` and
   * `name`; the others are texts.
   */
  readonly multipart?: Schema;
  /** The body may be left out, which means `{}`. */
  readonly bodyOptional?: boolean;
  /** Request headers with a meaning here. */
  readonly headers?: readonly ("Idempotency-Key" | "If-Match" | "Last-Event-ID")[];
  /** Statuses of success. */
  readonly status: readonly (200 | 201 | 202 | 204)[];
  /** Undefined where the answer has no body (204), or none of JSON. */
  readonly response?: Schema;
  /** Content types besides JSON, the first by default; a client chooses with `Accept`. */
  readonly media?: readonly string[];
  /** Of a stream: the data of each kind of event. In NDJSON each line is `{kind, …}` as `LogEvent` has it. */
  readonly events?: Readonly<Record<string, Schema>>;
  /** Response headers with a meaning here. */
  readonly answers?: readonly ("ETag" | "Location")[];
}

/** A page of a list. */
export const page = <S extends Schema>(items: S) =>
  object({
    items: list(items),
    nextCursor: optional(text({ description: "Leads to the next page; absent on the last one" })),
    total: optional(integer({ description: "How many fit the query, where that is known" })),
  });

/** Parameters of lists. */
export const LIMIT = optional(
  integer({ minimum: 1, description: `${PAGE_DEFAULT} by default, at most ${PAGE_LIMIT}` }),
);
export const CURSOR = optional(text({ minLength: 1, description: "`nextCursor` of the page before" }));
export const SINCE = optional(text({ format: "date-time", description: "An instant" }));

/** The fields of an object's schema, to make a larger one of. */
export function fieldsOf<T>(schema: Schema<T>): { [K in keyof T]: Schema<T[K]> } {
  return schema.properties as { [K in keyof T]: Schema<T[K]> };
}
