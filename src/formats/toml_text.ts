import type { DocumentPath } from "./position.ts";

/** A table of TOML's values: texts, numbers, booleans, dates, lists and tables. */
export type TomlTable = Readonly<Record<string, unknown>>;

/** Whether a value is a table, rather than a scalar (dates are) or a list. */
export function isTomlTable(value: unknown): value is TomlTable {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/** Whether a value is written under headers of its own: a table, or a list of tables. */
export function hasHeaders(value: unknown): boolean {
  return isTomlTable(value) || Array.isArray(value) && value.length > 0 && value.every(isTomlTable);
}

/** A key as it is written: names with dots between them, in quotes where they must be. */
export function keyText(names: DocumentPath): string {
  return names.map((name) => /^[\w-]+$/.test(String(name)) ? name : basicText(String(name))).join(".");
}

/** A value on one line. */
export function inlineText(value: unknown): string {
  if (typeof value === "string") return basicText(value);
  if (typeof value === "number") return numberText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(inlineText).join(", ")}]`;
  if (!isTomlTable(value)) return String(value);
  const pairs = Object.entries(value).map(([key, each]) => pairText([key], inlineText(each)));
  return pairs.length === 0 ? "{}" : `{ ${pairs.join(", ")} }`;
}

/** `key = value` */
export function pairText(names: DocumentPath, value: string): string {
  return `${keyText(names)} = ${value}`;
}

/** How a value is written that has a line to itself. A text of several lines gets as many. */
export function valueText(value: unknown, lineEnd: string): string {
  // In a text over several lines, a line end is what the document has there.
  if (typeof value !== "string" || !value.includes("\n") || value.includes("\r") || lineEnd !== "\n") {
    return inlineText(value);
  }
  const lines = value.split("\n").map((line) => basicText(line).slice(1, -1));
  return `"""\n${lines.join("\n")}"""`;
}

/** A text in the single quotes that the old one stands in; undefined where it does not, or the new one cannot. */
export function replacingText(value: unknown, old: string): string | undefined {
  return typeof value === "string" && old.startsWith("'") && !/['\p{Cc}]/u.test(value) ? `'${value}'` : undefined;
}

/** The blocks of lines that a table is written in: its own pairs below its header, then the tables within it. */
export function blocksOf(
  value: TomlTable,
  { names, isElement, lineEnd }: { names: DocumentPath; isElement: boolean; lineEnd: string },
): string[] {
  const entries = Object.entries(value);
  const own = entries.filter(([, each]) => !hasHeaders(each));
  const lines = own.map(([key, each]) => pairText([key], valueText(each, lineEnd)));
  const header = isElement ? `[[${keyText(names)}]]` : `[${keyText(names)}]`;
  if (names.length > 0 && (isElement || lines.length > 0 || entries.length === 0)) lines.unshift(header);
  const inner = entries.filter(([, each]) => hasHeaders(each)).flatMap(([key, each]) => {
    const tables = Array.isArray(each) ? each : [each];
    return tables.flatMap((table) =>
      blocksOf(table, { names: [...names, key], isElement: Array.isArray(each), lineEnd })
    );
  });
  return lines.length > 0 ? [lines.join(lineEnd), ...inner] : inner;
}

/** JSON's texts are TOML's basic strings, but for one character. */
function basicText(text: string): string {
  return JSON.stringify(text).replaceAll("\x7f", "\\u007f");
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  if (Object.is(value, -0)) return "-0.0";
  // What is no exact integer for a reader is a float.
  const text = String(value);
  return /^-?\d+$/.test(text) && !Number.isSafeInteger(value) ? `${text}.0` : text;
}
