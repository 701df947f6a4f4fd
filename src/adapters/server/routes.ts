import { type RouteName, ROUTES } from "../../domain/workflow/rest/model.ts";
import { API_ALIAS, API_BASE, type Route } from "../../domain/workflow/rest/wire/model.ts";
import { Refusal } from "./problem.ts";

/** A route and what its path's variables are. */
export interface Matched {
  name: RouteName;
  route: Route;
  variables: Readonly<Record<string, string>>;
}

interface Pattern {
  name: RouteName;
  route: Route;
  segments: readonly string[];
}

const PATTERNS: readonly Pattern[] = (Object.entries(ROUTES) as [RouteName, Route][]).map(([name, route]) => ({
  name,
  route,
  segments: route.path.split("/").slice(1),
}));

/** The path below the surface's base, or undefined for another one. */
export function pathBelowBase(path: string): string | undefined {
  for (const base of [API_BASE, API_ALIAS]) if (path.startsWith(`${base}/`)) return path.slice(base.length);
  return undefined;
}

/**
 * The route of a request. Literal segments go before variables. Refuses with 404 ROUTE_NOT_FOUND, 405
 * METHOD_NOT_ALLOWED (with `Allow`), 400 for a path that is not percent-encoded right.
 */
export function findRoute(method: string, path: string): Matched {
  const segments = path.split("/").slice(1);
  const fitting = PATTERNS.flatMap((pattern) => {
    const variables = match(pattern.segments, segments);
    return variables === undefined ? [] : [{ ...pattern, variables }];
  }).sort((a, b) => Object.keys(a.variables).length - Object.keys(b.variables).length);
  const wanted = method === "HEAD" ? "GET" : method;
  const found = fitting.find(({ route }) => route.method === wanted);
  if (found) return { name: found.name, route: found.route, variables: decode(found.variables) };
  if (fitting.length === 0) {
    throw new Refusal(404, "ROUTE_NOT_FOUND", `There is no ${path} here`, {
      detail: "The server has no such route.",
      hint: `${API_BASE}/openapi.json describes all of them.`,
    });
  }
  const allowed = fitting.map(({ route }) => route.method).join(", ");
  throw new Refusal(405, "METHOD_NOT_ALLOWED", `${path} does not take ${method}`, {
    detail: `It takes ${allowed}.`,
    hint: `${API_BASE}/openapi.json describes all routes.`,
    headers: { allow: allowed },
  });
}

function match(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const variables: Record<string, string> = {};
  for (const [i, each] of pattern.entries()) {
    const segment = segments[i]!;
    const name = /^\{(\w+)\}$/.exec(each)?.[1];
    if (name === undefined) {
      if (each !== segment) return undefined;
    } else if (segment === "") return undefined;
    else variables[name] = segment;
  }
  return variables;
}

function decode(variables: Record<string, string>): Record<string, string> {
  try {
    return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new Refusal(400, "REQUEST_INVALID", "The path is not percent-encoded right", {
      detail: "A `%` is not followed by two hexadecimal digits of UTF-8.",
      hint: "Encode each segment with encodeURIComponent or its like.",
    });
  }
}
