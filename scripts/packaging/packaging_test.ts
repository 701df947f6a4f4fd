import assert from "node:assert/strict";
import fc from "fast-check";
import { downloadUrl, RELEASES } from "./address.ts";
import { type ArchiveFile, gzip, tar, zip } from "./archive.ts";
import { assembleRelease, describeForPackageManagers, packTarget } from "./assemble.ts";
import { debianFile } from "./debian.ts";
import { type Release, writeChecksums, writeManifest } from "./release_files.ts";
import { readReleaseNotes } from "./release_notes.ts";
import { getTarget, TARGETS } from "./targets.ts";

const ROOT = new URL("../../", import.meta.url).pathname.replace(/^\/(?=[A-Za-z]:)/, "");
const TIME = 1_790_000_000;
const LINUX = getTarget("x86_64-unknown-linux-gnu");

const RELEASE: Release = {
  version: "1.2.3",
  date: "2026-09-21T14:13:20Z",
  commit: "f".repeat(40),
  assets: Object.fromEntries(
    TARGETS.map(({ triple, archive }, i) => [triple, { file: archive, sha256: String(i).repeat(64), size: 1000 + i }]),
  ),
};
const files = (release = RELEASE) => describeForPackageManagers(release);

function has(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync().code < 126;
  } catch {
    return false;
  }
}

/** Runs a program and returns what it printed. Throws when it fails. */
function run(program: string, args: readonly string[], cwd?: string): string {
  const { code, stdout, stderr } = new Deno.Command(program, { args: [...args], ...(cwd ? { cwd } : {}) }).outputSync();
  const text = new TextDecoder().decode(stdout);
  assert.equal(code, 0, text + new TextDecoder().decode(stderr));
  return text;
}

