import assert from "node:assert/strict";
import { type Target, TARGETS } from "../../scripts/packaging/targets.ts";
import { find, type InstallerOptions, Machine } from "./installer.ts";
import { type FakeReleaseOptions, makeRelease, serveReleases, tamper } from "./release_server.ts";

const WITHOUT_SHELL = Deno.build.os === "windows";

function test(name: string, fn: (t: Deno.TestContext) => Promise<void> | void, ignore = false): void {
  Deno.test({ name: `install.sh: ${name}`, ignore: WITHOUT_SHELL || ignore, fn });
}

/** `uname` of another machine. */
const uname = (system: string, machine: string) => `case $1 in -s) echo '${system}' ;; -m) echo '${machine}' ;; esac`;
const GLIBC = "case $1 in GNU_LIBC_VERSION) echo 'glibc 2.36' ;; LONG_BIT) echo 64 ;; esac";
const LINUX = { uname: uname("Linux", "x86_64"), getconf: GLIBC };
const run = (machine: Machine, args: readonly string[] = [], options: InstallerOptions = {}) =>
  machine.install(args, { ...options, fakes: { ...LINUX, ...options.fakes } });

async function serve(versions: readonly string[], options: FakeReleaseOptions = {}) {
  return serveReleases(await Promise.all(versions.map((version) => makeRelease(version, options))));
}

const printed = (path: string) =>
  new TextDecoder().decode(new Deno.Command(path, { args: ["--version"] }).outputSync().stdout);

test("the latest version by default, in ~/.local/bin where it makes the folder, and nothing else stays", async () => {
  await using server = await serve(["1.2.3", "1.2.2"]);
  using machine = new Machine(server.base);
  const { code, stdout, stderr } = await run(machine);
  assert.equal(code, 0, stderr);
  assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.2.3\n");
  assert.deepEqual(machine.files(), [".local/bin/workspace"]);
  assert.deepEqual(machine.files(machine.temporary), []);
  assert.equal(stdout.split("\n")[0], `✓ workspace 1.2.3 is installed in ${machine.bin}`);
  assert.match(stderr, /is not in PATH\. To add it:\n/);
  assert.equal(Deno.statSync(`${machine.bin}/workspace`).mode! & 0o777, 0o755);
});

test("each platform gets its own file", async (t) => {
  await using server = await serve(["1.2.3"]);
  const platforms: [name: string, options: InstallerOptions, triple: string][] = [
    ["Linux x86_64", { fakes: { uname: uname("Linux", "x86_64") } }, "x86_64-unknown-linux-gnu"],
    ["Linux aarch64", { fakes: { uname: uname("Linux", "aarch64") } }, "aarch64-unknown-linux-gnu"],
    ["macOS x86_64", { fakes: { uname: uname("Darwin", "x86_64"), sysctl: "exit 1" } }, "x86_64-apple-darwin"],
    ["macOS arm64", { fakes: { uname: uname("Darwin", "arm64"), sysctl: "exit 1" } }, "aarch64-apple-darwin"],
    ["macOS under Rosetta", { fakes: { uname: uname("Darwin", "x86_64"), sysctl: "echo 1" } }, "aarch64-apple-darwin"],
    [
      "Git Bash",
      { fakes: { uname: uname("MINGW64_NT-10.0-26100", "x86_64") }, env: { PROCESSOR_ARCHITECTURE: "AMD64" } },
      "x86_64-pc-windows-msvc",
    ],
    [
      "MSYS on ARM, emulated",
      { fakes: { uname: uname("MSYS_NT-10.0-26100", "x86_64") }, env: { PROCESSOR_ARCHITECTURE: "ARM64" } },
      "aarch64-pc-windows-msvc",
    ],
  ];
  for (const [name, options, triple] of platforms) {
    await t.step(name, async () => {
      using machine = new Machine(server.base);
      const { code, stderr } = await run(machine, [], options);
      assert.equal(code, 0, stderr);
      const { binary } = TARGETS.find((each) => each.triple === triple) as Target;
      assert.match(Deno.readTextFileSync(`${machine.bin}/${binary}`), new RegExp(`^# ${triple}$`, "m"));
      assert.deepEqual(machine.files(), [`.local/bin/${binary}`]);
    });
  }
});

