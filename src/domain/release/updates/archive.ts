/** Reads one file out of the archives that releases consist of: ustar in gzip, and zip. Nothing else is unpacked. */

const BLOCK = 512;
/** Programs are far smaller; what unpacks to more is no program of ours. */
const MAX_PROGRAM_BYTES = 1024 * 1024 * 1024;

/** What is wrong with an archive, in a sentence. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
}

/**
 * The content of the file `name` at the top of an archive; `archive` is named as it was released, which tells its
 * format. Entries that would leave the archive's folder make the whole archive invalid, as do links in the file's place.
 * Throws `ArchiveError`.
 */
export async function extractFile(
  bytes: Uint8Array<ArrayBuffer>,
  { archive, name }: { archive: string; name: string },
): Promise<Uint8Array<ArrayBuffer>> {
  const content = archive.endsWith(".zip")
    ? await fromZip(bytes, name)
    : fromTar(await unpacked(bytes, { format: "gzip", maxBytes: MAX_PROGRAM_BYTES }), name);
  if (content === undefined) throw new ArchiveError(`${archive} holds no ${name}.`);
  if (content.length === 0) throw new ArchiveError(`${name} in ${archive} is empty.`);
  return content;
}

async function unpacked(
  bytes: Uint8Array<ArrayBuffer>,
  { format, maxBytes }: { format: "gzip" | "deflate-raw"; maxBytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const piece of new Blob([bytes]).stream().pipeThrough(new DecompressionStream(format))) {
      size += piece.length;
      if (size > maxBytes) break;
      pieces.push(piece);
    }
  } catch {
    throw new ArchiveError("It cannot be decompressed.");
  }
  if (size > maxBytes) throw new ArchiveError(`It unpacks to more than ${maxBytes} bytes.`);
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** ustar (POSIX.1-1988), with the prefix of long names; headers of other kinds, such as pax, are passed over. */
function fromTar(bytes: Uint8Array<ArrayBuffer>, name: string): Uint8Array<ArrayBuffer> | undefined {
  let found: Uint8Array<ArrayBuffer> | undefined;
  for (let at = 0; at + BLOCK <= bytes.length;) {
    const header = bytes.subarray(at, at + BLOCK);
    if (header.every((byte) => byte === 0)) break;
    checkSum(header);
    const field = (from: number, length: number) => textOf(header.subarray(from, from + length));
    const prefix = field(257, 5) === "ustar" ? field(345, 155) : "";
    const path = prefix === "" ? field(0, 100) : `${prefix}/${field(0, 100)}`;
    const size = octal(field(124, 12));
    const type = field(156, 1);
    refuseTraversal(path);
    const end = at + BLOCK + size;
    if (end > bytes.length) throw new ArchiveError(`It ends within ${path}.`);
    if (path.replace(/^\.\//, "") === name) {
      if (type !== "0" && type !== "") throw new ArchiveError(`${name} in it is no plain file.`);
      found = bytes.slice(at + BLOCK, end);
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
  }
  return found;
}

function checkSum(header: Uint8Array): void {
  const stated = octal(textOf(header.subarray(148, 156)));
  const sum = header.reduce((total, byte, i) => total + (i >= 148 && i < 156 ? 0x20 : byte), 0);
  if (sum !== stated) throw new ArchiveError("It is no tar archive.");
}

function octal(text: string): number {
  const digits = text.trim();
  if (!/^[0-7]{1,11}$/.test(digits)) throw new ArchiveError("A number in its headers is none.");
  return parseInt(digits, 8);
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

/** An archive that reaches outside of its folder was made to do harm. */
function refuseTraversal(path: string): void {
  if (/^([/\\]|[A-Za-z]:)/.test(path) || path.split(/[/\\]/).includes("..")) {
    throw new ArchiveError(`It holds a path that leads outside: ${path}`);
  }
}

/** PKWARE's APPNOTE 6.3: the directory at the end says where each file is; stored and deflated files are read. */
async function fromZip(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const u16 = (at: number) => view.getUint16(at, true);
  const u32 = (at: number) => view.getUint32(at, true);
  try {
    let end = bytes.length - 22;
    while (end >= 0 && u32(end) !== 0x06054b50) end--;
    if (end < 0) throw new ArchiveError("It is no zip archive.");
    let found: { method: number; packed: number; size: number; offset: number } | undefined;
    let at = u32(end + 16);
    for (let i = 0; i < u16(end + 10); i++) {
      if (u32(at) !== 0x02014b50) throw new ArchiveError("Its directory is damaged.");
      const path = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + u16(at + 28)));
      refuseTraversal(path);
      if (path === name) {
        found = { method: u16(at + 10), packed: u32(at + 20), size: u32(at + 24), offset: u32(at + 42) };
      }
      at += 46 + u16(at + 28) + u16(at + 30) + u16(at + 32);
    }
    if (!found) return undefined;
    const { method, packed, size, offset } = found;
    const start = offset + 30 + u16(offset + 26) + u16(offset + 28);
    const data = bytes.slice(start, start + packed);
    if (method === 0) return data;
    if (method !== 8) throw new ArchiveError(`${name} in it is packed in a way that is not known (${method}).`);
    const content = await unpacked(data, { format: "deflate-raw", maxBytes: Math.min(size, MAX_PROGRAM_BYTES) });
    if (content.length !== size) throw new ArchiveError(`${name} in it is cut off.`);
    return content;
  } catch (error) {
    if (error instanceof RangeError) throw new ArchiveError("It is cut off.");
    throw error;
  }
}
