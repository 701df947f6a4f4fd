import assert from "node:assert/strict";
import { json } from "../kernel/schema.ts";
import { command, type Tree } from "./command.ts";
import { complete, type TypedContext } from "./complete.ts";
import { choice, flag, integer, listOf, onUnlessNo, optionalArgument, restArguments, value } from "./option.ts";

const leaf = (declared: Partial<Parameters<typeof command>[0]>) =>
  command({ examples: [], needs: {}, output: json(), run: () => ({}), text: () => "", ...declared });

const tree: Tree = [
  {
    title: "All",
    commands: {
      changeset: {
        summary: "Changesets",
        aliases: ["changesets"],
        actions: {
          create: {
            summary: "Create a changeset",
            load: () =>
              Promise.resolve({
                default: leaf({
                  options: {
                    bump: choice("TYPE", ["major", "minor", "patch"], {
                      description: "Bump type\nin detail",
                      short: "b",
                    }),
                    env: listOf("LIST", "Environments", { values: ["production", "staging", "qa"] }),
                    packages: listOf("LIST", "Packages", { complete: "packages" }),
                    message: value("TEXT", "Message", { aliases: ["msg"] }),
                    limit: integer("N", "Limit"),
                    changelog: onUnlessNo("Leave the changelog out"),
                    output: value("PATH", "A file", { complete: "files" }),
                    execute: flag("Do it", { conflicts: ["dryRun"] }),
                    dryRun: flag("Do not", { conflicts: ["execute"] }),
                  },
                }),
              }),
          },
          list: {
            summary: "List changesets",
            load: () => Promise.resolve({ default: leaf({ listing: true }) }),
          },
          show: {
            summary: "Show a changeset",
            load: () =>
              Promise.resolve({
                default: leaf({
                  arguments: {
                    branch: optionalArgument("BRANCH", "A branch", { complete: "changesets" }),
                    shape: optionalArgument("SHAPE", "A shape", { values: ["round", "square"] }),
                  },
                }),
              }),
          },
        },
      },
      clone: {
        summary: "Clone",
        load: () =>
          Promise.resolve({
            default: leaf({ arguments: { to: restArguments("DIR", "Where", { complete: "directories" }) } }),
          }),
      },
      help: {
        summary: "Help",
        load: () =>
          Promise.resolve({
            default: leaf({ arguments: { of: restArguments("COMMAND", "Which", { complete: "commands" }) } }),
          }),
      },
      secret: { summary: "Hidden", hidden: true, load: () => Promise.reject(new Error("never loaded")) },
    },
  },
];

const NAMES: Record<string, string[]> = {
  packages: ["@org/core", "@org/ui", "app"],
  changesets: ["feature/a", "fix/b", "a$(touch pwned)b", "line\nbreak", ""],
  profiles: ["ci", "release"],
};

async function run(...words: string[]) {
  const asked: TypedContext[] = [];
  const completion = await complete(words, {
    tree,
    words: (source, typed) => {
      asked.push(typed);
      return Promise.resolve((NAMES[source] ?? []).map((value) => ({ value, description: source })));
    },
  });
  return { ...completion, asked };
}

const values = async (...words: string[]) => (await run(...words)).candidates.map(({ value }) => value);

Deno.test("commands are offered with their summaries, hidden ones are not", async () => {
  const { candidates } = await run("");
  assert.deepEqual(candidates.map(({ value }) => value), ["changeset", "clone", "help"]);
  assert.equal(candidates[1]!.description, "Clone");
  assert.deepEqual(await values("sec"), []);
  assert.deepEqual(await values(), ["changeset", "clone", "help"]);
});

Deno.test("an alias is offered where it is what was begun, and leads to the same actions", async () => {
  assert.deepEqual(await values("changeset"), ["changeset"]);
  assert.deepEqual(await values("changesets"), ["changesets"]);
  assert.deepEqual(await values("changesets", "l"), ["list"]);
});

Deno.test("global options in front of the command do not hide it", async () => {
  assert.deepEqual(await values("--root", "/tmp", "-f", "json", "changeset", "s"), ["show"]);
  assert.deepEqual(await values("--format", "js"), ["json", "json-compact"]);
  assert.deepEqual((await run("--root", "")).delegate, { to: "directories", prefix: "" });
  assert.deepEqual((await run("changeset", "--config=re")).delegate, { to: "files", prefix: "--config=" });
  assert.deepEqual(await values("--v"), ["--version"]);
  assert.ok(!(await values("clone", "--v")).includes("--version"));
});

Deno.test("an unknown command is completed to nothing", async () => {
  assert.deepEqual(await values("nope", ""), []);
  assert.deepEqual(await values("changeset", "nope", ""), []);
});