test("a platform without binary is refused, with what there is instead", async (t) => {
  await using server = await serve(["1.2.3"]);
  const platforms: [name: string, fakes: Record<string, string>, message: RegExp][] = [
    ["FreeBSD", { uname: uname("FreeBSD", "amd64") }, /There is no binary for FreeBSD\.\n.*runs from source/],
    ["armv7l", { uname: uname("Linux", "armv7l") }, /There is no binary for Linux on armv7l\.\n.*x86_64 and aarch64/],
    ["i686", { uname: uname("Linux", "i686") }, /There is no binary for Linux on i686\./],
    [
      "musl",
      { getconf: "exit 1", ldd: "echo 'musl libc (x86_64)' >&2; exit 1" },
      /C library is musl.*\n.*debian:stable-slim/,
    ],
    ["32 bits on a 64-bit kernel", { getconf: "case $1 in LONG_BIT) echo 32 ;; esac" }, /This is a 32-bit system/],
  ];
  for (const [name, fakes, message] of platforms) {
    await t.step(name, async () => {
      using machine = new Machine(server.base);
      const before = machine.snapshot();
      const { code, stderr } = await run(machine, [], { fakes });
      assert.equal(code, 3);
      assert.match(stderr, message);
      assert.deepEqual(machine.snapshot(), before);
    });
  }
  assert.deepEqual(server.requests, []);
});

test("a version that has no file for the platform says which ones it has", async () => {
  await using server = await serve(["1.2.3"], { targets: TARGETS.slice(0, 2) });
  using machine = new Machine(server.base);
  const { code, stderr } = await run(machine, [], { fakes: { uname: uname("Darwin", "arm64"), sysctl: "exit 1" } });
  assert.equal(code, 3);
  assert.match(
    stderr,
    /Version 1\.2\.3 has no binary for macos-aarch64\.\n {2}These it has: linux-aarch64 linux-x86_64/,
  );
});

test("a chosen version, with and without v, by option and by variable", async () => {
  await using server = await serve(["1.2.3", "1.0.0-beta.1"]);
  using machine = new Machine(server.base);
  for (const args of [["--version", "v1.0.0-beta.1"], ["--version=1.0.0-beta.1"]]) {
    const { code, stderr } = await run(machine, args);
    assert.equal(code, 0, stderr);
    assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.0.0-beta.1\n");
  }
  assert.ok(!server.requests.some((path) => path.startsWith("latest/")), "nobody asks for the latest version");
  const { code } = await run(machine, [], { env: { WORKSPACE_INSTALL_VERSION: "v1.2.3" } });
  assert.equal(code, 0);
  assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.2.3\n");
});

test("a version that is not there, and a server without releases, are told apart from a network that is not", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  for (const without of [[], ["curl"]]) {
    const { code, stderr } = await run(machine, ["--version", "v9.9.9"], { without });
    assert.equal(code, 8, stderr);
    assert.match(
      stderr,
      /^Error: There is no version 9\.9\.9: http:.*\/download\/v9\.9\.9\/checksums\.txt does not exist\.$/m,
    );
    assert.match(stderr, /WORKSPACE_INSTALL_BASE_URL/);
  }
  await using empty = serveReleases([]);
  const { code, stderr } = await run(machine, [], { env: { WORKSPACE_INSTALL_BASE_URL: empty.base } });
  assert.equal(code, 8);
  assert.match(stderr, /No release was found/);
  assert.deepEqual(machine.files(), []);
});

