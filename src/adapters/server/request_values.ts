import { DEPTH_LIMIT, isTooDeep } from "../../domain/workflow/depth/model.ts";
import { BODY_LIMIT, JSON_TYPE, MULTIPART_TYPE, type Route } from "../../domain/workflow/rest/wire/model.ts";
import { type Schema, type Violation, violations } from "../../kernel/schema.ts";
import { readMultipart } from "./multipart.ts";
import { Refusal } from "./problem.ts";

/**
 * The query as the route's schema says: numbers, booleans and lists (separated by commas) from texts. Refuses with 400
 * what is unknown, given twice or of the wrong kind.
 */
export function readQuery(route: Route, parameters: URLSearchParams): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of parameters) {
    if (name in values) throw invalid("query", [{ where: name, problem: "is given twice" }]);
    const schema = route.query?.properties?.[name];
    values[name] = schema === undefined ? text : fromText(schema, text);
  }
  const found = violations(route.query ?? { type: "object", properties: {}, additionalProperties: false }, values);
  if (found.length > 0) throw invalid("query", found.map(wordsOf));
  return values;
}

function fromText(schema: Schema, text: string): unknown {
  switch (schema.type) {
    case "integer":
      return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
    case "boolean":
      return text === "true" ? true : text === "false" ? false : text;
    case "array":
      return text.split(",");
    default:
      return text;
  }
}

/**
 * The body, JSON or (where the route takes it) a form, as the route's schema says; `{}` where it may be left out. Refuses with 400, 413 (over `BODY_LIMIT`
 * bytes, which are not even read) and 415.
 */
export async function readBody(route: Route, request: Request): Promise<unknown> {
  if (!route.body) return undefined;
  const bytes = await readLimited(request);
  if (bytes.length === 0 && route.bodyOptional) return {};
  const type = (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
  if (type === MULTIPART_TYPE && route.multipart) {
    const { parts, value } = await readMultipart(bytes, request.headers.get("content-type")!);
    const found = violations(route.multipart, parts);
    if (found.length > 0) throw invalid("body", found.map(wordsOf));
    return value;
  }
  if (type !== JSON_TYPE) {
    throw new Refusal(415, "MEDIA_TYPE_UNSUPPORTED", `The body's type ${type === "" ? "is missing" : `is ${type}`}`, {
      detail: `This route takes ${route.multipart ? `${JSON_TYPE} and ${MULTIPART_TYPE}` : JSON_TYPE}.`,
      hint: `Send \`Content-Type: ${JSON_TYPE}\`.`,
    });
  }
  const value = parse(bytes);
  const found = violations(route.body, value);
  if (found.length > 0) throw invalid("body", found.map(wordsOf));
  return value;
}

function parse(bytes: Uint8Array): unknown {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw invalid("body", [{ where: "", problem: "is not JSON in UTF-8" }]);
  }
  if (isTooDeep(value)) throw invalid("body", [{ where: "", problem: `has more than ${DEPTH_LIMIT} levels` }]);
  return value;
}

/** The body's bytes. What is announced as too long is refused at once, what turns out so as soon as it does. */
export async function readLimited(request: Request): Promise<Uint8Array<ArrayBuffer>> {
  const tooLarge = () =>
    new Refusal(413, "BODY_TOO_LARGE", "The body is too large", {
      detail: `At most ${BODY_LIMIT} bytes are taken.`,
      hint: "Send less.",
    });
  if (Number(request.headers.get("content-length") ?? 0) > BODY_LIMIT) throw tooLarge();
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of request.body ?? []) {
      size += piece.length;
      if (size > BODY_LIMIT) throw tooLarge();
      pieces.push(piece);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : invalid("body", [{ where: "", problem: "broke off" }]);
  }
  const whole = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    whole.set(piece, offset);
    offset += piece.length;
  }
  return whole;
}

interface Wrong {
  where: string;
  problem: string;
}

function wordsOf({ path, kind, expected }: Violation): Wrong {
  const where = path.join(".");
  if (kind === "unknown") return { where, problem: "is not known" };
  return { where, problem: kind === "missing" ? "is missing" : `is not ${expected}` };
}

/** The refusal of a part of the request that is not as its schema says. */
export function invalid(part: "query" | "body" | "header", wrong: readonly Wrong[]): Refusal {
  const detail = wrong.map(({ where, problem }) => `${where === "" ? `The ${part}` : `'${where}'`} ${problem}.`).join(
    " ",
  );
  return new Refusal(400, "REQUEST_INVALID", `The request's ${part} is invalid`, {
    detail,
    hint: "Correct it; /api/v0/openapi.json describes every route.",
    details: { part, problems: wrong },
  });
}
