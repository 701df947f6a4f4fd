/** A place in a text, as editors count: both from 1, columns in UTF-16 units, a byte order mark not counted. */
export interface Position {
  line: number;
  column: number;
}

/** Keys and indexes from the top of a document to a value. */
export type DocumentPath = readonly (string | number)[];

/** The position of an offset. Lines end with LF, CRLF or CR. */
export function positionAt(text: string, offset: number): Position {
  let line = 1;
  let start = text.startsWith("\ufeff") ? 1 : 0;
  const lineEnd = /\r\n|\n|\r/g;
  for (let match = lineEnd.exec(text); match; match = lineEnd.exec(text)) {
    if (lineEnd.lastIndex > offset) break;
    line++;
    start = lineEnd.lastIndex;
  }
  return { line, column: Math.max(0, offset - start) + 1 };
}

/** A text that is not a document of its format. Not a fault: who knows the file's name makes one of it. */
export class DocumentSyntaxError extends Error {
  override readonly name = "DocumentSyntaxError";
  constructor(message: string, readonly line: number, readonly column: number) {
    super(message);
  }
}

/** The error for something found at an offset of `text`. */
export function syntaxErrorAt(text: string, offset: number, message: string): DocumentSyntaxError {
  const { line, column } = positionAt(text, offset);
  return new DocumentSyntaxError(message, line, column);
}

/** A text that was read: its value, and where in the text things stand. */
export interface ParsedDocument {
  value: unknown;
  /**
   * Where a path stands: the key, for a path that ends in one, otherwise the value; undefined when the text does
   * not have it. Computed when asked: it serves messages.
   */
  locate(path: DocumentPath): Position | undefined;
  /**
   * Where a character of a text value stands, by its offset in the value; the beginning of the value where its spelling
   * does not show it, undefined where there is no such text.
   */
  locateCharacter?(path: DocumentPath, offset: number): Position | undefined;
}
