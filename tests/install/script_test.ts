import assert from "node:assert/strict";
import { GLIBC, LINUX, printed, run, serve, test } from "./cases.ts";
import { find, Machine } from "./installer.ts";

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
