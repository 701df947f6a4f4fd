import assert from "node:assert/strict";
import { isInstalled } from "../terminal/pty.ts";
import { HOSTILE_BRANCH, HOSTILE_PACKAGE, makeShellProject } from "./shell_project.ts";

Deno.test({
  name: "PowerShell: commands, options, values, names and files",
  ignore: !isInstalled("pwsh"),
  async fn() {
    using project = makeShellProject();
    const single = (text: string) => `'${text.replaceAll("'", "''")}'`;
    const expected: [line: string, words: string[]][] = [
      ["workspace pro", ["probe"]],
      ["workspace probe --bump ", ["major", "minor", "patch"]],
      ["workspace probe --bump=pa", ["--bump=patch"]],
      ["workspace probe feature/log", ["feature/login", "feature/logout"]],
      ["workspace probe --packages '@org/", ["'@org/core'", "'@org/ui'"]],
      ["workspace probe a", [single(HOSTILE_BRANCH)]],
      ["workspace probe --packages od", [single(HOSTILE_PACKAGE)]],
    ];
    const script = [
      `. ${project.completions}/workspace.ps1`,
      ...expected.map(([line]) =>
        `(TabExpansion2 -inputScript ${
          single(line)
        } -cursorColumn ${line.length}).CompletionMatches.CompletionText; '----'`
      ),
    ].join("\n");
    const { stdout } = await new Deno.Command("pwsh", {
      args: ["-NoProfile", "-NonInteractive", "-Command", script],
      cwd: project.root,
      env: { PATH: project.path },
    }).output();
    const found = new TextDecoder().decode(stdout).split("----\n").map((text) => text.split("\n").filter(Boolean));
    expected.forEach(([line, words], i) => assert.deepEqual(found[i], words, line));
    assert.ok(!project.harmed(), "something was run");
  },
});
