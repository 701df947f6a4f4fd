import { fileURLToPath } from "node:url";
import assert from "node:assert/strict";
import { listLeaves } from "../src/cli/leaves.ts";
import { route } from "../src/cli/route.ts";
import { tree } from "../src/commands/tree.ts";
import { programLines, runScript, scriptContexts } from "./txtar/run_script.ts";

const FOLDER = fileURLToPath(new URL("./acceptance", import.meta.url));

Deno.test("every command has an acceptance script", () => {
  const lines = listScripts(FOLDER).flatMap((path) => programLines(Deno.readTextFileSync(path)));
  const run = new Set(lines.map((args) => route(tree, args).path.join(" ")));
  const commands = listLeaves(tree).map(({ path }) => path.join(" "));
  assert.deepEqual(commands.filter((each) => !run.has(each)), []);
});

for (const path of listScripts(FOLDER).sort()) {
  const text = Deno.readTextFileSync(path);
  const contexts = scriptContexts(text);
  for (const context of contexts.length === 0 ? [undefined] : contexts) {
    const name = path.slice(FOLDER.length + 1).replaceAll("\\", "/") + (context ? ` (${context})` : "");
    Deno.test(`acceptance: ${name}`, async (t) => {
      const update = Deno.env.get("UPDATE_TXTAR") === "1";
      const { updated, skipped } = await runScript(text, { name, update, ...(context ? { context } : {}) });
      if (updated !== undefined) Deno.writeTextFileSync(path, updated);
      if (skipped !== undefined) await t.step({ name: `skipped: ${skipped}`, ignore: true, fn: () => {} });
    });
  }
}

function listScripts(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory ? listScripts(path) : entry.name.endsWith(".txtar") ? [path] : [];
  });
}
