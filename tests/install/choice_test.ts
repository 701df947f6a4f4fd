import assert from "node:assert/strict";
import { type Target, TARGETS } from "../../scripts/packaging/targets.ts";
import { printed, run, serve, test, uname } from "./cases.ts";
import { find, type InstallerOptions, Machine } from "./installer.ts";
import { serveReleases } from "./release_server.ts";

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

test("a proxy, named by the usual variables, is used by both downloaders", async () => {
  await using server = await serve(["1.2.3"]);
  for (const variable of ["http_proxy", "HTTP_PROXY", "ALL_PROXY"]) {
    for (const without of [[], ["curl"]]) {
      using machine = new Machine("http://localhost:1/releases");
      const env = { [variable]: `http://127.0.0.1:${server.port}` };
      const { code, stderr } = await run(machine, [], { without, env });
      assert.equal(code, 0, `${variable}: ${stderr}`);
    }
  }
});

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
    [[], /is no https address/, { WORKSPACE_INSTALL_BASE_URL: "ftp://127.0.0.1" }],
    [[], /is no https address/, { WORKSPACE_INSTALL_BASE_URL: "http://mirror.example.com/workspace" }],
    [[], /is no https address/, { WORKSPACE_INSTALL_BASE_URL: "http://localhost.example.com" }],
  ];
  for (const [args, message, env] of cases) {
    await t.step(args.join(" ") || env!.WORKSPACE_INSTALL_BASE_URL!, async () => {
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
