import assert from "node:assert/strict";
import { printed, run, serve, test } from "./cases.ts";
import { find, Machine } from "./installer.ts";

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
