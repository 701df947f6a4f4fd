import assert from "node:assert/strict";
import { json } from "../kernel/schema.ts";
import { createUi } from "../view/ui.ts";
import { command } from "./command.ts";
import { describeCommand, describeGlobals } from "./describe.ts";
import { commandHelp, groupHelp, rootHelp } from "./help.ts";
import {
  choice,
  flag,
  integer,
  kebabCase,
  listOf,
  onUnlessNo,
  optionName,
  requiredArgument,
  restArguments,
  value,
} from "./option.ts";

const ui = createUi({ color: false, unicode: true, width: 80 });

const create = command({
  description: "A paragraph about it.",
  arguments: {
    branch: requiredArgument("BRANCH", "Branch to create it for", { values: ["main", "next"] }),
    files: restArguments("FILE", "Files"),
  },
  options: {
    bump: choice("TYPE", ["major", "minor"], { description: "Bump type\nof all packages", short: "b" }),
    message: value("TEXT", "Description of changes", { aliases: ["msg"], example: '"Fix it"' }),
    env: listOf("LIST", "Environments", { defaultText: "from config" }),
    limit: integer("N", "How many", { default: 20 }),
    changelog: onUnlessNo("Leave the changelog out"),
    force: flag("Do not ask"),
  },
  listing: true,
  examples: [["workspace changeset create main", "For a branch"], ["workspace changeset create next", "For another"]],
  needs: { read: ["project"] },
  output: json(),
  run: () => ({}),
  text: () => "",
});

const leaf = { summary: "Create a changeset", load: () => Promise.resolve({ default: create }) };
const description = describeCommand(["changeset", "create"], leaf, create);

Deno.test("help of a command", async (t) => {
  await t.assertSnapshot(commandHelp(description, ui));
});

Deno.test("help of an object and of the program", async (t) => {
  const actions = [{ name: "create", summary: "Create one" }, { name: "ls", summary: "List all" }];
  await t.assertSnapshot(groupHelp({ name: "changeset", summary: "Changesets", aliases: ["changesets"], actions }, ui));
  await t.assertSnapshot(rootHelp([{ title: "Work", commands: actions }], ui));
});

Deno.test("in colour, help has the same text", () => {
  const colored = commandHelp(description, createUi({ color: true, unicode: true, width: 80 }));
  // deno-lint-ignore no-control-regex
  assert.equal(colored.replace(/\x1b\[\d+m/g, ""), commandHelp(description, ui));
});

Deno.test("a description says how each option is typed, what it takes and its default", () => {
  assert.equal(description.usage, "workspace changeset create <BRANCH> [FILE...] [OPTIONS]");
  const option = (name: string) => description.options.find((each) => each.name === name)!;
  assert.deepEqual(option("--message").aliases, ["--msg"]);
  assert.deepEqual([option("--no-changelog").placeholder, option("--no-changelog").default], [null, null]);
  assert.deepEqual([option("--limit").default, option("--env").default], ["20", "from config"]);
  assert.deepEqual(description.globalOptions.at(-1)!.values, ["json", "yaml", "table"]);
  assert.ok(describeGlobals().some(({ name }) => name === "--version"));
  assert.ok(!description.globalOptions.some(({ name }) => name === "--version"));
});

Deno.test("names of options on the command line", () => {
  assert.equal(kebabCase("filterPackageName"), "filter-package-name");
  assert.equal(optionName("dryRun", flag("")), "--dry-run");
  assert.equal(optionName("gitTag", onUnlessNo("")), "--no-git-tag");
});