test("a wrong checksum: nothing is installed, and the old program stays", async () => {
  const good = await makeRelease("1.0.0");
  const bad = tamper(await makeRelease("1.2.3"), {
    ending: ".tar.gz",
    change: (data) => data.with(data.length >> 1, data[data.length >> 1]! ^ 1) as Uint8Array<ArrayBuffer>,
  });
  await using server = serveReleases([bad, good]);
  using machine = new Machine(server.base);
  assert.equal((await run(machine, ["--version", "v1.0.0"])).code, 0);
  const before = machine.snapshot();
  for (const without of [[], ["sha256sum"], ["sha256sum", "shasum"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 7, stderr);
    assert.match(stderr, /The checksum of workspace-linux-x86_64\.tar\.gz is wrong/);
    assert.match(stderr, /expected [0-9a-f]{64}\n {2}found {4}[0-9a-f]{64}\n/);
    assert.deepEqual(machine.snapshot(), before);
  }
});

test("a checksum is checked with sha256sum, shasum or openssl; without any nothing is downloaded", async () => {
  await using server = await serve(["1.2.3"]);
  for (const without of [["sha256sum"], ["sha256sum", "shasum"]]) {
    using machine = new Machine(server.base);
    const { code, stderr } = await run(machine, ["--verbose"], { without });
    assert.equal(code, 0, stderr);
    assert.match(stderr, without.length === 1 ? /Tools: curl, shasum/ : /Tools: curl, openssl/);
  }
  server.requests.length = 0;
  using machine = new Machine(server.base);
  const { code, stderr } = await run(machine, [], { without: ["sha256sum", "shasum", "openssl"] });
  assert.equal(code, 4);
  assert.match(stderr, /Neither sha256sum nor shasum nor openssl/);
  assert.deepEqual(server.requests, []);
});

test("wget does where there is no curl, and without both it says so", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const { code, stderr } = await run(machine, [], { without: ["curl"] });
  assert.equal(code, 0, stderr);
  const none = await run(machine, [], { without: ["curl", "wget"] });
  assert.equal(none.code, 4);
  assert.match(none.stderr, /Neither curl nor wget/);
});

