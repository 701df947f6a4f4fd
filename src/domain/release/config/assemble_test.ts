import assert from "node:assert/strict";
import fc from "fast-check";
import { isFault } from "../../../kernel/fault.ts";
import { assembleConfig, assembleValidConfig, defaultEnvironmentsOf } from "./assemble.ts";
import { configKeys, defaultConfig } from "./schema.ts";
import { environmentSource, parseSource, variableName } from "./source.ts";

const file = (value: unknown, name = "repo.config.json") =>
  parseSource(JSON.stringify(value), { name, format: "json" });
const environment = (variables: Record<string, string> = {}) =>
  environmentSource(configKeys(), (name) => variables[name]);

async function assemble(value: unknown, options: { profile?: string; user?: unknown } = {}) {
  const files = [...options.user ? [await file(options.user, "user.json")] : [], await file(value)];
  return assembleConfig({ files, environment: environment() }, { profile: options.profile });
}

Deno.test("without any source everything is the default", () => {
  const { config, problems, originOf } = assembleConfig({ files: [], environment: environment() }, {});
  assert.deepEqual(problems, []);
  assert.deepEqual(config, defaultConfig());
  for (const { key } of configKeys()) assert.equal(originOf(key), "default");
});

Deno.test("the last source that states a value has it", async () => {
  const layers = ["user", "project", "profile", "environment"] as const;
  await fc.assert(
    fc.asyncProperty(fc.subarray([...layers]), async (stated) => {
      const names = { user: "u", project: "p", profile: "q", environment: "e" };
      const value = (layer: typeof layers[number]) => stated.includes(layer) ? { git: { remote: names[layer] } } : {};
      const user = await file(value("user"), "user.json");
      const project = await file({ ...value("project"), profiles: { ci: value("profile") } });
      const variables = stated.includes("environment") ? { [variableName("git.remote")]: "e" } : undefined;
      const sources = { files: [user, project], environment: environment(variables) };
      const { config, originOf } = assembleConfig(sources, { profile: "ci" });
      const last = stated.at(-1);
      assert.equal(config.git.remote, last ? names[last] : "origin");
      const origin = {
        user: /^user\.json:1$/,
        project: /^repo\.config/,
        profile: /^profile ci, /,
        environment: /^environment W/,
      };
      assert.match(originOf("git.remote"), last ? origin[last] : /^default$/);
    }),
    { seed: 42, numRuns: 40 },
  );
});

Deno.test("lists and free tables are replaced, not merged", async () => {
  const { config } = await assemble(
    { changelog: { sections: { fix: "Repairs" }, excludeTypes: ["ci"] } },
    { user: { changelog: { sections: { feat: "New" }, excludeTypes: ["docs", "test"] } } },
  );
  assert.deepEqual(config.changelog.sections, { fix: "Repairs" });
  assert.deepEqual(config.changelog.excludeTypes, ["ci"]);
});

Deno.test("the history stays in the folder of changesets that was chosen", async () => {
  assert.equal(
    (await assemble({ changeset: { path: "./changes//all/" } })).config.changeset.historyPath,
    "changes/all/history",
  );
  const { config } = await assemble({ changeset: { path: "a", historyPath: "b\\c\\" } });
  assert.equal(config.changeset.path, "a");
  assert.equal(config.changeset.historyPath, "b/c");
});

Deno.test("default environments follow the environments where they are not stated", async () => {
  const { config, problems } = await assemble({ changeset: { environments: ["dev", "qa"] } });
  assert.deepEqual(problems, []);
  assert.deepEqual(config.changeset.defaultEnvironments, ["dev", "qa"]);
  assert.deepEqual(defaultEnvironmentsOf(["dev", "production"]), ["production"]);
});

