import assert from "node:assert/strict";
import type { Tree } from "./command.ts";
import { listLeaves, selectLeaves } from "./leaves.ts";
import { findCommand, route } from "./route.ts";

const leaf = (summary: string, hidden = false) => ({
  summary,
  hidden,
  load: () => Promise.reject(new Error("unused")),
});

const tree: Tree = [
  {
    title: "Work",
    commands: {
      changeset: {
        summary: "Changesets",
        aliases: ["changesets"],
        actions: { create: leaf("Create"), list: leaf("List") },
      },
      bump: leaf("Bump"),
      upgrade: {
        summary: "Upgrades",
        actions: {
          check: leaf("Check"),
          backups: { summary: "Backups", aliases: ["backup"], actions: { show: leaf("Show"), clean: leaf("Clean") } },
        },
      },
    },
  },
  { title: "Shell", commands: { complete: leaf("Complete", true) } },
];

Deno.test("the command is found behind global options, which stay in the rest", () => {
  const found = route(tree, ["-f", "json", "--root=/x", "changesets", "--debug", "list", "a", "--", "b"]);
  assert.deepEqual(found.path, ["changeset", "list"]);
  assert.deepEqual(found.rest, ["-f", "json", "--root=/x", "--debug", "a", "--", "b"]);
  assert.equal(found.problem, undefined);
});

Deno.test("the value of a global option is no command", () => {
  assert.deepEqual(route(tree, ["--root", "bump", "changeset", "list"]).path, ["changeset", "list"]);
  assert.deepEqual(route(tree, ["--root"]).rest, ["--root"]);
});

Deno.test("-V counts only before the command", () => {
  assert.equal(route(tree, ["-V", "bump"]).versionBeforeCommand, true);
  assert.equal(route(tree, ["bump", "--version"]).versionBeforeCommand, false);
});

Deno.test("an object without an action is its group; no command at all is the program", () => {
  assert.deepEqual(route(tree, ["changeset"]).path, ["changeset"]);
  assert.deepEqual([route(tree, []).path, route(tree, []).node], [[], undefined]);
  assert.deepEqual(route(tree, ["--", "bump"]).path, []);
});

Deno.test("an object may have an object among its actions", () => {
  const found = route(tree, ["upgrade", "-f", "json", "backup", "show", "x"]);
  assert.deepEqual([found.path, found.rest], [["upgrade", "backups", "show"], ["-f", "json", "x"]]);
  assert.deepEqual(route(tree, ["upgrade", "backups"]).path, ["upgrade", "backups"]);
  assert.match(route(tree, ["upgrade", "backups", "shw"]).problem!.message, /Unknown command 'upgrade backups shw'/);
});

Deno.test("unknown commands: near names, and actions that were typed without their object", () => {
  assert.match(route(tree, ["bmup"]).problem!.hint, /'bump'/);
  assert.match(route(tree, ["list"]).problem!.hint, /'changeset list'/);
  assert.match(route(tree, ["changeset", "lst"]).problem!.hint, /'list'/);
  assert.match(route(tree, ["constructor"]).problem!.message, /Unknown command 'constructor'/);
  assert.equal(route(tree, ["changeset", "toString", "-f", "json"]).problem!.exit, 2);
  assert.equal(findCommand(tree, "__proto__"), undefined);
});

Deno.test("leaves: all that are shown, those of an object, or one, hidden or not", () => {
  const paths = (leaves: { path: string[] }[]) => leaves.map(({ path }) => path.join(" "));
  assert.deepEqual(paths(listLeaves(tree)), [
    "changeset create",
    "changeset list",
    "bump",
    "upgrade check",
    "upgrade backups show",
    "upgrade backups clean",
  ]);
  assert.deepEqual(paths(selectLeaves(tree, ["upgrade", "backup"])), ["upgrade backups show", "upgrade backups clean"]);
  assert.deepEqual(paths(selectLeaves(tree, ["changesets"])), ["changeset create", "changeset list"]);
  assert.deepEqual(paths(selectLeaves(tree, ["complete"])), ["complete"]);
  assert.throws(() => selectLeaves(tree, ["bump", "x"]), { code: "ARGUMENT_UNEXPECTED" });
  assert.throws(() => selectLeaves(tree, ["nope"]), { code: "COMMAND_UNKNOWN" });
});
