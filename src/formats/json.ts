import { findJsonNode, findProperty, type JsonDialect, parseJsonTree } from "./json_tree.ts";
import { type DocumentPath, DocumentSyntaxError, type Position, positionAt } from "./position.ts";

/** The value of a JSON text (RFC 8259), a byte order mark allowed. Throws `DocumentSyntaxError`. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    parseJsonTree(text);
    throw new DocumentSyntaxError(error instanceof Error ? error.message : String(error), 1, 1);
  }
}

/** The value of a JSON text that may hold comments and trailing commas, such as bun.lock. Throws `DocumentSyntaxError`. */
export function parseRelaxedJson(text: string): unknown {
  parseJsonTree(text, "relaxed");
  // A text is the first alternative, so that nothing inside one is taken for a comment or a comma.
  const strict = text.replace(
    /"(?:[^"\\]|\\.)*"|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/|,(?=(?:\s|\/\/[^\n\r]*|\/\*[\s\S]*?\*\/)*[}\]])/g,
    (match) => match.startsWith('"') ? match : "",
  );
  return parseJson(strict);
}

/** Where a path of a JSON text stands: the key, for a path that ends in one; otherwise the value. */
export function locateJson(text: string, path: DocumentPath, dialect?: JsonDialect): Position | undefined {
  const root = parseJsonTree(text, dialect);
  const parent = findJsonNode(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined) return positionAt(text, root.start);
  if (!parent) return undefined;
  const offset = parent.kind === "array"
    ? parent.items[Number(last)]?.start
    : findProperty(parent, String(last))?.start;
  return offset === undefined ? undefined : positionAt(text, offset);
}

/** Where a character of a text value of a JSON text stands, by its offset in the value. */
export function locateJsonCharacter(text: string, path: DocumentPath, offset: number): Position | undefined {
  const node = findJsonNode(parseJsonTree(text), path);
  if (!node || text[node.start] !== '"') return undefined;
  let at = node.start + 1;
  for (let i = 0; i < offset && at < node.end - 1; i++) at += text[at] === "\\" ? (text[at + 1] === "u" ? 6 : 2) : 1;
  return positionAt(text, at);
}
