/** A packfile as registries keep them: a gzipped tar archive (POSIX ustar) with `package/package.json` alone. */
export async function packManifest(manifest: Readonly<Record<string, unknown>>): Promise<Uint8Array<ArrayBuffer>> {
  const content = new TextEncoder().encode(JSON.stringify(manifest));
  const padding = new Uint8Array((512 - content.length % 512) % 512);
  // Two empty blocks end an archive.
  const archive = new Blob([header("package/package.json", content.length), content, padding, new Uint8Array(1024)]);
  return await new Response(archive.stream().pipeThrough(new CompressionStream("gzip"))).bytes();
}

function header(path: string, size: number): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(512);
  const put = (text: string, at: number) => block.set(new TextEncoder().encode(text), at);
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, "0");
  put(path, 0);
  put("0000644\0" + "0000000\0" + "0000000\0", 100);
  put(`${octal(size, 11)}\0${octal(0, 11)}\0`, 124);
  put("        0", 148);
  put("ustar\x0000", 257);
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  put(`${octal(checksum, 6)}\0 `, 148);
  return block;
}