Deno.test("profiles apply with what they extend, bases first, each once", async () => {
  const profiles = {
    base: { version: { strategy: "unified", defaultBump: "minor" } },
    left: { extends: "base", git: { remote: "left" } },
    right: { extends: ["base"], git: { remote: "right" }, version: { defaultBump: "major" } },
    both: { extends: ["right", "left"] },
  };
  const { config, profiles: names } = await assemble({ profiles }, { profile: "both" });
  assert.equal(config.version.strategy, "unified");
  assert.equal(config.version.defaultBump, "major");
  assert.equal(config.git.remote, "left");
  assert.deepEqual(names, ["base", "left", "right", "both"]);
});

Deno.test("a profile of the user's file can be extended and overridden by the project's", async () => {
  const user = { profiles: { ci: { git: { remote: "theirs" } }, own: { git: { remote: "own" } } } };
  const project = { profiles: { ci: { extends: "own" } } };
  assert.equal((await assemble(project, { user, profile: "ci" })).config.git.remote, "own");
});

Deno.test("an unknown profile is a fault that suggests one", async () => {
  await assert.rejects(assemble({ profiles: { release: {} } }, { profile: "relase" }), (error: unknown) => {
    assert.ok(isFault(error, "PROFILE_NOT_FOUND"));
    assert.equal(error.hint, "Did you mean 'release'?");
    return true;
  });
  await assert.rejects(assemble({}, { profile: "ci" }), /Profile 'ci' not found/);
});

Deno.test("profiles that extend each other in a circle are told, and end", async () => {
  const profiles = {
    a: { extends: "b" },
    b: { extends: ["c"] },
    c: { extends: ["b", "d"] },
    d: {},
    e: { extends: "e" },
  };
  const { problems } = await assemble({ profiles }, { profile: "a" });
  assert.deepEqual(problems.map(({ details }) => [details.key, details.found]), [
    ["profiles.b.extends", "b → c → b"],
    ["profiles.c.extends", "c → b → c"],
    ["profiles.e.extends", "e → e"],
  ]);
});

Deno.test("what is wrong is thrown at once: alone as it is, several together", async () => {
  const throwing = async (value: unknown) => {
    const sources = { files: [await file(value)], environment: environment() };
    return assembleValidConfig(sources, {});
  };
  await assert.rejects(throwing({ git: { remote: "" } }), { code: "CONFIG_INVALID" });
  await assert.rejects(throwing({ git: { remote: 1 }, versoin: {} }), (error: unknown) => {
    assert.ok(error instanceof AggregateError);
    assert.deepEqual(error.errors.map(({ code }) => code), ["CONFIG_INVALID", "CONFIG_KEY_UNKNOWN"]);
    return true;
  });
});

Deno.test("values that cannot work together are refused where they are stated", async () => {
  const keysOf = async (value: unknown) => (await assemble(value)).problems.map(({ details }) => details.key);
  assert.deepEqual(await keysOf({ changeset: { path: "." } }), ["changeset.path"]);
  assert.deepEqual(await keysOf({ changeset: { path: "a/../../b" } }), ["changeset.path", "changeset.historyPath"]);
  assert.deepEqual(await keysOf({ changeset: { environments: ["a b"] } }), ["changeset.environments"]);
  assert.deepEqual(await keysOf({ changelog: { template: "/t.md" } }), ["changelog.template"]);
  assert.deepEqual(await keysOf({ version: { fixed: [["a"], ["a"]] } }), ["version.fixed"]);
  assert.deepEqual(await keysOf({ version: { fixed: [["a", "a"]], linked: [["b"]] } }), []);
  assert.deepEqual(await keysOf({ registry: "ftp://npm.example.org" }), ["registry"]);
  assert.deepEqual(await keysOf({ changelog: { format: "custom", template: "t.md" } }), []);
});

Deno.test("a derived value is told by where its reason stands", async () => {
  const { problems, placeOf } = await assemble({ changeset: { path: "../x" } });
  assert.equal(problems[0]?.details.source, "repo.config.json:1:15");
  assert.deepEqual(placeOf("git.remote"), { source: "default", file: null, line: null, column: null });
});
