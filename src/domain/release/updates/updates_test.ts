import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import { RELEASES } from "./address.ts";
import { compareRelease, findRelease, releaseAddress } from "./find_release.ts";
import { findManager } from "./installation.ts";
import { parseReleaseManifest } from "./release_manifest.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

const ASSET = { file: "workspace-linux-x86_64.tar.gz", sha256: "a".repeat(64), size: 10 };
const MANIFEST = { schema: 1, version: "1.2.3", tag: "v1.2.3", date: "2026-01-01T00:00:00Z", assets: { linux: ASSET } };

Deno.test("a manifest may have fields that are not known, here or there", () => {
  const manifest = parseReleaseManifest(encode({ ...MANIFEST, signed: {}, assets: { linux: { ...ASSET, more: 1 } } }));
  assert.ok(typeof manifest !== "string");
  assert.deepEqual([manifest.version, manifest.assets.linux!.size], ["1.2.3", 10]);
});

Deno.test("a manifest that could lead elsewhere, or is of another kind, is described", () => {
  const wrong: [unknown, RegExp][] = [
    [{ ...MANIFEST, schema: 2 }, /schema is 2/],
    [{ ...MANIFEST, version: "v1" }, /^version is not/],
    [{ ...MANIFEST, assets: { linux: { ...ASSET, file: "../x.tar.gz" } } }, /^assets\.linux\.file is not/],
    [{ ...MANIFEST, assets: { linux: { ...ASSET, file: "https://example.com/x.tar.gz" } } }, /file is not/],
    [{ ...MANIFEST, assets: { linux: { ...ASSET, sha256: "abc" } } }, /sha256 is not/],
    [{ ...MANIFEST, assets: { linux: { ...ASSET, size: 0 } } }, /size is not/],
    [{ ...MANIFEST, assets: { linux: { ...ASSET, size: 1e12 } } }, /more than any release/],
    [null, /^The document is not/],
    [[], /^The document is not/],
  ];
  for (const [value, message] of wrong) assert.match(String(parseReleaseManifest(encode(value))), message);
  assert.match(String(parseReleaseManifest(new Uint8Array([0xff]))), /no JSON/);
});

Deno.test("releases come from the project's own address, a mirror over https, or this machine", () => {
  assert.equal(releaseAddress(undefined).href, `${RELEASES}/`);
  assert.equal(releaseAddress("").href, `${RELEASES}/`);
  assert.equal(releaseAddress("https://mirror.example/a//").href, "https://mirror.example/a/");
  for (const host of ["localhost:8080", "127.0.0.1", "127.1.2.3:99", "[::1]:80"]) {
    assert.equal(releaseAddress(`http://${host}/r`).pathname, "/r/");
  }
  for (
    const address of [
      "http://mirror.example",
      "http://localhost.example/",
      "ftp://mirror.example",
      "file:///tmp",
      "mirror",
      "https://mirror.example/?a",
    ]
  ) {
    assert.throws(() => releaseAddress(address), (error) => isFault(error, "UPDATE_ADDRESS_INVALID"));
  }
  assert.throws(() => releaseAddress("https://ada:secret@mirror.example"), (error) => {
    assert.ok(isFault(error, "UPDATE_ADDRESS_INVALID"));
    assert.ok(!JSON.stringify([error.message, error.details]).includes("secret"));
    return true;
  });
});

Deno.test("a manifest must be that of the version which was asked for, and of a bearable size", async () => {
  const base = new URL("https://mirror.example/");
  const asked: string[] = [];
  const file = (value: unknown) => ({
    fetch(url: URL) {
      asked.push(url.href);
      return Promise.resolve({ kind: "file" as const, bytes: encode(value) });
    },
  });
  const { folder } = await findRelease(file(MANIFEST), { base, version: undefined });
  assert.equal(folder.href, "https://mirror.example/download/v1.2.3/");
  await findRelease(file(MANIFEST), { base, version: "v1.2.3" });
  assert.deepEqual(asked, [
    "https://mirror.example/latest/download/manifest.json",
    "https://mirror.example/download/v1.2.3/manifest.json",
  ]);
  const isInvalid = (error: unknown) => isFault(error, "UPDATE_MANIFEST_INVALID");
  await assert.rejects(findRelease(file(MANIFEST), { base, version: "1.2.4" }), isInvalid);
  const large = { fetch: () => Promise.resolve({ kind: "too-large" as const }) };
  await assert.rejects(findRelease(large, { base, version: undefined }), isInvalid);
});

Deno.test("releases are compared by precedence, not as texts", () => {
  assert.equal(compareRelease("1.9.0", "1.10.0"), "newer");
  assert.equal(compareRelease("1.0.0", "1.0.0-beta.1"), "older");
  assert.equal(compareRelease("1.0.0", "1.0.0+build"), "same");
});

Deno.test("who has installed the program follows from where it lies and from records", () => {
  const at = (path: string, more: Partial<Parameters<typeof findManager>[0]> = {}) =>
    findManager({ path, managed: undefined, dpkgFiles: undefined, hasPacman: false, ...more })?.name;
  assert.equal(at("/opt/homebrew/Cellar/workspace/1.0.0/bin/workspace"), "Homebrew");
  assert.equal(at("/usr/local/Cellar/workspace/1.0.0/bin/workspace"), "Homebrew");
  assert.equal(at("/home/linuxbrew/.linuxbrew/Cellar/workspace/1/bin/workspace"), "Homebrew");
  assert.equal(at("/nix/store/abc-workspace/bin/workspace"), "Nix");
  assert.equal(at("C:/Users/ada/scoop/apps/workspace/current/workspace.exe"), "Scoop");
  assert.equal(at("C:/ProgramData/chocolatey/lib/workspace/tools/workspace.exe"), "Chocolatey");
  const dpkgFiles = "/.\n/usr\n/usr/bin\n/usr/bin/workspace\n";
  assert.equal(at("/usr/bin/workspace", { dpkgFiles }), "dpkg");
  assert.equal(at("/bin/workspace", { dpkgFiles }), "dpkg");
  assert.equal(at("/usr/local/bin/workspace", { dpkgFiles }), undefined);
  assert.equal(at("/usr/bin/workspace", { hasPacman: true }), "pacman");
  assert.equal(at("/usr/bin/workspace"), "The system's package manager");
  assert.equal(at("/usr/local/bin/workspace"), undefined);
  assert.equal(at("/home/ada/.local/bin/workspace"), undefined);
  assert.equal(at("/home/ada/.local/bin/workspace", { managed: "our image" }), "our image");
  assert.match(at("/home/ada/.local/bin/workspace", { managed: "1" })!, /WORKSPACE_MANAGED/);
  assert.equal(at("/home/ada/.local/bin/workspace", { managed: "0" }), undefined);
});