test("a download that breaks off, and one that ends early without a word", async () => {
  const release = await makeRelease("1.2.3");
  const archive = release.files.get("download/v1.2.3/workspace-linux-x86_64.tar.gz")!;
  const half = archive.slice(0, archive.length >> 1);
  let announced = true;
  await using server = serveReleases([release], {
    answer(path) {
      if (!path.endsWith(".tar.gz")) return;
      if (!announced) return new Response(half);
      const body = new ReadableStream({
        start(controller) {
          controller.enqueue(half);
          controller.close();
        },
      });
      return new Response(body, { headers: { "content-length": String(archive.length) } });
    },
  });
  using machine = new Machine(server.base);
  const before = machine.snapshot();
  for (const without of [[], ["curl"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 6, stderr);
    assert.deepEqual(machine.snapshot(), before);
  }
  announced = false;
  const { code } = await run(machine);
  assert.equal(code, 7);
  assert.deepEqual(machine.snapshot(), before);
});

test("no network", async () => {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  using machine = new Machine(`http://127.0.0.1:${port}/releases`);
  const before = machine.snapshot();
  for (const without of [[], ["curl"]]) {
    const { code, stderr } = await run(machine, [], { without });
    assert.equal(code, 6, stderr);
    assert.match(
      stderr,
      /^Error: http:.*manifest\.json cannot be downloaded: .*\n {2}Look at the network, and at HTTPS_PROXY/m,
    );
    assert.deepEqual(machine.snapshot(), before);
  }
});

test("a proxy, named by the usual variables, is used by both downloaders", async () => {
  await using server = await serve(["1.2.3"]);
  for (const variable of ["http_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
    for (const without of [[], ["curl"]]) {
      using machine = new Machine("http://releases.invalid/releases");
      const env = { [variable]: `http://127.0.0.1:${server.port}` };
      const { code, stderr } = await run(machine, [], { without, env });
      assert.equal(code, 0, `${variable}: ${stderr}`);
    }
  }
});

test("what is no release: a login page of a proxy, an archive without program, one that cannot be unpacked", async () => {
  const page = new TextEncoder().encode("<html>Please log in</html>\n");
  const release = await makeRelease("1.2.3");
  for (const ending of ["manifest.json", "checksums.txt"]) {
    await using server = serveReleases([tamper(release, { ending, change: () => page })]);
    using machine = new Machine(server.base);
    const { code, stderr } = await run(machine);
    assert.equal(code, 9);
    assert.match(stderr, /Something else than a release answered there/);
  }
  const { describeAsset, writeChecksums } = await import("../../scripts/packaging/release_files.ts");
  const checksums = writeChecksums([await describeAsset("workspace-linux-x86_64.tar.gz", page)]);
  const unreadable = tamper(
    tamper(release, { ending: "linux-x86_64.tar.gz", change: () => page }),
    { ending: "checksums.txt", change: () => new TextEncoder().encode(checksums) },
  );
  await using server = serveReleases([unreadable]);
  using machine = new Machine(server.base);
  const before = machine.snapshot();
  const { code, stderr } = await run(machine);
  assert.equal(code, 9, stderr);
  assert.match(stderr, /cannot be unpacked/);
  assert.deepEqual(machine.snapshot(), before);
});

test("a new program that does not run, or is another version, does not take the place of the old one", async () => {
  const good = await makeRelease("1.0.0");
  const broken = await makeRelease("1.2.3", { program: () => "#!/bin/sh\necho 'no such library' >&2\nexit 127\n" });
  const other = await makeRelease("1.2.4", { program: () => "#!/bin/sh\necho 'workspace 1.2.5'\n" });
  await using server = serveReleases([broken, other, good]);
  using machine = new Machine(server.base);
  assert.equal((await run(machine, ["--version", "1.0.0"])).code, 0);
  const before = machine.snapshot();
  const first = await run(machine);
  assert.equal(first.code, 10);
  assert.match(first.stderr, /The new binary does not run here: no such library\n {2}Nothing was changed\./);
  const second = await run(machine, ["--version", "1.2.4"]);
  assert.equal(second.code, 10);
  assert.match(second.stderr, /says that it is "workspace 1\.2\.5", not "workspace 1\.2\.4"/);
  assert.deepEqual(machine.snapshot(), before);
});

test("upgrade, downgrade and once more, in place", async () => {
  await using server = await serve(["2.0.0", "1.0.0"]);
  using machine = new Machine(server.base);
  const results: [version: string, line: RegExp][] = [
    ["1.0.0", /is installed in [^,]*\n/],
    ["2.0.0", /is installed in .*, in place of 1\.0\.0\n/],
    ["1.0.0", /is installed in .*, in place of 2\.0\.0\n/],
    ["1.0.0", /is installed again in /],
  ];
  for (const [version, line] of results) {
    const { code, stdout, stderr } = await run(machine, ["--version", version]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, line);
    assert.equal(printed(`${machine.bin}/workspace`), `workspace ${version}\n`);
    assert.deepEqual(machine.files(), [".local/bin/workspace"]);
  }
});

test("runs at the same time: all succeed, and what is there is whole", async () => {
  await using server = await serve(["2.0.0", "1.0.0"]);
  using machine = new Machine(server.base);
  const runs = Array.from({ length: 8 }, (_, i) => run(machine, ["--version", i % 2 ? "1.0.0" : "2.0.0", "--man"]));
  for (const { code, stderr } of await Promise.all(runs)) assert.equal(code, 0, stderr);
  assert.match(printed(`${machine.bin}/workspace`), /^workspace [12]\.0\.0\n$/);
  assert.deepEqual(machine.files(), [
    ".local/bin/workspace",
    ".local/share/man/man1/workspace-bump.1",
    ".local/share/man/man1/workspace.1",
    ".local/share/workspace/installed-files",
  ]);
  assert.deepEqual(machine.files(machine.temporary), []);
});

test("completions and manual pages on request; uninstalling removes exactly what was installed", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const neighbour = `${machine.home}/.local/share/man/man1/workspace-of-someone-else.1`;
  Deno.mkdirSync(`${machine.home}/.local/share/man/man1`, { recursive: true });
  Deno.writeTextFileSync(neighbour, "");
  const before = machine.snapshot();
  const { code, stderr } = await run(machine, ["--completions", "--man"], { env: { SHELL: "/bin/zsh" } });
  assert.equal(code, 0, stderr);
  assert.match(stderr, /before compinit: {2}fpath=\(".*\/share\/zsh\/site-functions" \$fpath\)/);
  assert.deepEqual(machine.files(), [
    ".local/bin/workspace",
    ".local/share/bash-completion/completions/workspace",
    ".local/share/fish/vendor_completions.d/workspace.fish",
    ".local/share/man/man1/workspace-bump.1",
    ".local/share/man/man1/workspace-of-someone-else.1",
    ".local/share/man/man1/workspace.1",
    ".local/share/workspace/installed-files",
    ".local/share/zsh/site-functions/_workspace",
  ]);
  const removed = await run(machine, ["--uninstall"]);
  assert.equal(removed.code, 0, removed.stderr);
  assert.equal(removed.stdout, `✓ workspace is removed from ${machine.bin}\n`);
  const left = machine.snapshot();
  left.delete("home/.local/bin");
  assert.deepEqual(left, before);
  const again = await run(machine, ["--uninstall"]);
  assert.equal(again.code, 12);
  assert.match(again.stderr, /There is no workspace in .*\n {2}Name its folder with --install-dir\./);
});

test("a version without completions and manual pages is installed, with a warning", async () => {
  await using server = await serve(["1.2.3"], { bare: true });
  using machine = new Machine(server.base);
  const { code, stderr } = await run(machine, ["--completions", "--man"]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /Warning: This version has no manual pages\./);
  assert.deepEqual(machine.files(), [".local/bin/workspace"]);
});

test("spaces and signs in paths, a relative folder, ~ in quotes", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const folders: [given: string, path: string][] = [
    [`${machine.folder}/home/it's a $HOME/bin`, "it's a $HOME/bin"],
    ["home/relative", "relative"],
    ["~/quoted", "quoted"],
  ];
  for (const [given, path] of folders) {
    const { code, stderr } = await run(machine, ["--install-dir", given, "--completions"]);
    assert.equal(code, 0, stderr);
    assert.equal(printed(`${machine.home}/${path}/workspace`), "workspace 1.2.3\n");
    const removed = await run(machine, ["--install-dir", given, "--uninstall"]);
    assert.equal(removed.code, 0, removed.stderr);
  }
  assert.deepEqual(machine.files(), []);
});

