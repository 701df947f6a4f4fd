import { applySplices, type DocumentEdit, withEdit } from "./edit.ts";
import { type DocumentPath, DocumentSyntaxError, syntaxErrorAt } from "./position.ts";
import { parseToml } from "./toml.ts";
import { firstStep, type TomlStep } from "./toml_difference.ts";
import { isTableArray, splicesOf } from "./toml_splices.ts";
import { blocksOf, isTomlTable, type TomlTable } from "./toml_text.ts";

/** More steps than this are no edit. */
const MOST_STEPS = 10_000;

/**
 * Makes the edits in a TOML text. What they do not concern stays to the byte: comments, order, quotes, indentation, line
 * ends. Each result is read again: where it does not say what it should, nothing is changed. Throws
 * `DocumentSyntaxError` where the text is not TOML, or has no place for a value.
 */
export function editToml(text: string, edits: readonly DocumentEdit[]): string {
  parseToml(text);
  const mark = text.startsWith("\ufeff") ? "\ufeff" : "";
  return mark + edits.reduce(applyOne, text.slice(mark.length));
}

/** A TOML text for a value: tables as sections. Keys whose value is undefined or null are left out. */
export function stringifyToml(value: unknown): string {
  const blocks = blocksOf(withoutAbsent(value) as TomlTable, { names: [], isElement: false, lineEnd: "\n" });
  return `${blocks.join("\n\n")}\n`;
}

/** Step by step: each starts from what the text says after the one before. */
function applyOne(text: string, edit: DocumentEdit): string {
  const wanted = withEdit(parseToml(text).value, { path: edit.path, value: withoutAbsent(edit.value) });
  let edited = text;
  for (let count = 0; count < MOST_STEPS; count++) {
    const step = firstStep(readAgain(edited), wanted);
    if (!step) return edited;
    const next = withStep(edited, step, wanted);
    if (next === edited) break;
    edited = next;
  }
  throw syntaxErrorAt(text, 0, `The file has no place for the new value of '${edit.path.join(".")}'`);
}

function withStep(text: string, step: TomlStep, wanted: unknown): string {
  const list = step.path.slice(0, -1);
  if (step.kind === "remove" || isTomlTable(step.value) || !isTableArray(text, list)) {
    return applySplices(text, splicesOf(text, step));
  }
  // Of an array of tables with headers, each element is a table: this one goes between brackets as a whole.
  const without = withoutPath(text, list);
  return applySplices(without, splicesOf(without, { kind: "add", path: list, value: valueAt(wanted, list) }));
}

function withoutPath(text: string, path: DocumentPath): string {
  const splices = splicesOf(text, { kind: "remove", path });
  return splices.length === 0 ? text : withoutPath(applySplices(text, splices), path);
}

function valueAt(value: unknown, path: DocumentPath): unknown {
  return path.reduce((inner, step) => (inner as Record<string | number, unknown>)[step], value);
}

/** The value of an edited text; undefined where it is no TOML any more. */
function readAgain(text: string): unknown {
  try {
    return parseToml(text).value;
  } catch (error) {
    if (error instanceof DocumentSyntaxError) return undefined;
    throw error;
  }
}

/** TOML has no null: such entries are left out. */
function withoutAbsent(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutAbsent);
  if (!isTomlTable(value)) return value;
  const entries = Object.entries(value).filter(([, each]) => each !== undefined && each !== null);
  return Object.fromEntries(entries.map(([key, each]) => [key, withoutAbsent(each)]));
}
