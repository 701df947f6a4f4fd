import assert from "node:assert/strict";
import { listLeaves } from "../src/cli/leaves.ts";
import { route } from "../src/cli/route.ts";
import { tree } from "../src/commands/tree.ts";
import { defineScripts, listScripts, readScript, WAITING_OBJECTS } from "./txtar/acceptance.ts";
import { programLines } from "./txtar/run_script.ts";

Deno.test("every command has an acceptance script", () => {
  const lines = listScripts().flatMap((name) => programLines(readScript(name)));
  const run = new Set(lines.map((args) => route(tree, args).path.join(" ")));
  const commands = listLeaves(tree).map(({ path }) => path.join(" "));
  assert.deepEqual(commands.filter((each) => !run.has(each)), []);
});

defineScripts((object) => !WAITING_OBJECTS.includes(object));