async function inFolder(use: (folder: string) => Promise<void> | void): Promise<void> {
  const folder = Deno.makeTempDirSync({ prefix: "packaging" });
  try {
    await use(folder);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

const contents = fc.uniqueArray(
  fc.record({
    path: fc.stringMatching(/^[a-z]{1,8}(\/[a-z_.]{0,12}[a-z]){0,2}$/),
    data: fc.uint8Array({ maxLength: 3000 }),
    executable: fc.boolean(),
  }),
  { maxLength: 6, selector: ({ path }) => path.split("/")[0] },
);

Deno.test({
  name: "packaging: tar and unzip find in an archive what was put into it",
  ignore: !has("tar") || !has("unzip") || Deno.build.os === "windows",
  fn: () =>
    inFolder(async (folder) => {
      let count = 0;
      await fc.assert(
        fc.asyncProperty(contents, async (given: ArchiveFile[]) => {
          const at = `${folder}/${count++}`;
          for (const kind of ["tar", "zip"]) Deno.mkdirSync(`${at}/${kind}`, { recursive: true });
          Deno.writeFileSync(`${at}/a.tar.gz`, await gzip(tar(given, { time: TIME })));
          run("tar", ["-xzf", `${at}/a.tar.gz`, "-C", `${at}/tar`]);
          if (given.length > 0) {
            Deno.writeFileSync(`${at}/a.zip`, await zip(given, { time: TIME }));
            run("unzip", ["-q", `${at}/a.zip`, "-d", `${at}/zip`]);
          }
          for (const { path, data, executable } of given) {
            for (const kind of ["tar", "zip"]) {
              assert.deepEqual(Deno.readFileSync(`${at}/${kind}/${path}`), new Uint8Array(data));
              assert.equal((Deno.statSync(`${at}/${kind}/${path}`).mode! & 0o100) !== 0, executable);
            }
            assert.equal(Deno.statSync(`${at}/tar/${path}`).mtime?.getTime(), TIME * 1000);
          }
        }),
        { seed: 42, numRuns: 12 },
      );
    }),
});

Deno.test("packaging: an archive's bytes follow from its content", async () => {
  const given = [{ path: "a", data: new Uint8Array([1, 2, 3]) }];
  assert.deepEqual(await gzip(tar(given, { time: TIME })), await gzip(tar(given, { time: TIME })));
  assert.deepEqual(await zip(given, { time: TIME }), await zip(given, { time: TIME }));
  assert.throws(() => tar([{ path: "a".repeat(101), data: new Uint8Array() }], { time: TIME }), /more than 100 bytes/);
});

/** Packs every target with a script in the place of the program. */
async function packAll(folder: string, version: string): Promise<void> {
  Deno.writeTextFileSync(`${folder}/program`, "#!/bin/sh\necho workspace\n");
  for (const { triple } of TARGETS) {
    await packTarget(ROOT, { triple, binary: `${folder}/program`, version, time: TIME, out: `${folder}/out` });
  }
}

Deno.test("packaging: a release has an archive for each target, a manifest and checksums that hold", async () => {
  await inFolder(async (folder) => {
    await packAll(folder, "1.2.3");
    const task = {
      version: "1.2.3",
      date: RELEASE.date,
      commit: RELEASE.commit,
      folder: `${folder}/out`,
      packaging: `${folder}/packaging`,
    };
    const release = await assembleRelease(task);
    const written = Deno.readTextFileSync(`${folder}/out/manifest.json`);
    assert.deepEqual(JSON.parse(written), { schema: 1, tag: "v1.2.3", ...release });
    assert.match(written, /^ {2}"version": "1\.2\.3",$/m);
    const names = [...Deno.readDirSync(`${folder}/out`)].map(({ name }) => name).sort();
    assert.deepEqual(
      names,
      [
        ...TARGETS.map(({ archive }) => archive),
        "checksums.txt",
        "manifest.json",
        "workspace_1.2.3_amd64.deb",
        "workspace_1.2.3_arm64.deb",
      ].sort(),
    );
    if (has("sha256sum")) run("sha256sum", ["--check", "--strict", "checksums.txt"], `${folder}/out`);
    assert.equal(Deno.readTextFileSync(`${folder}/out/checksums.txt`).split("\n").length, names.length);
    for (const [path, text] of Object.entries(files(release))) {
      assert.equal(Deno.readTextFileSync(`${folder}/packaging/${path}`), text);
    }
    Deno.removeSync(`${folder}/out/workspace-macos-aarch64.tar.gz`);
    await assert.rejects(assembleRelease(task), Deno.errors.NotFound);
  });
});

Deno.test({
  name: "packaging: an archive holds the program, licence, readme and completions, without a folder around them",
  ignore: !has("tar"),
  fn: () =>
    inFolder(async (folder) => {
      await packAll(folder, "1.2.3");
      const list = run("tar", ["-tzf", `${folder}/out/workspace-macos-aarch64.tar.gz`]).trim().split("\n");
      for (
        const path of ["workspace", "LICENSE", "README.md", "completions/_workspace", "completions/workspace.bash"]
      ) {
        assert.ok(list.includes(path), path);
      }
    }),
});

Deno.test({
  name: "packaging: dpkg-deb reads the Debian package and unpacks what a system needs",
  ignore: !has("dpkg-deb"),
  fn: () =>
    inFolder(async (folder) => {
      await packAll(folder, "1.3.0-beta.1");
      const file = `${folder}/out/workspace_1.3.0~beta.1_amd64.deb`;
      const fields = run("dpkg-deb", ["--field", file]);
      assert.match(fields, /^Package: workspace$/m);
      assert.match(fields, /^Version: 1\.3\.0~beta\.1$/m);
      assert.match(fields, /^Architecture: amd64$/m);
      assert.match(fields, /^Installed-Size: [1-9][0-9]*$/m);
      run("dpkg-deb", ["--extract", file, `${folder}/root`]);
      assert.equal(run(`${folder}/root/usr/bin/workspace`, []), "workspace\n");
      for (
        const path of [
          "doc/workspace/copyright",
          "bash-completion/completions/workspace",
          "zsh/vendor-completions/_workspace",
        ]
      ) {
        assert.ok(Deno.statSync(`${folder}/root/usr/share/${path}`).isFile, path);
      }
      run("dpkg-deb", ["--control", file, `${folder}/control`]);
      if (has("md5sum")) run("md5sum", ["--check", "--strict", "../control/md5sums"], `${folder}/root`);
      const owners = run("dpkg-deb", ["--contents", file]).trim().split("\n");
      assert.ok(owners.every((line) => / root\/root /.test(line)), owners.join("\n"));
      assert.equal(debianFile("1.2.3", getTarget("aarch64-unknown-linux-gnu")), "workspace_1.2.3_arm64.deb");
    }),
});

Deno.test("packaging: each package manager is pointed to the version's files with their checksums", () => {
  const all = files();
  const expected: Record<string, readonly string[]> = {
    "homebrew/workspace.rb": ["linux", "macos"],
    "scoop/workspace.json": ["windows"],
    "chocolatey/tools/chocolateyinstall.ps1": ["windows"],
    "aur/PKGBUILD": ["linux"],
    "aur/.SRCINFO": ["linux"],
  };
  for (const [path, systems] of Object.entries(expected)) {
    const text = all[path]!.replaceAll("${_version}", "1.2.3");
    for (const { os, arch, triple, archive } of TARGETS) {
      const isIn = systems.includes(os) && (path.startsWith("chocolatey/") ? arch === "x86_64" : true);
      assert.equal(text.includes(downloadUrl(archive, "1.2.3")), isIn, `${path}: ${triple}`);
      assert.equal(text.includes(RELEASE.assets[triple]!.sha256), isIn, `${path}: ${triple}`);
    }
  }
  assert.throws(() => files({ ...RELEASE, assets: {} }), /version 1\.2\.3 has no archive for/);
});

Deno.test("packaging: the formula chooses by system and processor", () => {
  const formula = files()["homebrew/workspace.rb"]!;
  const block = /on_macos do\n\s+on_arm do\n\s+url "([^"]+)"\n\s+sha256 "([^"]+)"/.exec(formula);
  assert.deepEqual(block?.slice(1), [downloadUrl("workspace-macos-aarch64.tar.gz", "1.2.3"), "3".repeat(64)]);
  assert.equal(
    formula.match(/\bdo$/gm)!.length + formula.match(/^\s*(class|def) /gm)!.length,
    formula.match(/^\s*end$/gm)!.length,
  );
});

Deno.test("packaging: Scoop's manifest is JSON and follows later releases by the release manifest", () => {
  const manifest = JSON.parse(files()["scoop/workspace.json"]!);
  assert.deepEqual(Object.keys(manifest.architecture), ["64bit", "arm64"]);
  assert.equal(manifest.checkver.url, `${RELEASES}/latest/download/manifest.json`);
  assert.match(manifest.autoupdate.architecture["64bit"].url, /\/download\/v\$version\/workspace-windows-x86_64\.zip$/);
});

Deno.test({
  name: "packaging: bash reads the PKGBUILD, and .SRCINFO says the same",
  ignore: !has("bash"),
  fn: () =>
    inFolder((folder) => {
      const release = { ...RELEASE, version: "1.3.0-beta.1" };
      Deno.writeTextFileSync(`${folder}/PKGBUILD`, files(release)["aur/PKGBUILD"]!);
      const script =
        `set -eu; . ./PKGBUILD; printf '%s\\n' "$pkgname" "$pkgver" "$source_x86_64" "$sha256sums_aarch64"; declare -f package >/dev/null`;
      const [name, version, source, sum] = run("bash", ["-c", script], folder).split("\n");
      const srcinfo = files(release)["aur/.SRCINFO"]!;
      assert.equal(name, "workspace-bin");
      assert.equal(version, "1.3.0_beta.1");
      assert.ok(srcinfo.includes(`\tpkgver = ${version}\n`));
      assert.ok(srcinfo.includes(`\tsource_x86_64 = ${source}\n`), source);
      assert.ok(srcinfo.includes(`\tsha256sums_aarch64 = ${sum}\n`));
      assert.ok(source!.endsWith(downloadUrl(LINUX.archive, "1.3.0-beta.1")));
    }),
});

Deno.test({
  name: "packaging: package() of the PKGBUILD installs what the archive holds",
  ignore: !has("bash") || Deno.build.os !== "linux",
  fn: () =>
    inFolder(async (folder) => {
      await packAll(folder, "1.2.3");
      run("tar", ["-xzf", `${folder}/out/${LINUX.archive}`, "-C", folder]);
      Deno.writeTextFileSync(`${folder}/PKGBUILD`, files()["aur/PKGBUILD"]!);
      run("bash", ["-c", "set -eu; pkgdir=$PWD/root; . ./PKGBUILD; package"], folder);
      assert.equal(run(`${folder}/root/usr/bin/workspace`, []), "workspace\n");
      assert.ok(Deno.statSync(`${folder}/root/usr/share/licenses/workspace-bin/LICENSE`).isFile);
    }),
});

Deno.test("packaging: Chocolatey's files are well-formed and name the version", () => {
  const nuspec = files()["chocolatey/workspace.nuspec"]!;
  const open = [...nuspec.matchAll(/<([a-zA-Z]+)(?: [^>]*[^/])?>/g)].map(([, name]) => name);
  const closed = [...nuspec.matchAll(/<\/([a-zA-Z]+)>/g)].map(([, name]) => name);
  assert.deepEqual(open.sort(), closed.sort());
  assert.match(nuspec, /<version>1\.2\.3<\/version>/);
});

Deno.test("packaging: checksums are as sha256sum reads them, sorted; a manifest has known targets only", () => {
  const asset = (file: string) => ({ file, sha256: "a".repeat(64), size: 1 });
  assert.equal(writeChecksums([asset("b"), asset("a")]), `${"a".repeat(64)}  a\n${"a".repeat(64)}  b\n`);
  const manifest = JSON.parse(writeManifest({ ...RELEASE, assets: { ...RELEASE.assets, "riscv64": asset("x") } }));
  assert.deepEqual(Object.keys(manifest.assets), TARGETS.map(({ triple }) => triple));
  assert.throws(() => getTarget("riscv64"), /no target "riscv64"; there are x86_64-unknown-linux-gnu,/);
});

Deno.test("packaging: notes of a release are its section of the changelog", () => {
  const changelog =
    "# Changelog\n\n## [1.2.3] - 2026-11-20\n\n### Added\n\n- A\n\n## 1.2.2\n\n- B\n\n## v1.2.1 - x\n- C\n";
  assert.equal(readReleaseNotes(changelog, "1.2.3"), "### Added\n\n- A\n");
  assert.equal(readReleaseNotes(changelog, "1.2.2"), "- B\n");
  assert.equal(readReleaseNotes(changelog, "1.2.1"), "- C\n");
  assert.throws(() => readReleaseNotes(changelog, "1.2"), /no section for 1\.2/);
});

Deno.test("packaging: installers, scripts and documentation name the same address, targets and exit codes", () => {
  const read = (path: string) => Deno.readTextFileSync(ROOT + path);
  for (const path of ["install.sh", "install.ps1"]) {
    const addresses = [...read(path).matchAll(/'(https:\/\/github\.com[^']*)'/g)].map(([, address]) => address);
    assert.deepEqual(addresses, [RELEASES], path);
  }
  const page = read("docs/release-manifest.md");
  for (const { triple, archive } of TARGETS) assert.match(page, new RegExp(`\`${triple}\` *\\| \`${archive}\``));
  const codes = (text: string, pattern: RegExp) =>
    new Map([...text.matchAll(pattern)].map(([, name, code]) => [name!.replaceAll("_", "").toLowerCase(), code]));
  const shell = codes(read("install.sh"), /^EXIT_([A-Z_]+)=(\d+)$/gm);
  for (const [name, code] of codes(read("install.ps1"), /^\$Exit([A-Za-z]+) = (\d+)\r?$/gm)) {
    assert.equal(code, shell.get(name), name);
  }
  assert.equal(new Set(shell.values()).size, shell.size);
});