test("a link or a folder where the program would be is not replaced", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  Deno.mkdirSync(machine.bin, { recursive: true });
  for (
    const [link, message] of [["../Cellar/workspace/1.0.0/bin/workspace", /brew upgrade/], [
      "/opt/x",
      /is a link to \/opt\/x/,
    ]] as const
  ) {
    Deno.symlinkSync(link, `${machine.bin}/workspace`);
    for (const args of [[], ["--uninstall"]]) {
      const { code, stderr } = await run(machine, args);
      assert.equal(code, 11);
      if (args.length === 0) assert.match(stderr, message);
      assert.equal(Deno.readLinkSync(`${machine.bin}/workspace`), link);
    }
    Deno.removeSync(`${machine.bin}/workspace`);
  }
  Deno.mkdirSync(`${machine.bin}/workspace`);
  assert.equal((await run(machine)).code, 11);
});

test("another program of the name is neither replaced nor removed; a broken one of ours is", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  Deno.mkdirSync(machine.bin, { recursive: true });
  Deno.writeTextFileSync(`${machine.bin}/workspace`, "#!/bin/sh\necho 'Workspaces of a desktop 3.2'\n", {
    mode: 0o755,
  });
  const before = machine.snapshot();
  for (const args of [[], ["--uninstall"]]) {
    const { code, stderr } = await run(machine, args);
    assert.equal(code, 11);
    assert.match(stderr, /is another program of this name\.\n {2}Choose another folder/);
    assert.deepEqual(machine.snapshot(), before);
  }
  Deno.writeTextFileSync(`${machine.bin}/workspace`, "cut off");
  const { code, stdout, stderr } = await run(machine);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /in place of \(unknown version\)/);
  assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.2.3\n");
});