Deno.test("options: the command's own first, described by one line", async () => {
  const { candidates } = await run("changeset", "create", "--");
  assert.deepEqual(candidates[0], { value: "--bump", description: "Bump type" });
  const names = candidates.map(({ value }) => value);
  assert.ok(names.includes("--no-changelog") && !names.includes("--changelog"));
  assert.ok(names.indexOf("--dry-run") < names.indexOf("--root"));
});

Deno.test("a command without arguments offers its options for an empty word", async () => {
  assert.equal((await values("changeset", "create", ""))[0], "--bump");
});

Deno.test("options in the spelling that was begun: alias, short, positive form of --no-…", async () => {
  assert.deepEqual(await values("changeset", "create", "--ms"), ["--msg"]);
  assert.deepEqual(await values("changeset", "create", "-b"), ["-b"]);
  assert.deepEqual(await values("changeset", "create", "--change"), ["--changelog"]);
  assert.deepEqual(await values("changeset", "create", "--non"), ["--non-interactive"]);
});

Deno.test("options that were given are left out, lists are not, nor what conflicts with one that was given", async () => {
  const names = await values("changeset", "create", "--bump", "major", "--env=qa", "--execute", "-");
  assert.ok(!names.includes("--bump") && !names.includes("--execute") && !names.includes("--dry-run"));
  assert.ok(names.includes("--env"));
});

Deno.test("values of options: after a space, after =, attached to a short option", async () => {
  assert.deepEqual(await values("changeset", "create", "--bump", ""), ["major", "minor", "patch"]);
  assert.deepEqual(await values("changeset", "create", "--bump", "m"), ["major", "minor"]);
  assert.deepEqual(await values("changeset", "create", "--bump=pa"), ["--bump=patch"]);
  assert.deepEqual(await values("changeset", "create", "-bm"), ["-bmajor", "-bminor"]);
  assert.deepEqual(await values("changeset", "create", "-b=m"), ["-b=major", "-b=minor"]);
  assert.deepEqual(await values("changeset", "create", "--message", ""), []);
  assert.deepEqual(await values("changeset", "create", "--execute="), []);
  assert.deepEqual((await run("changeset", "create", "--output", "x")).delegate, { to: "files", prefix: "" });
});

Deno.test("--output of a listing completes formats", async () => {
  assert.deepEqual(await values("changeset", "list", "-o", ""), ["json", "yaml", "table"]);
  assert.deepEqual(await values("changeset", "list", "--output=y"), ["--output=yaml"]);
  assert.deepEqual(await values("changeset", "list", "--format", "y"), ["yaml"]);
});

Deno.test("lists complete their last item and leave out those given", async () => {
  assert.deepEqual(await values("changeset", "create", "--env", "production,"), [
    "production,staging",
    "production,qa",
  ]);
  assert.deepEqual(await values("changeset", "create", "--env", "qa", "--env=production,s"), [
    "--env=production,staging",
  ]);
  assert.deepEqual(await values("changeset", "create", "--packages", "app,@org/"), ["app,@org/core", "app,@org/ui"]);
  assert.deepEqual(await values("changeset", "create", "--env", "qa", "--env", ""), ["production", "staging"]);
});

Deno.test("arguments complete by position; after -- nothing else is offered", async () => {
  assert.deepEqual(await values("changeset", "show", "f"), ["feature/a", "fix/b"]);
  assert.deepEqual(await values("changeset", "show", "feature/a", ""), ["round", "square"]);
  assert.deepEqual(await values("changeset", "show", "--debug", "--", "feature/a", "sq"), ["square"]);
  assert.deepEqual(await values("changeset", "show", "--", "--"), []);
  assert.deepEqual(await values("changeset", "show", "--", "a", "b", ""), []);
  assert.deepEqual((await run("clone", "a", "b")).delegate, { to: "directories", prefix: "" });
});

Deno.test("names of commands complete as the argument of commands that speak of commands", async () => {
  assert.deepEqual(await values("help", "c"), ["changeset", "clone"]);
  assert.deepEqual(await values("help", "changeset", ""), ["create", "list", "show"]);
  assert.deepEqual(await values("help", "nope", "x"), []);
  assert.deepEqual(await values("help", "clone", "x"), []);
});

Deno.test("a name that shells would evaluate is passed on as it is; one that is no line is left out", async () => {
  assert.deepEqual(await values("changeset", "show", ""), ["feature/a", "fix/b", "a$(touch pwned)b"]);
});

Deno.test("sources know what was typed before", async () => {
  const { asked } = await run(
    "--root",
    "/r",
    "changeset",
    "show",
    "-c",
    "x.toml",
    "--unknown",
    "--profile",
    "ci",
    "fe",
  );
  assert.deepEqual(Object.fromEntries(asked[0]!.options), { root: "/r", config: "x.toml", profile: "ci" });
  assert.equal(asked[0]!.prefix, "fe");
});
