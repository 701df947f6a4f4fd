/** Longest line that is kept, in characters (UTF-16 units); what comes after is counted. */
export const LINE_LIMIT = 64 * 1024;

const LF = 10;
const CR = 13;

/**
 * Bytes of a program's output as lines: ended by LF, CRLF or CR (progress bars), the last one with or without. Invalid
 * UTF-8 becomes U+FFFD. However long a line is, memory stays bounded: `lookahead` bytes more than the limit are kept, so
 * that what begins before the limit can be seen whole; `cut` is how many bytes were dropped.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  readonly #emit: (text: string, cut: number) => void;
  readonly #capacity: number;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #cut = 0;
  /** The last byte was CR: an LF that comes next belongs to it. */
  #afterReturn = false;

  constructor(emit: (text: string, cut: number) => void, lookahead = 0) {
    this.#emit = emit;
    // Three bytes are at most one unit, or four bytes two.
    this.#capacity = 3 * LINE_LIMIT + lookahead;
  }

  push(chunk: Uint8Array): void {
    if (chunk.length === 0) return;
    let bytes = chunk;
    if (this.#afterReturn && bytes[0] === LF) bytes = bytes.subarray(1);
    this.#afterReturn = false;
    const first = firstEnd(bytes);
    if (first < 0) return this.#keep(bytes);
    this.#keep(bytes.subarray(0, first));
    this.#flush();
    let start = first + (bytes[first] === CR && bytes[first + 1] === LF ? 2 : 1);
    const last = Math.max(bytes.lastIndexOf(LF), bytes.lastIndexOf(CR));
    if (last >= start) {
      const lines = this.#decoder.decode(bytes.subarray(start, last)).split(/\r\n|\n|\r/);
      // Of a CRLF at the very end only the CR was split at.
      if (bytes[last] === LF && bytes[last - 1] === CR && last > start) lines.pop();
      for (const line of lines) this.#emit(line, 0);
      start = last + 1;
    }
    this.#afterReturn = bytes[bytes.length - 1] === CR;
    this.#keep(bytes.subarray(start));
  }

  /** The last line, if it had no end. */
  end(): void {
    if (this.#pendingBytes > 0) this.#flush();
  }

  #keep(bytes: Uint8Array): void {
    const kept = bytes.subarray(0, Math.max(0, this.#capacity - this.#pendingBytes));
    this.#cut += bytes.length - kept.length;
    if (kept.length === 0) return;
    // The chunk may be reused by who gave it.
    this.#pending.push(kept.slice());
    this.#pendingBytes += kept.length;
  }

  #flush(): void {
    const [only] = this.#pending;
    let bytes = only ?? new Uint8Array();
    if (this.#pending.length > 1) {
      bytes = new Uint8Array(this.#pendingBytes);
      let offset = 0;
      for (const part of this.#pending) {
        bytes.set(part, offset);
        offset += part.length;
      }
    }
    const cut = this.#cut;
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#cut = 0;
    this.#emit(this.#decoder.decode(bytes), cut);
  }
}

function firstEnd(bytes: Uint8Array): number {
  const lf = bytes.indexOf(LF);
  const cr = (lf < 0 ? bytes : bytes.subarray(0, lf)).indexOf(CR);
  return cr < 0 ? lf : cr;
}
