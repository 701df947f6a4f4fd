import type { DocumentEdit } from "./edit.ts";
import type { DocumentFormat } from "./format.ts";
import { locateJson, locateJsonCharacter, parseJson } from "./json.ts";
import { editJson } from "./json_edit.ts";
import { DocumentSyntaxError, type ParsedDocument } from "./position.ts";

/** Larger documents are refused: what people write by hand is far below. In UTF-16 units. */
export const DOCUMENT_LIMIT = 1024 * 1024;

/**
 * Reads a JSON, YAML or TOML text; a byte order mark and any line ends are accepted. Only the library that the
 * format needs is loaded. Throws `DocumentSyntaxError`, also for what is over 1 MiB or expands without bound.
 */
export async function parseDocument(text: string, format: DocumentFormat): Promise<ParsedDocument> {
  refuseHuge(text);
  switch (format) {
    case "json":
      return {
        value: parseJson(text),
        locate: (path) => locateJson(text, path),
        locateCharacter: (path, offset) => locateJsonCharacter(text, path, offset),
      };
    case "yaml":
      return (await import("./yaml.ts")).parseYaml(text);
    case "toml":
      return (await import("./toml.ts")).parseToml(text);
  }
}

/**
 * Makes the edits, in their order, and leaves everything else as it is: comments, key order, quotes, indentation,
 * line ends, byte order mark and final newline. Throws `DocumentSyntaxError` where the text is not of the format.
 */
export async function editDocument(
  text: string,
  format: DocumentFormat,
  edits: readonly DocumentEdit[],
): Promise<string> {
  refuseHuge(text);
  switch (format) {
    case "json":
      return editJson(text, edits);
    case "yaml":
      return (await import("./yaml_edit.ts")).editYaml(text, edits);
    case "toml":
      return (await import("./toml_edit.ts")).editToml(text, edits);
  }
}

/** A new text for a value, ending in a newline. Keys whose value is undefined are left out. */
export async function stringifyDocument(value: unknown, format: DocumentFormat): Promise<string> {
  switch (format) {
    case "json":
      return `${JSON.stringify(value, null, 2)}\n`;
    case "yaml":
      return (await import("./yaml.ts")).stringifyYaml(value);
    case "toml":
      return (await import("./toml_edit.ts")).stringifyToml(value);
  }
}

function refuseHuge(text: string): void {
  if (text.length > DOCUMENT_LIMIT) throw new DocumentSyntaxError("The file is larger than 1 MiB", 1, 1);
}
