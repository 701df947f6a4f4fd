/**
 * Archives whose bytes follow from their content alone: no owner, no order of a file system, one time for all files.
 * So whoever builds a release again can compare checksums.
 */

/** A file of an archive. */
export interface ArchiveFile {
  /** Relative, with forward slashes. */
  path: string;
  data: Uint8Array;
  /** Whether it is a program (mode 0755 instead of 0644). */
  executable?: boolean;
}

export interface ArchiveOptions {
  /** Time of all files, in whole seconds since 1970 (`SOURCE_DATE_EPOCH`). */
  time: number;
}

const BLOCK = 512;
const encoder = new TextEncoder();

/**
 * A tar archive in the ustar format of POSIX.1-1988, owned by root. With `folders`, those around the files are listed
 * before them, as dpkg wants it. Throws on paths over 100 bytes.
 */
export function tar(
  files: readonly ArchiveFile[],
  { time, folders = false, prefix = "" }: ArchiveOptions & { folders?: boolean; prefix?: string },
): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  if (folders) {
    for (const path of listFolders(files)) {
      blocks.push(tarHeader(`${prefix}${path}/`, { size: 0, mode: 0o755, time, type: "5" }));
    }
  }
  for (const { path, data, executable } of files) {
    const mode = executable ? 0o755 : 0o644;
    blocks.push(tarHeader(prefix + path, { size: data.length, mode, time, type: "0" }), data);
    blocks.push(new Uint8Array((BLOCK - data.length % BLOCK) % BLOCK));
  }
  blocks.push(new Uint8Array(2 * BLOCK));
  return concatenate(blocks);
}

function tarHeader(
  path: string,
  { size, mode, time, type }: { size: number; mode: number; time: number; type: "0" | "5" },
): Uint8Array {
  const name = encoder.encode(path);
  if (name.length > 100) throw new Error(`the path ${path} has more than 100 bytes`);
  const header = new Uint8Array(BLOCK);
  const octal = (value: number, digits: number) => encoder.encode(value.toString(8).padStart(digits, "0"));
  header.set(name, 0);
  header.set(octal(mode, 7), 100);
  header.set(octal(0, 7), 108);
  header.set(octal(0, 7), 116);
  header.set(octal(size, 11), 124);
  header.set(octal(time, 11), 136);
  // The sum counts its own field as spaces.
  header.fill(0x20, 148, 156);
  header.set(encoder.encode(type), 156);
  header.set(encoder.encode("ustar\0" + "00"), 257);
  header.set(encoder.encode("root"), 265);
  header.set(encoder.encode("root"), 297);
  header.set(octal(header.reduce((sum, byte) => sum + byte, 0), 6), 148);
  header[154] = 0;
  return header;
}

/** Every folder that holds a file, outermost first. */
function listFolders(files: readonly ArchiveFile[]): string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    const parts = path.split("/").slice(0, -1);
    parts.forEach((_, i) => folders.add(parts.slice(0, i + 1).join("/")));
  }
  return [...folders].sort();
}

/** A gzip stream. Deno writes no name and no time into its header. */
export function gzip(data: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return through(data, new CompressionStream("gzip"));
}

/** A zip archive (PKWARE's APPNOTE 6.3), deflated, with Unix modes. Holds less than 4 GiB. */
export async function zip(files: readonly ArchiveFile[], { time }: ArchiveOptions): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, data, executable } of files) {
    const name = encoder.encode(path);
    const packed = await through(new Uint8Array(data), new CompressionStream("deflate-raw"));
    // Version 2.0, UTF-8 names, deflate; then time, checksum and sizes, which both headers share.
    const shared = numbers([
      [2, 20],
      [2, 0x0800],
      [2, 8],
      [4, dosTime(time)],
      [4, crc32(data)],
      [4, packed.length],
      [
        4,
        data.length,
      ],
      [2, name.length],
      [2, 0],
    ]);
    parts.push(numbers([[4, 0x04034b50]]), shared, name, packed);
    const mode = executable ? 0o100755 : 0o100644;
    directory.push(
      numbers([[4, 0x02014b50], [2, 0x0314]]),
      shared,
      numbers([[2, 0], [2, 0], [2, 0], [4, mode * 0x10000], [4, offset]]),
      name,
    );
    offset += 4 + shared.length + name.length + packed.length;
  }
  const list = concatenate(directory);
  const end = numbers([[4, 0x06054b50], [2, 0], [2, 0], [2, files.length], [2, files.length], [4, list.length], [
    4,
    offset,
  ], [2, 0]]);
  return concatenate([...parts, list, end]);
}

/** Little-endian numbers: how many bytes, and the value. */
function numbers(fields: readonly [bytes: 2 | 4, value: number][]): Uint8Array {
  const view = new DataView(new ArrayBuffer(fields.reduce((sum, [bytes]) => sum + bytes, 0)));
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return new Uint8Array(view.buffer);
}

/** Date and time as MS-DOS had it, in UTC, from 1980 on, in steps of two seconds. */
function dosTime(seconds: number): number {
  const at = new Date(Math.max(seconds, 315_532_800) * 1000);
  const date = (at.getUTCFullYear() - 1980) << 9 | (at.getUTCMonth() + 1) << 5 | at.getUTCDate();
  const time = at.getUTCHours() << 11 | at.getUTCMinutes() << 5 | at.getUTCSeconds() >> 1;
  return date * 0x10000 + time;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ value >>> 1 : value >>> 1;
  return value;
});

function crc32(data: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of data) sum = CRC_TABLE[(sum ^ byte) & 0xff]! ^ sum >>> 8;
  return (sum ^ 0xffffffff) >>> 0;
}

/** An ar archive in the common format, as deb(5) wants it. Names have at most 16 bytes. */
export function ar(files: readonly ArchiveFile[], { time }: ArchiveOptions): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [encoder.encode("!<arch>\n")];
  for (const { path, data } of files) {
    const fields = [[path, 16], [time, 12], [0, 6], [0, 6], [100644, 8], [data.length, 10]] as const;
    parts.push(encoder.encode(fields.map(([value, width]) => String(value).padEnd(width)).join("") + "`\n"), data);
    if (data.length % 2 === 1) parts.push(encoder.encode("\n"));
  }
  return concatenate(parts);
}

async function through(
  data: Uint8Array<ArrayBuffer>,
  stream: CompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(new Blob([data]).stream().pipeThrough(stream)).arrayBuffer());
}

function concatenate(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
