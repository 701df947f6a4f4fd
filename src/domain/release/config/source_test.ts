import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault } from "../../../kernel/fault.ts";
import { configKeys } from "./schema.ts";
import { dotted, environmentSource, getAt, parseSource, variableName } from "./source.ts";

const toml = (text: string) => parseSource(text, { name: "repo.config.toml", format: "toml" });

Deno.test("snake_case and the names of older files are read as the schema's, and found again where they stand", async () => {
  const source = await toml('[changeset]\navailable_environments = ["qa"]\nhistory_path = "old"\n');
  assert.deepEqual(source.value, { changeset: { environments: ["qa"], historyPath: "old" } });
  assert.deepEqual(source.problems, []);
  assert.equal(source.origin(["changeset", "environments"]), "repo.config.toml:2");
  assert.equal(source.origin(["changeset", "historyPath"]), "repo.config.toml:3");
  assert.deepEqual(source.writtenPath(["changeset", "historyPath"]), ["changeset", "history_path"]);
  assert.deepEqual(source.writtenPath(["changeset", "path"]), ["changeset", "path"]);
});

Deno.test("every key may be written in snake_case", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...configKeys()), async ({ key, schema }) => {
      const path = key.split(".").map((step) => step.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
      const document = path.reduceRight<unknown>((value, step) => ({ [step]: value }), schema.default);
      const source = await parseSource(JSON.stringify(document), { name: "a.json", format: "json" });
      assert.deepEqual(source.problems, []);
      assert.deepEqual(getAt(source.value, key.split(".")), schema.default);
    }),
    { seed: 42, numRuns: 100 },
  );
});

Deno.test("the keys of free tables are the user's own", async () => {
  const source = await toml('[changelog.sections]\nnew_thing = "New"\n[version.snapshotVariables]\nmy_team = "a"\n');
  assert.deepEqual(source.value.changelog, { sections: { new_thing: "New" } });
  assert.deepEqual(source.value.version, { snapshotVariables: { my_team: "a" } });
});

Deno.test("kebab-case is unknown, with a suggestion", async () => {
  const { problems } = await toml('[version]\ndefault-bump = "major"\n');
  assert.equal(problems[0]?.code, "CONFIG_KEY_UNKNOWN");
  assert.equal(problems[0]?.message, "repo.config.toml:2:1: unknown key 'version.default-bump'");
  assert.match(problems[0]!.hint, /'defaultBump'/);
});

Deno.test("an entry without a value is as good as none", async () => {
  const source = await parseSource("changeset:\nversion:\n  strategy:\n", { name: "a.yaml", format: "yaml" });
  assert.deepEqual(source.value, { version: {} });
  assert.deepEqual(source.problems, []);
});

Deno.test("what is no table at all is told as such", async () => {
  const source = await parseSource("[1, 2]", { name: "a.json", format: "json" });
  assert.deepEqual(source.value, {});
  assert.equal(source.problems[0]?.message, "a.json:1:1: 'the file' is invalid");
  assert.equal(source.problems[0]?.reason, "Expected a table of keys and values, found a list.");
});

Deno.test("a text that cannot be parsed is a fault with its place", async () => {
  await assert.rejects(toml("[version\n"), (error: unknown) => {
    assert.ok(isFault(error, "CONFIG_SYNTAX"));
    assert.equal(error.details.line, 1);
    assert.equal(error.exit, 3);
    return true;
  });
});

Deno.test("the same key under two names is refused, whichever comes first", async () => {
  for (const lines of ["a_b", "b_a"]) {
    const [first, second] = lines === "a_b" ? ["defaultBump", "default_bump"] : ["default_bump", "defaultBump"];
    const { problems } = await toml(`[version]\n${first} = "major"\n${second} = "minor"\n`);
    assert.equal(problems.length, 1);
    assert.match(problems[0]!.reason, /'default_bump' or 'defaultBump', which mean the same/);
  }
});

Deno.test("variables state values of their key's type", () => {
  const variables: Record<string, string> = {
    WORKSPACE_CHANGELOG_ENABLED: "0",
    WORKSPACE_CHANGELOG_INCLUDE_AUTHORS: "true",
    WORKSPACE_COMMITS_MAX_SUBJECT_LENGTH: "72",
    WORKSPACE_REGISTRY: "https://npm.example.org/",
    WORKSPACE_GIT_REMOTE: "",
  };
  const source = environmentSource(configKeys(), (name) => variables[name]);
  assert.deepEqual(source.value, {
    changelog: { enabled: false, includeAuthors: true },
    commits: { maxSubjectLength: 72 },
    registry: "https://npm.example.org/",
  });
  assert.equal(source.origin(["registry"]), "environment WORKSPACE_REGISTRY");
  assert.deepEqual(source.writtenPath(["registry"]), ["registry"]);
});

Deno.test("wrong values of variables are told by the variable", () => {
  const variables: Record<string, string> = {
    WORKSPACE_CHANGELOG_ENABLED: "yes",
    WORKSPACE_COMMITS_MAX_SUBJECT_LENGTH: "many",
  };
  const { problems } = environmentSource(configKeys(), (name) => variables[name]);
  assert.deepEqual(problems.map(({ message }) => message), [
    "environment WORKSPACE_CHANGELOG_ENABLED: 'changelog.enabled' is invalid",
    "environment WORKSPACE_COMMITS_MAX_SUBJECT_LENGTH: 'commits.maxSubjectLength' is invalid",
  ]);
  assert.match(problems[0]!.hint, /in the environment WORKSPACE_CHANGELOG_ENABLED/);
});

Deno.test("variables and paths have one spelling", () => {
  assert.equal(variableName("version.defaultBump"), "WORKSPACE_VERSION_DEFAULT_BUMP");
  assert.equal(variableName("registry"), "WORKSPACE_REGISTRY");
  assert.equal(dotted(["packages", "rules", 0, "pattern"]), "packages.rules[0].pattern");
});
