import assert from "node:assert/strict";
import { Validator } from "@cfworker/json-schema";
import { type RouteName, ROUTES } from "../../src/domain/workflow/rest/model.ts";
import { openApiDocument } from "../../src/domain/workflow/rest/openapi.ts";
import type { TestServer } from "./test_server.ts";

interface Operation {
  method: string;
  path: string;
  responses: Record<string, { content?: Record<string, { schema: object }>; headers?: Record<string, unknown> }>;
}

const DOCUMENT = openApiDocument("1.2.3") as {
  paths: Record<string, Record<string, { operationId: string; responses: Operation["responses"] }>>;
  components: { schemas: { Problem: object } };
};

const OPERATIONS = new Map<string, Operation>(
  Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, responses }]) =>
      [operationId, { method: method.toUpperCase(), path, responses }] as const
    )
  ),
);

export const ROUTE_NAMES = Object.keys(ROUTES) as RouteName[];

export interface Asked {
  token?: string;
  variables?: Record<string, string>;
  /** As it is sent, without "?". */
  query?: string;
  /** A value sent as JSON, or something that is sent as it is. */
  body?: unknown;
  headers?: Record<string, string>;
}

/** What came back, after it was held against the document. */
export interface Answer {
  status: number;
  headers: Headers;
  /** JSON, or text where it is none. */
  body: unknown;
  text: string;
}

/**
 * Asks a route. Fails where the answer is none that the document describes: status, type, shape and headers; every
 * failure must be a problem document with the request's ID.
 */
export async function ask(server: TestServer, name: RouteName, asked: Asked = {}): Promise<Answer> {
  const { method, path } = OPERATIONS.get(name)!;
  const filled = path.replace(/\{(\w+)\}/g, (_, each) => encodeURIComponent(asked.variables?.[each] ?? "none"));
  const isRaw = typeof asked.body === "string" || asked.body instanceof FormData || asked.body instanceof Uint8Array;
  const response = await server.ask(`/api/v0${filled}${asked.query === undefined ? "" : `?${asked.query}`}`, {
    method,
    ...(asked.token === undefined ? {} : { token: asked.token }),
    ...(asked.body === undefined ? {} : { body: isRaw ? asked.body as BodyInit : JSON.stringify(asked.body) }),
    headers: {
      ...(asked.body === undefined || asked.body instanceof FormData ? {} : { "content-type": "application/json" }),
      ...asked.headers,
    },
  });
  const text = await response.text();
  const what = `${name} ${response.status} ${text.slice(0, 500)}`;
  return { status: response.status, headers: response.headers, body: checked(response, { name, text, what }), text };
}

function checked(
  response: Response,
  { name, text, what }: { name: RouteName; text: string; what: string },
): unknown {
  const { headers, status } = response;
  assert.match(headers.get("x-request-id") ?? "", /^[\w.-]{8,64}$/, what);
  assert.equal(headers.get("x-content-type-options"), "nosniff", what);
  const type = (headers.get("content-type") ?? "").split(";")[0]!;
  if (status >= 400) {
    assert.equal(type, "application/problem+json", what);
    const problem = JSON.parse(text);
    assertFits(DOCUMENT.components.schemas.Problem, problem, what);
    assert.equal(problem.status, status, what);
    assert.equal(problem.requestId, headers.get("x-request-id"), what);
    assert.notEqual(problem.hint, "", what);
    if (status === 401) assert.equal(headers.get("www-authenticate"), "Bearer", what);
    if (status === 429 || status === 503) assert.ok(Number(headers.get("retry-after")) > 0, what);
    return problem;
  }
  const described = OPERATIONS.get(name)!.responses[String(status)];
  assert.ok(described, `${what}: this status is not described`);
  for (const header of Object.keys(described.headers ?? {})) assert.ok(headers.has(header), `${what}: no ${header}`);
  if (!described.content) {
    assert.equal(text, "", what);
    return undefined;
  }
  const schema = described.content[type]?.schema;
  assert.ok(schema, `${what}: the type ${type} is not described`);
  if (type === "application/json") {
    const value = JSON.parse(text);
    assertFits(schema, value, what);
    return value;
  }
  if (type === "application/x-ndjson") {
    return ndjson(text).map((each) => (assertFits(schema, dataOf(each), what), each));
  }
  if (type === "text/event-stream") return events(text).map((each) => (assertFits(schema, each.data, what), each));
  return text;
}

function assertFits(schema: object, value: unknown, what: string): void {
  const { valid, errors } = new Validator(schema, "2020-12", false).validate(value);
  const problems = errors.map(({ instanceLocation, error }) => `${instanceLocation}: ${error}`);
  assert.ok(valid, `${what}\n${problems.join("\n")}`);
}

function ndjson(text: string): { kind: string; line?: unknown }[] {
  return text.split("\n").filter((line) => line !== "").map((line) => JSON.parse(line));
}

function dataOf({ kind, line, ...data }: { kind: string; line?: unknown }): unknown {
  return kind === "line" ? line : data;
}

function events(text: string): { event: string; data: unknown; id?: string }[] {
  return text.split("\n\n").filter((block) => block !== "" && !block.startsWith(":")).map((block) => {
    const fields = Object.fromEntries(
      block.split("\n").map((line) => {
        const colon = line.indexOf(": ");
        return [line.slice(0, colon), line.slice(colon + 2)];
      }),
    );
    return { event: fields.event!, data: JSON.parse(fields.data!), ...(fields.id ? { id: fields.id } : {}) };
  });
}