test("what cannot be written is named, and nothing is left", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  Deno.writeTextFileSync(`${machine.home}/file`, "");
  const before = machine.snapshot();
  const { code, stderr } = await run(machine, ["--install-dir", `${machine.home}/file/bin`]);
  assert.equal(code, 5);
  assert.match(stderr, /The folder .*\/file\/bin cannot be made\.\n {2}Choose another folder with --install-dir\./);
  const temporary = await run(machine, [], { env: { TMPDIR: `${machine.home}/none` } });
  assert.equal(temporary.code, 5);
  assert.match(temporary.stderr, /No temporary folder can be made in .*\n {2}Set TMPDIR/);
  assert.deepEqual(machine.snapshot(), before);
  assert.deepEqual(server.requests, []);
});

const AS_NOBODY = Deno.build.os === "linux" && Deno.uid() === 0
  ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--", "/bin/sh"]
  : ["sh"];

test("a folder that is read-only for the user, and ~/.local/bin where /usr/local/bin is", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const readOnly = `${machine.home}/read-only`;
  Deno.mkdirSync(readOnly);
  Deno.chmodSync(readOnly, 0o555);
  if (AS_NOBODY.length > 1) {
    for (const folder of [machine.folder, machine.home, machine.temporary]) Deno.chownSync(folder, 65534, 65534);
  }
  const { code, stderr } = await run(machine, ["--install-dir", readOnly], { shell: AS_NOBODY });
  assert.equal(code, 5, stderr);
  assert.match(stderr, /The folder .*\/read-only cannot be written\.\n {2}Choose another with --install-dir/);
  assert.deepEqual([...Deno.readDirSync(readOnly)], []);

  if (isWritableByUser("/usr/local/bin")) return;
  const fallback = await run(machine, [], { shell: AS_NOBODY, env: { WORKSPACE_INSTALL_DIR: "" } });
  assert.equal(fallback.code, 0, fallback.stderr);
  assert.deepEqual(machine.files(), [".local/bin/workspace"]);
});

/** Whether the user that the test above runs as could write there. */
function isWritableByUser(folder: string): boolean {
  const [program, ...args] = AS_NOBODY as [string, ...string[]];
  return new Deno.Command(program, { args: [...args, "-c", '[ -w "$1" ]', "sh", folder] }).outputSync().success;
}

/** A private view of the file system, with an empty /usr/local/bin, where the kernel grants one. */
const PRIVATE = ["unshare", "--mount", ...(Deno.build.os !== "windows" && Deno.uid() === 0 ? [] : ["--map-root-user"])];
const canMount = Deno.build.os === "linux" && find("unshare") !== undefined &&
  new Deno.Command("unshare", { args: [...PRIVATE.slice(1), "sh", "-c", "mount -t tmpfs none /usr/local/bin"] })
    .outputSync().success;

test("/usr/local/bin where it can be written", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const inside = `mount -t tmpfs none /usr/local/bin && sh "$@" && /usr/local/bin/workspace --version &&
    sh -c 'ls -A /usr/local/bin' && [ ! -e "$HOME/.local" ]`;
  const mount = find("mount")!;
  const { code, stdout, stderr } = await run(machine, [], {
    shell: [...PRIVATE, find("sh")!, "-c", inside, "sh"],
    env: { WORKSPACE_INSTALL_DIR: "" },
    fakes: { mount: `exec ${mount} "$@"` },
  });
  assert.equal(code, 0, stderr);
  assert.match(stdout, /is installed in \/usr\/local\/bin\nworkspace 1\.2\.3\nworkspace\n$/);
}, !canMount);

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129]] as const) {
  test(`stopped by ${signal} while it downloads, it leaves nothing`, async () => {
    const release = await makeRelease("1.2.3");
    const begun = Promise.withResolvers<void>();
    await using server = serveReleases([release], {
      answer(path) {
        if (!path.endsWith(".tar.gz")) return;
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new Uint8Array(1000));
            begun.resolve();
          },
        });
        return new Response(body, { headers: { "content-length": "2000" } });
      },
    });
    using machine = new Machine(server.base);
    const before = machine.snapshot();
    const child = machine.start([], { fakes: LINUX });
    const outcome = machine.finish(child);
    await begun.promise;
    child.kill(signal);
    const { code: actual, stderr } = await outcome;
    assert.equal(actual, code, stderr);
    assert.match(stderr, /Interrupted\. Nothing was installed\./);
    assert.deepEqual(machine.snapshot(), before);
  });
}

