import assert from "node:assert/strict";
import { fault } from "../../src/kernel/fault.ts";
import { didYouMean } from "../../src/kernel/suggest.ts";
import { block, code, prose, table } from "./markdown.ts";
import { permissionSummary } from "./permissions_page.ts";
import { placeholders } from "./placeholders.ts";
import { staleFiles } from "./stale_files.ts";

Deno.test("a fault's texts are shown with placeholders, whatever they do with their parameters", () => {
  const { declaration } = fault<{ name: string; known: string[]; at: { line: number }; count: number }>({
    code: "X",
    exit: 1,
    when: "",
    message: ({ name, at }) => `${name.toUpperCase()} in line ${at.line}`,
    cause: ({ known, count }) =>
      `${known.length === 0 ? "none" : known.map((each) => `'${each}'`).slice(0, 3).join(", ")}, ${count}`,
    hint: ({ name, known }) => didYouMean(name, known, `See ${[...known].sort().join(" ")}.`),
  });
  const shown = placeholders() as Parameters<typeof declaration.message>[0];
  assert.equal(declaration.message(shown), "<NAME> in line <at.line>");
  assert.equal(declaration.cause(shown), "'<known, …>', <count>");
  assert.equal(declaration.hint(shown), "See <known, …>.");
});

Deno.test("stale are files that differ, that are missing, and that nothing generates any more", () => {
  const top = `${Deno.makeTempDirSync()}/`;
  Deno.mkdirSync(`${top}docs/cli`, { recursive: true });
  for (const name of ["same", "old", "left"]) Deno.writeTextFileSync(`${top}docs/cli/${name}.md`, "a\r\n");
  const files = new Map([["docs/cli/same.md", "a\n"], ["docs/cli/old.md", "b\n"], ["docs/new.md", ""]]);
  assert.deepEqual(staleFiles(files, { top, folders: ["docs/cli", "docs/none"] }), [
    "docs/cli/left.md",
    "docs/cli/old.md",
    "docs/new.md",
  ]);
  Deno.removeSync(top, { recursive: true });
});

Deno.test("any text can stand in a table or in prose", () => {
  assert.equal(table(["a"], [["x|y\nz"]]), "| a |\n|---|\n| x\\|y<br>z |");
  assert.equal(prose("give <name> or `--x <y>`"), "give &lt;name> or `--x <y>`");
  assert.equal(code("a`b"), "`` a`b ``");
  assert.equal(code(""), "");
  assert.equal(block("sh", "a"), "```sh\na\n```");
});

Deno.test("what a command may do is a sentence", () => {
  assert.equal(permissionSummary({}), "touch nothing: no files, no network, no programs");
  assert.equal(permissionSummary({ read: ["project", "user"] }), "read the project and the user's configuration");
  assert.equal(
    permissionSummary({ read: ["project"], net: ["registries"], run: ["git"] }),
    "read the project, reach the registries that the configuration names and start git",
  );
});
