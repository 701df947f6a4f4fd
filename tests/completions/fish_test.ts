import assert from "node:assert/strict";
import { isInstalled } from "../terminal/pty.ts";
import { HOSTILE_BRANCH, HOSTILE_PACKAGE, makeShellProject } from "./shell_project.ts";

/** What fish offers for each line: words without their descriptions. */
async function offers(lines: string[]): Promise<string[][]> {
  using project = makeShellProject();
  const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
  const script = [
    `source ${project.completions}/workspace.fish`,
    ...lines.map((line) => `complete -C ${quoted(line)}; echo ----`),
  ].join("\n");
  const { stdout } = await new Deno.Command("fish", {
    args: ["--no-config", "-c", script],
    cwd: project.root,
    env: { PATH: project.path, HOME: project.root, XDG_CONFIG_HOME: project.root, XDG_DATA_HOME: project.root },
  }).output();
  assert.ok(!project.harmed(), "something was run");
  return new TextDecoder().decode(stdout).split("----\n").slice(0, -1)
    .map((text) => text.split("\n").filter((line) => line !== "").map((line) => line.split("\t")[0]!));
}

Deno.test({
  name: "fish: commands, options, values, names and files",
  ignore: !isInstalled("fish"),
  async fn() {
    const expected: [line: string, words: string[]][] = [
      ["workspace pro", ["probe"]],
      ["workspace probe --bump ", ["major", "minor", "patch"]],
      ["workspace probe --bump=pa", ["--bump=patch"]],
      ["workspace probe feature/log", ["feature/login", "feature/logout"]],
      ["workspace probe --packages @org/", ["@org/core", "@org/ui"]],
      ["workspace probe --packages @org/ui,@oth", ["@org/ui,@other/lib"]],
      ["workspace probe main square:", ["square:1", "square:2"]],
      ["workspace probe --file packages/0/", ["packages/0/package.json"]],
      ["workspace probe --file=packages/0/p", ["--file=packages/0/package.json"]],
      ["workspace probe --folder=a", ["--folder=a folder/"]],
      ["workspace probe a", [HOSTILE_BRANCH]],
      ["workspace probe --packages 'od", [HOSTILE_PACKAGE]],
      ["workspace probe (touch pwned) --bump pa", ["patch"]],
    ];
    const found = await offers(expected.map(([line]) => line));
    expected.forEach(([line, words], i) => assert.deepEqual(found[i], words, line));
  },
});
