import { ROUTES } from "./model.ts";
import type { Schema } from "../../../kernel/schema.ts";
import {
  type Access,
  API_BASE,
  JSON_TYPE,
  MULTIPART_TYPE,
  PROBLEM,
  PROBLEM_TYPE,
  type Route,
  STREAM_ERROR,
} from "./wire/model.ts";

const STATUS_TEXTS: Readonly<Record<number, string>> = {
  200: "Done",
  201: "Created",
  202: "Accepted: it is durable",
  204: "Done; there is nothing to say",
};

/** The REST surface as an OpenAPI 3.1 document (JSON Schema draft 2020-12), made from the routes. */
export function openApiDocument(version: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries(ROUTES) as [string, Route][]) {
    (paths[route.path] ??= {})[route.method.toLowerCase()] = operation(name, route);
  }
  return {
    openapi: "3.1.0",
    info: { title: "workspace", version, description: "Workflows and their runs." },
    servers: [{ url: API_BASE }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: { token: { type: "http", scheme: "bearer" } },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: { description: "What went wrong", content: { [PROBLEM_TYPE]: { schema: reference("Problem") } } },
      },
    },
  };
}

function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

function operation(name: string, route: Route): Record<string, unknown> {
  const { access } = route;
  return {
    operationId: name,
    summary: route.summary,
    description: neededWords(access),
    ...(access === "public" ? { security: [] } : {}),
    parameters: parameters(route),
    ...(route.body ? { requestBody: { required: !route.bodyOptional, content: bodies(route) } } : {}),
    responses: {
      ...Object.fromEntries(route.status.map((status) => [status, success(route, status)])),
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function neededWords(access: Access): string {
  if (access === "public") return "Needs no token.";
  return access === "token" || access === "read" ? "Needs a token." : `Needs the scope \`${access}\`, or \`admin\`.`;
}

function bodies({ body, multipart }: Route): Record<string, unknown> {
  return { [JSON_TYPE]: { schema: body }, ...(multipart ? { [MULTIPART_TYPE]: { schema: multipart } } : {}) };
}

function parameters(route: Route): unknown[] {
  const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  const required = new Set(route.query?.required);
  const inQuery = Object.entries(route.query?.properties ?? {}).map(([name, schema]: [string, Schema]) => ({
    name,
    in: "query",
    required: required.has(name),
    ...(schema.type === "array" ? { style: "form", explode: false } : {}),
    schema,
  }));
  const inHeader = (route.headers ?? []).map((name) => ({
    name,
    in: "header",
    required: false,
    schema: { type: "string" },
  }));
  return [...inPath, ...inQuery, ...inHeader];
}

function success(route: Route, status: number): Record<string, unknown> {
  const headers = Object.fromEntries(
    ["X-Request-ID", ...route.answers ?? []].map((name) => [name, { schema: { type: "string" } }]),
  );
  const content = Object.fromEntries([
    ...(route.response && status !== 204 ? [[JSON_TYPE, { schema: route.response }]] : []),
    ...(route.media ?? []).map((media) => [media, { schema: streamSchema(route) }]),
  ]);
  return {
    description: STATUS_TEXTS[status],
    headers,
    ...(Object.keys(content).length > 0 ? { content } : {}),
  };
}

/** OpenAPI 3.1 has no words for streams: the schema is of the data of one event. */
function streamSchema({ events }: Route): unknown {
  if (!events) return { type: "string" };
  const all = { ...events, error: STREAM_ERROR };
  return { description: Object.keys(all).join(", "), anyOf: Object.values(all) };
}
