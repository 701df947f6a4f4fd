import type { Files } from "../../../kernel/ports.ts";

/** A file at one moment. */
export interface FileState {
  bytes: Uint8Array<ArrayBuffer>;
  sha256: string;
  mode: number | null;
}

/** A file's bytes, their hash and its mode; null where there is no file. Links are followed. */
export async function readState(files: Files, path: string): Promise<FileState | null> {
  const bytes = files.readBytes(path);
  if (bytes === undefined) return null;
  return { bytes: bytes.slice(), sha256: await hashOf(bytes), mode: files.modeOf(path) ?? null };
}

/** SHA-256 in hexadecimal. */
export async function hashOf(content: string | Uint8Array): Promise<string> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content.slice();
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}
