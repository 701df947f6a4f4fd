import { CURSOR_INVALID } from "../../domain/workflow/faults.ts";
import type { Value } from "./database.ts";

/**
 * Where a page ended, as an opaque text: the sort key of its last item. What is added to the list meanwhile does not
 * shift the pages that follow.
 */
export function encodeCursor(key: readonly Value[]): string {
  return new TextEncoder().encode(JSON.stringify(key)).toBase64({ alphabet: "base64url", omitPadding: true });
}

/** The sort key in a cursor that has so many parts. Fault: `CURSOR_INVALID`. */
export function decodeCursor(cursor: string, types: readonly ("string" | "number")[]): Value[] {
  try {
    const key: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.fromBase64(cursor, { alphabet: "base64url" })));
    if (Array.isArray(key) && key.length === types.length && key.every((each, i) => typeof each === types[i])) {
      return key;
    }
  } catch {
    // Not made by `encodeCursor`.
  }
  throw CURSOR_INVALID({ cursor });
}

/** Limits of the PRD: 50 by default, at most 500. */
export function pageSize(limit: number | undefined): number {
  return Math.max(1, Math.min(limit ?? 50, 500));
}