test("an option that is not there, one without value, what is no version or address", async (t) => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const before = machine.snapshot();
  const cases: [args: string[], message: RegExp, env?: Record<string, string>][] = [
    [["--verison"], /Unknown option: --verison/],
    [["--version"], /The option --version needs a value\./],
    [["--install-dir", ""], /The option --install-dir needs a value\./],
    [["--version", "1"], /Versions have three parts/],
    [["--version", "1.0.0; rm -rf /"], /Not a version/],
    [["--version", "../../1.0.0"], /Not a version/],
    [[], /WORKSPACE_INSTALL_BASE_URL is no http address/, { WORKSPACE_INSTALL_BASE_URL: "ftp://127.0.0.1" }],
  ];
  for (const [args, message, env] of cases) {
    await t.step(args.join(" ") || "the address", async () => {
      const { code, stderr } = await run(machine, args, env ? { env } : {});
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.deepEqual(machine.snapshot(), before);
    });
  }
  const help = await run(machine, ["--help"]);
  assert.equal(help.code, 0);
  assert.match(help.stdout, /^USAGE:$/m);
  assert.deepEqual(server.requests, []);
});

test("unattended it prints nothing, verbose every step", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  assert.deepEqual(await run(machine, ["--unattended"]), { code: 0, stdout: "", stderr: "" });
  const { stderr } = await run(machine, ["--verbose"]);
  for (
    const line of [
      /Platform: linux-x86_64/,
      /Downloading http:.*manifest\.json/,
      /Checksum: [0-9a-f]{64}/,
      /It runs: workspace 1\.2\.3/,
    ]
  ) {
    assert.match(stderr, line);
  }
});

test("the advice for PATH is that of the user's shell, and another workspace in PATH is told", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const shells = [["fish", /fish_add_path/], ["zsh", /~\/\.zshrc/], ["bash", /~\/\.bashrc/], [
    "ksh",
    /~\/\.profile/,
  ]] as const;
  for (const [shell, advice] of shells) {
    assert.match((await run(machine, [], { env: { SHELL: `/bin/${shell}` } })).stderr, advice);
  }
  const script = {
    workspace: "echo 'workspace 0.9.0'",
    sh: `PATH=$PATH:${machine.bin.replaceAll(" ", "\\ ")} exec ${find("sh")} "$@"`,
  };
  const { stderr } = await run(machine, [], { shell: [find("sh")!, "-c", 'sh "$@"', "sh"], fakes: script });
  assert.match(stderr, /Warning: Another one comes first in PATH: .*\/workspace\n/);
});

const SHELLS: [name: string, shell: string[]][] = [
  ["dash", ["dash"]],
  ["bash", ["bash"]],
  ["bash in POSIX mode", ["bash", "--posix"]],
  ["busybox", ["busybox", "sh"]],
  ["zsh in sh mode", ["zsh", "--emulate", "sh"]],
];
for (const [name, shell] of SHELLS) {
  test(`runs in ${name}`, async () => {
    await using server = await serve(["1.2.3"]);
    using machine = new Machine(server.base);
    const installed = await run(machine, ["--completions", "--man", "--verbose"], { shell });
    assert.equal(installed.code, 0, installed.stderr);
    assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.2.3\n");
    assert.equal((await run(machine, ["--version", "9.9.9"], { shell })).code, 8);
    assert.equal((await run(machine, ["--uninstall"], { shell })).code, 0);
    assert.deepEqual(machine.files(), []);
    assert.deepEqual(machine.files(machine.temporary), []);
  }, find(shell[0]!) === undefined);
}

