import assert from "node:assert/strict";
import { isInstalled, Pty } from "../terminal/pty.ts";
import { HOSTILE_BRANCH, HOSTILE_PACKAGE, makeShellProject, type ShellProject } from "./shell_project.ts";

const ignore = !isInstalled("zsh") || !isInstalled("script");

/** An interactive zsh; `complete` types, presses Tab and gives the line. */
async function withZsh(
  test: (complete: (typed: string) => Promise<string>, project: ShellProject) => Promise<void>,
  load = (project: ShellProject) => `source ${project.completions}/_workspace`,
): Promise<void> {
  using project = makeShellProject();
  await using zsh = new Pty("zsh -f -i", {
    cwd: project.root,
    env: { PATH: project.path, PS1: "READY%% ", HISTFILE: "/dev/null", HOME: project.root },
  });
  await zsh.sees(/READY%/);
  await zsh.type(`unsetopt zle_bracketed_paste list_beep; fpath=(${project.completions} $fpath)\n`);
  await zsh.type("autoload -Uz compinit; compinit -u -D\n");
  await zsh.type(`${load(project)}; zstyle ':completion:*' menu no\n`);
  await zsh.type(`show() { print -r -- $'\\n'"LINE<$BUFFER>END"; BUFFER= }; zle -N show; bindkey '^Xp' show\n`);
  await zsh.type("echo SET$'\\x20'UP\n");
  await zsh.sees(/SET UP/);
  await test(async (typed) => {
    await zsh.type(`${typed}\t\x18p`);
    return (await zsh.sees(/LINE<(.*)>END/s))[1]!;
  }, project);
  assert.ok(!project.harmed(), "something was run");
}

/** What zsh makes of a line: its words. */
async function wordsOf(line: string): Promise<string[]> {
  const { stdout } = await new Deno.Command("zsh", {
    args: ["-f", "-c", `workspace() { print -rl -- "$@" }; ${line}`],
  }).output();
  return new TextDecoder().decode(stdout).split("\n").slice(0, -1);
}

Deno.test({
  name: "zsh: commands, options, values and files",
  ignore,
  fn: () =>
    withZsh(async (complete) => {
      assert.equal(await complete("workspace pro"), "workspace probe ");
      assert.equal(await complete("workspace probe --bump pa"), "workspace probe --bump patch ");
      assert.equal(await complete("workspace probe --bump=pa"), "workspace probe --bump=patch ");
      assert.equal(await complete("workspace probe feature/log"), "workspace probe feature/log");
      assert.equal(await complete("workspace probe --packages=@org/c"), "workspace probe --packages=@org/core ");
      const list = "workspace probe --packages @org/ui,@oth";
      assert.equal(await complete(list), "workspace probe --packages @org/ui,@other/lib ");
      assert.equal(await complete("workspace probe main square:1"), "workspace probe main square:1 ");
      assert.equal(
        await complete("workspace probe --file=packages/0/p"),
        "workspace probe --file=packages/0/package.json ",
      );
      assert.equal(await complete("workspace probe --folder a"), "workspace probe --folder a\\ folder/");
    }),
});

Deno.test({
  name: "zsh: what could be evaluated is inserted quoted, in the quotes that were begun",
  ignore,
  fn: () =>
    withZsh(async (complete) => {
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
  name: "zsh: the script loads itself from fpath",
  ignore,
  fn: () =>
    withZsh(async (complete) => {
      assert.equal(await complete("workspace pro"), "workspace probe ");
      assert.equal(await complete("workspace probe --bump ma"), "workspace probe --bump major ");
    }, () => "true"),
});
