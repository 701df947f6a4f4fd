import assert from "node:assert/strict";
import { command } from "../../src/cli/command.ts";
import { flag, requiredArgument } from "../../src/cli/option.ts";
import { object } from "../../src/kernel/schema.ts";
import { manPages } from "./man_pages.ts";

const leaf = { summary: "Try a thing", load: () => Promise.reject(new Error("not loaded")) };
const tried = command({
  description: "First \\ paragraph.\n\n.Second one.",
  arguments: { name: requiredArgument("NAME", "What to try") },
  options: { dryRun: flag("Only look") },
  examples: [["workspace try it --dry-run", "Only looks"]],
  needs: {},
  output: object({}),
  run: () => ({}),
  text: () => "",
});
const tree = [{ title: "Try", commands: { try: leaf } }];
const pages = new Map(manPages([{ path: ["try"], leaf, command: tried }], tree));

Deno.test("every command has a manual page, and the program's lists them", () => {
  assert.deepEqual([...pages.keys()], ["docs/man/workspace.1", "docs/man/workspace-try.1"]);
  assert.match(pages.get("docs/man/workspace.1")!, /^\\fBworkspace\\-try\\fR\(1\)\nTry a thing$/m);
});

Deno.test("texts have no effect on troff, and options can be copied", () => {
  const page = pages.get("docs/man/workspace-try.1")!;
  assert.match(page, /^First \\e paragraph\.$/m);
  assert.match(page, /^\\&\.Second one\.$/m);
  assert.match(page, /^\\fB\\-\\-dry\\-run\\fR$/m);
});

Deno.test("the manual's own reader finds nothing wrong", async (t) => {
  const groff = await new Deno.Command("groff", { args: ["--version"], stdout: "null" }).output().catch(() =>
    undefined
  );
  if (groff === undefined) return console.warn("skipped: groff is not installed");
  for (const [path, page] of pages) {
    await t.step(path, async () => {
      const reader = new Deno.Command("groff", {
        args: ["-man", "-Tascii", "-ww", "-z"],
        stdin: "piped",
        stderr: "piped",
      }).spawn();
      const writer = reader.stdin.getWriter();
      await writer.write(new TextEncoder().encode(page));
      await writer.close();
      const { stderr } = await reader.output();
      assert.equal(new TextDecoder().decode(stderr), "");
    });
  }
});
