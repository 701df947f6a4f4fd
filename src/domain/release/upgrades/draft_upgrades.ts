import { editDocument } from "../../../formats/document.ts";
import { formatOfPath } from "../../../formats/format.ts";
import { parseJson, parseRelaxedJson } from "../../../formats/json.ts";
import { replaceJsonTexts } from "../../../formats/json_edit.ts";
import type { DependencySource } from "../dependencies/model.ts";
import { UPGRADE_ENTRY_LOST } from "./faults.ts";

/** One entry of a file, and the text it gets. */
export interface EntryEdit {
  declared: { file: string; keys: readonly string[]; source: DependencySource };
  newSpecifier: string;
}

/** Texts of files with changes on top, such as a `Draft`. */
export interface TextDraft {
  read(path: string): string | undefined;
  set(path: string, text: string): void;
}

/**
 * Puts the new specifiers into the files; every other byte stays. Faults: `UPGRADE_ENTRY_LOST` where a file does not
 * have the entry any more; `DocumentSyntaxError` is thrown where it cannot be parsed.
 */
export async function draftUpgrades(draft: TextDraft, edits: readonly EntryEdit[]): Promise<void> {
  for (const [file, own] of Map.groupBy(edits, ({ declared }) => declared.file)) {
    const text = draft.read(file);
    const changes = own.map(({ declared, newSpecifier }) => ({ path: [...declared.keys], value: newSpecifier }));
    const [first] = changes;
    if (text === undefined) throw UPGRADE_ENTRY_LOST({ file, keys: first!.path });
    const edited = await editEntries(text, { file, changes });
    draft.set(file, edited);
  }
}

async function editEntries(
  text: string,
  { file, changes }: { file: string; changes: { path: string[]; value: string }[] },
): Promise<string> {
  const format = formatOfPath(file) ?? "json";
  if (format !== "json") return await editDocument(text, format, changes);
  // Comments are for Deno's manifests; a package.json with them is none.
  const isStrict = /(?:^|\/)package\.json$/.test(file);
  const edited = replaceJsonTexts(text, changes, isStrict ? "strict" : "relaxed");
  const document = isStrict ? parseJson(edited) : parseRelaxedJson(edited);
  for (const { path, value } of changes) {
    if (valueAt(document, path) !== value) throw UPGRADE_ENTRY_LOST({ file, keys: path });
  }
  return edited;
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? (value as Record<string, unknown>)[key]
        : undefined,
    document,
  );
}
