import assert from "node:assert/strict";
import { fault } from "../kernel/fault.ts";
import { object } from "../kernel/schema.ts";
import { type Command, command, type Leaf, type Tree } from "./command.ts";
import type { Globals } from "./globals.ts";
import { flag } from "./option.ts";
import { findInvocation, type Plugged } from "./plugged.ts";

const BROKEN = fault<Record<never, never>>({
  code: "BROKEN",
  exit: 3,
  when: "",
  message: () => "a plugin is broken",
  cause: () => "",
  hint: () => "",
});

function leaf(options: Partial<Leaf> = {}): Leaf & { command: Command } {
  const made = command({
    examples: [],
    needs: {},
    output: object({}),
    options: { loud: flag("Loudly") },
    formats: { own: "text" },
    run: () => ({}),
    text: () => "",
  });
  return { summary: "", load: () => Promise.resolve({ default: made }), ...options, command: made };
}

const bump = leaf();
const help = leaf({ listsCommands: true });
const added = leaf();
const tree: Tree = [{
  title: "Work",
  commands: { bump, help, things: { summary: "", actions: { list: leaf() } } },
}];
const ADDED: Plugged = { commands: { facts: added }, formats: { keys: () => "" }, problems: [] };

/** Finds a command where plugins add these things; `asked` are the global options that they were looked for with. */
async function find(argv: string[], plugged: Partial<Plugged> = ADDED) {
  const asked: Globals[] = [];
  const found = await findInvocation(argv, {
    tree,
    none: leaf().command,
    plugged(globals) {
      asked.push(globals);
      return Promise.resolve({ commands: {}, formats: {}, problems: [], ...plugged });
    },
  });
  return { ...found, asked };
}

Deno.test("commands of the program start without a look for plugins", async () => {
  for (const argv of [["bump", "--loud"], ["things", "list"], ["--version"], ["things"], ["bump", "--format", "own"]]) {
    assert.equal((await find(argv)).asked.length, 0, argv.join(" "));
  }
  assert.equal((await find(["bump"])).command, bump.command);
});

Deno.test("a word that is no command may be one of a plugin, in the project that global options lead to", async () => {
  const { command, parsed, route, tree: all, asked } = await find(["--root", "/x", "facts", "--loud"]);
  assert.equal(command, added.command);
  assert.equal(parsed.options.loud, true);
  assert.deepEqual(route.path, ["facts"]);
  assert.deepEqual(all.map(({ title }) => title), ["Work", "Plugins"]);
  assert.equal(asked[0]!.root, "/x");
});

Deno.test("a word that nobody knows comes with what is wrong with plugins", async () => {
  const { route, problems, tree: all } = await find(["fact"], { problems: [BROKEN({})] });
  assert.equal(route.problem?.code, "COMMAND_UNKNOWN");
  assert.deepEqual(problems.map(({ code }) => code), ["BROKEN"]);
  assert.deepEqual(all, tree);
  assert.deepEqual((await find(["facts"], { ...ADDED, problems: [BROKEN({})] })).problems, []);
  // The actions of the program's own objects are nobody else's.
  assert.equal((await find(["things", "facts"])).asked.length, 0);
});

Deno.test("commands of plugins are there where commands are listed", async () => {
  for (const argv of [[], ["--help"], ["help"], ["help", "bump"]]) {
    const { tree: all, asked } = await find(argv);
    assert.equal(asked.length, 1, argv.join(" "));
    assert.equal(all.at(-1)!.title, "Plugins");
  }
});

Deno.test("a format that a command does not know may be one of a plugin", async () => {
  const { command, parsed, asked } = await find(["bump", "--format", "keys"]);
  assert.equal(asked.length, 1);
  assert.deepEqual(Object.keys(command.formats), ["own", "keys"]);
  assert.deepEqual(parsed.problems, []);
  assert.equal(parsed.globals.format, "keys");
  assert.deepEqual(Object.keys(bump.command.formats), ["own"]);
  const unknown = await find(["bump", "--format", "kezs"], { ...ADDED, problems: [BROKEN({})] });
  assert.deepEqual(unknown.parsed.problems.map(({ code }) => code), ["OPTION_VALUE_INVALID"]);
  assert.deepEqual(unknown.problems.map(({ code }) => code), ["BROKEN"]);
  for (const name of ["toString", "__proto__"]) {
    assert.equal((await find(["bump", "--format", name])).parsed.problems.length, 1, name);
  }
});
