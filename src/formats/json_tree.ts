import { syntaxErrorAt } from "./position.ts";

/** A value in a JSON text: where it stands. `end` is exclusive. */
export interface JsonNode {
  kind: "object" | "array" | "scalar";
  start: number;
  end: number;
  /** Of an object, in text order; a key that is repeated appears again. */
  properties: JsonProperty[];
  /** Of an array. */
  items: JsonNode[];
}

export interface JsonProperty {
  key: string;
  /** Offset of the key's opening quote. */
  start: number;
  value: JsonNode;
}

/** `relaxed`: comments and trailing commas, as bun.lock and tsconfig.json have them. */
export type JsonDialect = "strict" | "relaxed";

const DEEPEST = 500;
const NONE: never[] = [];
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4})/y;
const WORD = /true|false|null/y;
const COMMENT = /\/\/[^\n\r]*|\/\*[\s\S]*?\*\//y;

/**
 * The structure of a JSON text (RFC 8259), a leading byte order mark allowed.
 * Throws `DocumentSyntaxError` at the first character that is wrong.
 */
export function parseJsonTree(text: string, dialect: JsonDialect = "strict"): JsonNode {
  let at = text.startsWith("\ufeff") ? 1 : 0;

  skip();
  const root = value(0);
  skip();
  if (at < text.length) unexpected("the end of the file");
  return root;

  function skip(): void {
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) at++;
      else if (code === 0x2f && dialect === "relaxed" && sticky(COMMENT)) continue;
      else return;
    }
  }

  function sticky(pattern: RegExp): boolean {
    pattern.lastIndex = at;
    if (!pattern.test(text)) return false;
    at = pattern.lastIndex;
    return true;
  }

  function unexpected(expected: string): never {
    const found = at < text.length ? `'${String.fromCodePoint(text.codePointAt(at)!)}'` : "the end of the file";
    throw syntaxErrorAt(text, at, `Expected ${expected}, found ${found}`);
  }

  function value(depth: number): JsonNode {
    if (depth > DEEPEST) throw syntaxErrorAt(text, at, `Nested more than ${DEEPEST} levels deep`);
    const start = at;
    switch (text[at]) {
      case "{":
        return object(start, depth);
      case "[":
        return array(start, depth);
      case '"':
        string();
        break;
      default:
        if (!sticky(NUMBER) && !sticky(WORD)) unexpected("a value");
    }
    return { kind: "scalar", start, end: at, properties: NONE, items: NONE };
  }

  function object(start: number, depth: number): JsonNode {
    const properties: JsonProperty[] = [];
    at++;
    skip();
    while (text[at] !== "}") {
      const keyStart = at;
      if (text[at] !== '"') {
        unexpected(properties.length === 0 ? "a key in double quotes or '}'" : "a key in double quotes");
      }
      const key = string();
      skip();
      if (text[at] !== ":") unexpected("':'");
      at++;
      skip();
      properties.push({ key, start: keyStart, value: value(depth + 1) });
      skip();
      if (text[at] === "}") break;
      separator("'}'");
    }
    at++;
    return { kind: "object", start, end: at, properties, items: NONE };
  }

  function array(start: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    at++;
    skip();
    while (text[at] !== "]") {
      items.push(value(depth + 1));
      skip();
      if (text[at] === "]") break;
      separator("']'");
    }
    at++;
    return { kind: "array", start, end: at, properties: NONE, items };
  }

  function separator(close: string): void {
    if (text[at] !== ",") unexpected(`',' or ${close}`);
    const comma = at++;
    skip();
    if (dialect === "strict" && (text[at] === "}" || text[at] === "]")) {
      throw syntaxErrorAt(text, comma, "A comma must be followed by another entry");
    }
  }

  function string(): string {
    const start = at++;
    let escaped = false;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        if (!sticky(ESCAPE)) throw syntaxErrorAt(text, at, "An escape that JSON does not have");
      } else if (at >= text.length || code === 0x0a || code === 0x0d) {
        throw syntaxErrorAt(text, start, "A text without its closing quote");
      } else if (code < 0x20) throw syntaxErrorAt(text, at, "A control character in a text: it must be escaped");
      else at++;
    }
    at++;
    return escaped ? JSON.parse(text.slice(start, at)) : text.slice(start + 1, at - 1);
  }
}

/** The value at a path, or undefined. Of a repeated key the last counts, as for `JSON.parse`. */
export function findJsonNode(root: JsonNode, path: readonly (string | number)[]): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of path) {
    node = typeof step === "number" && node.kind === "array"
      ? node.items[step]
      : findProperty(node, String(step))?.value;
    if (!node) return undefined;
  }
  return node;
}

/** The property of an object that has this key, or undefined. */
export function findProperty(node: JsonNode, key: string): JsonProperty | undefined {
  return node.properties.findLast((each) => each.key === key);
}

/** `findJsonNode` for many paths in one tree: objects are indexed as they are passed. */
export function jsonNodeFinder(root: JsonNode): (path: readonly (string | number)[]) => JsonNode | undefined {
  const indexes = new Map<JsonNode, Map<string, JsonNode>>();
  const child = (node: JsonNode, key: string) => {
    if (node.properties.length < 8) return findProperty(node, key)?.value;
    let index = indexes.get(node);
    if (!index) indexes.set(node, index = new Map(node.properties.map((each) => [each.key, each.value])));
    return index.get(key);
  };
  return (path) => {
    let node: JsonNode | undefined = root;
    for (const step of path) {
      node = node.kind === "array" ? findJsonNode(node, [step]) : child(node, String(step));
      if (!node) return undefined;
    }
    return node;
  };
}