test("a machine that has busybox and nothing else", async () => {
  await using server = await serve(["1.2.3"]);
  using machine = new Machine(server.base);
  const busybox = find("busybox")!;
  const { stdout } = new Deno.Command(busybox, { args: ["--list"] }).outputSync();
  const folder = `${machine.folder}/busybox`;
  Deno.mkdirSync(folder);
  for (const name of new TextDecoder().decode(stdout).trim().split("\n")) {
    Deno.symlinkSync(busybox, `${folder}/${name}`);
  }
  Deno.removeSync(`${folder}/uname`);
  Deno.writeTextFileSync(`${folder}/uname`, `#!/bin/sh\n${LINUX.uname}\n`, { mode: 0o755 });
  Deno.writeTextFileSync(`${folder}/getconf`, `#!/bin/sh\n${GLIBC}\n`, { mode: 0o755 });
  const options = { shell: [`${folder}/sh`], env: { PATH: folder } };
  const { code, stderr } = await machine.install(["--completions", "--man"], options);
  assert.equal(code, 0, stderr);
  assert.equal(printed(`${machine.bin}/workspace`), "workspace 1.2.3\n");
  assert.equal((await machine.install(["--version", "9.9.9"], options)).code, 8);
  assert.equal((await machine.install(["--uninstall"], options)).code, 0);
  assert.deepEqual(machine.files(), []);
}, find("busybox") === undefined);

test("a script that was cut off on its way does nothing", () => {
  const script = Deno.readTextFileSync(new URL("../../install.sh", import.meta.url));
  assert.equal(script.trimEnd().split("\n").at(-1), 'main "$@"');
  const outside = script.replaceAll(/^[a-z_]+\(\) \{[\s\S]*?^\}$|^[a-z_]+\(\) \{.*\}$/gm, "").split("\n");
  const statements = outside.filter((line) => line !== "" && !line.startsWith("#"));
  assert.ok(
    statements.slice(0, -1).every((line) => /^(set -u|umask 022|[A-Z_]+='?[^ ]*)$/.test(line)),
    statements.join("\n"),
  );
});

test("shellcheck and dash find nothing to say about it", () => {
  const path = new URL("../../install.sh", import.meta.url).pathname;
  for (const [program, args] of [["shellcheck", ["--shell=sh", path]], ["dash", ["-n", path]]] as const) {
    const { stdout, stderr } = new Deno.Command(program, { args: [...args] }).outputSync();
    assert.equal(new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr), "", program);
  }
}, find("shellcheck") === undefined || find("dash") === undefined);

test("what the documentation, the image and the workflows say about it is so", async () => {
  const top = new URL("../../", import.meta.url);
  const read = (path: string) => Deno.readTextFileSync(new URL(path, top));
  using machine = new Machine("http://127.0.0.1:1");
  const { stdout } = await run(machine, ["--help"]);
  const known = [...stdout.matchAll(/(--[a-z-]+)/g)].map(([, option]) => option);
  const pages = ["README.md", "docs/installing.md", "docs/github-actions.md", "examples/docker/Dockerfile"];
  const workflows = ["workflows/release.yml", "actions/setup-workspace/action.yml"].map((path) => `.github/${path}`);
  for (const path of [...pages, ...workflows]) {
    for (const [, args] of read(path).matchAll(/(?:\| sh -s --|\bsh \S*install\.sh"?)(( "?[^\s|#`]+)+)/g)) {
      for (const [option] of args!.matchAll(/--[a-z-]+/g)) assert.ok(known.includes(option), `${path}: ${option}`);
    }
  }
  const page = read("docs/installing.md");
  for (const option of known) assert.ok(page.includes(`\`${option}`) || option === "--help", option);
  const codes = [...read("install.sh").matchAll(/^EXIT_[A-Z_]+=(\d+)$/gm)].map(([, code]) => code);
  const table = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => code);
  assert.deepEqual(table, codes.sort((a, b) => Number(a) - Number(b)));
});
