import fc from "fast-check";
import assert from "node:assert/strict";
import { ArchiveError, extractFile } from "./archive.ts";

const encoder = new TextEncoder();

interface Entry {
  path: string;
  data?: Uint8Array;
  type?: string;
  prefix?: string;
}

/** A tar archive, entry by entry, whatever their paths. */
function tar(entries: readonly Entry[]): Uint8Array<ArrayBuffer> {
  const blocks: Uint8Array[] = [];
  for (const { path, data = new Uint8Array(), type = "0", prefix = "" } of entries) {
    const header = new Uint8Array(512);
    const put = (text: string, at: number) => header.set(encoder.encode(text), at);
    put(path, 0);
    put("0000755\0", 100);
    put(data.length.toString(8).padStart(11, "0"), 124);
    put(type, 156);
    put("ustar\0" + "00", 257);
    put(prefix, 345);
    header.fill(0x20, 148, 156);
    put(header.reduce((sum, byte) => sum + byte, 0).toString(8).padStart(6, "0"), 148);
    blocks.push(header, data, new Uint8Array((512 - data.length % 512) % 512));
  }
  blocks.push(new Uint8Array(1024));
  return joined(blocks);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function packed(data: Uint8Array<ArrayBuffer>, format: "gzip" | "deflate-raw"): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([data]).stream().pipeThrough(new CompressionStream(format));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

interface ZipEntry {
  path: string;
  content: Uint8Array<ArrayBuffer>;
  method?: number;
  /** What the directory says, where it lies. */
  size?: number;
}

async function zip(entries: readonly ZipEntry[]): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { path, content, method = 8, size = content.length } of entries) {
    const name = encoder.encode(path);
    const body = method === 8 ? await packed(content, "deflate-raw") : content;
    const local = new DataView(new ArrayBuffer(30));
    local.setUint32(0, 0x04034b50, true);
    local.setUint16(8, method, true);
    local.setUint16(26, name.length, true);
    const central = new DataView(new ArrayBuffer(46));
    central.setUint32(0, 0x02014b50, true);
    central.setUint16(10, method, true);
    central.setUint32(20, body.length, true);
    central.setUint32(24, size, true);
    central.setUint16(28, name.length, true);
    central.setUint32(42, offset, true);
    parts.push(new Uint8Array(local.buffer), name, body);
    directory.push(new Uint8Array(central.buffer), name);
    offset += 30 + name.length + body.length;
  }
  const list = joined(directory);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(10, entries.length, true);
  end.setUint32(12, list.length, true);
  end.setUint32(16, offset, true);
  return joined([...parts, list, new Uint8Array(end.buffer)]);
}

const PROGRAM = encoder.encode("#!/bin/sh\necho program\n");
const README = encoder.encode("x".repeat(1000));

function fromTar(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return extractFile(bytes, { archive: "workspace-linux-x86_64.tar.gz", name: "workspace" });
}

function fromZip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return extractFile(bytes, { archive: "workspace-windows-x86_64.zip", name: "workspace.exe" });
}

Deno.test("one file is taken out of a tar.gz, whatever stands before and after it", async () => {
  const entries = [
    { path: "./", type: "5" },
    { path: "pax", type: "x", data: encoder.encode("30 path=elsewhere") },
    { path: "workspace", prefix: "folder", data: encoder.encode("another one") },
    { path: "README.md", data: README },
    { path: "./workspace", data: PROGRAM },
    { path: "man/workspace.1", data: README },
  ];
  assert.deepEqual(await fromTar(await packed(tar(entries), "gzip")), PROGRAM);
});

Deno.test("an archive with a path that leads outside is refused, wherever the program stands", async () => {
  for (const path of ["../workspace", "/usr/bin/workspace", "a/../../b", "C:\\workspace", "..\\workspace"]) {
    const bytes = await packed(tar([{ path: "workspace", data: PROGRAM }, { path, data: PROGRAM }]), "gzip");
    await assert.rejects(fromTar(bytes), { name: "ArchiveError", message: /leads outside/ });
    const zipped = await zip([{ path: "workspace.exe", content: PROGRAM }, { path, content: PROGRAM }]);
    await assert.rejects(fromZip(zipped), { name: "ArchiveError", message: /leads outside/ });
  }
});

Deno.test("a link, an empty file or no file in the program's place is refused", async () => {
  const cases: [Entry[], RegExp][] = [
    [[{ path: "workspace", type: "2" }], /no plain file/],
    [[{ path: "workspace" }], /is empty/],
    [[{ path: "workspace.bak", data: PROGRAM }], /holds no workspace/],
    [[], /holds no workspace/],
  ];
  for (const [entries, message] of cases) {
    await assert.rejects(fromTar(await packed(tar(entries), "gzip")), { name: "ArchiveError", message });
  }
});

Deno.test("what is no archive, or is cut off, is refused", async () => {
  const whole = tar([{ path: "workspace", data: README }]);
  await assert.rejects(fromTar(encoder.encode("<html>")), /cannot be decompressed/);
  await assert.rejects(fromTar((await packed(whole, "gzip")).slice(0, 40)), /cannot be decompressed/);
  await assert.rejects(fromTar(await packed(whole.slice(0, 700), "gzip")), /ends within workspace/);
  await assert.rejects(fromTar(await packed(new Uint8Array(512).fill(65), "gzip")), ArchiveError);
  await assert.rejects(fromZip(encoder.encode("<html>".repeat(10))), /no zip archive/);
});

Deno.test("a file is taken out of a zip, deflated or stored", async () => {
  const readme = { path: "README.md", content: README };
  for (const method of [0, 8]) {
    const bytes = await zip([readme, { path: "workspace.exe", content: PROGRAM, method }]);
    assert.deepEqual(await fromZip(bytes), PROGRAM);
  }
  await assert.rejects(fromZip(await zip([readme])), /holds no workspace\.exe/);
  await assert.rejects(fromZip(await zip([{ path: "workspace.exe", content: PROGRAM, method: 9 }])), /not known \(9\)/);
});

Deno.test("a zip that lies about a size does not fill the memory, and is refused", async () => {
  const small = await zip([{ path: "workspace.exe", content: new Uint8Array(1_000_000), size: 10 }]);
  await assert.rejects(fromZip(small), /more than 10 bytes/);
  await assert.rejects(fromZip(await zip([{ path: "workspace.exe", content: PROGRAM, size: 99 }])), /cut off/);
});

Deno.test("damaged archives give the file or an ArchiveError, and nothing else", async () => {
  const zipped = await zip([{ path: "workspace.exe", content: PROGRAM }]);
  const plain = tar([{ path: "workspace", data: PROGRAM }]);
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean(), async (place, byte, isCut) => {
      const damage = (bytes: Uint8Array<ArrayBuffer>) => {
        const at = place % bytes.length;
        return isCut ? bytes.slice(0, at) : bytes.with(at, byte) as Uint8Array<ArrayBuffer>;
      };
      for (const read of [() => fromZip(damage(zipped)), async () => fromTar(await packed(damage(plain), "gzip"))]) {
        await read().catch((error) => assert.ok(error instanceof ArchiveError, String(error)));
      }
    }),
    { seed: 42, numRuns: 300 },
  );
});
