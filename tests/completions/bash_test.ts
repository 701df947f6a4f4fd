import assert from "node:assert/strict";
import { isInstalled, Pty } from "../terminal/pty.ts";
import { HOSTILE_BRANCH, HOSTILE_PACKAGE, makeShellProject, type ShellProject } from "./shell_project.ts";

const ignore = !isInstalled("bash") || !isInstalled("script");

/** An interactive bash without bash-completion; `complete` types, presses Tab and gives the line. */
async function withBash(
  test: (complete: (typed: string) => Promise<string>, project: ShellProject) => Promise<void>,
): Promise<void> {
  using project = makeShellProject();
  await using bash = new Pty("bash --norc --noprofile -i", {
    cwd: project.root,
    env: { PATH: project.path, PS1: "READY$ ", HISTFILE: "/dev/null", INPUTRC: "/dev/null" },
  });
  await bash.sees(/READY\$/);
  await bash.type(`source ${project.completions}/workspace.bash\n`);
  await bash.type(
    `show() { printf '\\nLINE<%s>END\\n' "$READLINE_LINE"; READLINE_LINE=; }; bind -x '"\\C-xp": show'\n`,
  );
  await bash.type("bind 'set show-all-if-ambiguous on'; bind 'set bell-style none'; echo SET${IFS}UP\n");
  await bash.sees(/SET UP/);
  await test(async (typed) => {
    await bash.type(`${typed}\t\x18p`);
    return (await bash.sees(/LINE<(.*)>END/s))[1]!;
  }, project);
  assert.ok(!project.harmed(), "something was run");
}

/** What bash makes of a line: its words. */
async function wordsOf(line: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("bash", {
    args: ["--norc", "-c", `workspace() { printf '%s\\n' "$@"; }; ${line}`],
    env: { HOME: "/nowhere" },
  }).output();
  return new TextDecoder().decode(stdout).split("\n").slice(0, -1);
}

Deno.test({
  name: "bash: commands, options and values",
  ignore,
  fn: () =>
    withBash(async (complete) => {
      assert.equal(await complete("workspace pro"), "workspace probe ");
      assert.equal(await complete("workspace probe --bu"), "workspace probe --bump ");
      assert.equal(await complete("workspace probe --bump pa"), "workspace probe --bump patch ");
      assert.equal(await complete("workspace probe --bump=pa"), "workspace probe --bump=patch ");
      assert.equal(await complete("workspace probe feature/log"), "workspace probe feature/log");
    }),
});

Deno.test({
  name: "bash: names with characters at which it cuts words",
  ignore,
  fn: () =>
    withBash(async (complete) => {
      assert.equal(await complete("workspace probe --packages @org/c"), "workspace probe --packages @org/core ");
      assert.equal(await complete("workspace probe --packages=@org/c"), "workspace probe --packages=@org/core ");
      const list = "workspace probe --packages @org/ui,@oth";
      assert.equal(await complete(list), "workspace probe --packages @org/ui,@other/lib ");
      assert.equal(await complete("workspace probe main squ"), "workspace probe main square:");
      assert.equal(await complete("workspace probe main square:1"), "workspace probe main square:1 ");
    }),
});

Deno.test({
  name: "bash: what could be evaluated is inserted quoted, in the quotes that were begun",
  ignore,
  fn: () =>
    withBash(async (complete) => {
      for (const quote of ["", '"', "'"]) {
        const branch = await complete(`workspace probe ${quote}a`);
        assert.deepEqual(await wordsOf(branch), ["probe", HOSTILE_BRANCH], branch);
        const name = await complete(`workspace probe --packages ${quote}od`);
        assert.deepEqual(await wordsOf(name), ["probe", "--packages", HOSTILE_PACKAGE], name);
      }
      const unfinished = "workspace probe $(touch pwned) --bump pa";
      assert.equal(await complete(unfinished), `${unfinished}tch `);
    }),
});

Deno.test({
  name: "bash: files and folders are its own business",
  ignore,
  fn: () =>
    withBash(async (complete) => {
      assert.equal(await complete("workspace probe --file packages"), "workspace probe --file packages/");
      assert.equal(await complete("workspace probe --folder=a"), "workspace probe --folder=a\\ folder/");
      assert.equal(
        await complete("workspace probe --file a\\ folder/f"),
        "workspace probe --file a\\ folder/file.txt ",
      );
    }),
});
