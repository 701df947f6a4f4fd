import assert from "node:assert/strict";
import fc from "fast-check";
import type { DocumentFormat } from "../../../formats/format.ts";
import type { Schema } from "../../../kernel/schema.ts";
import { getConfigKey, keysWithin, knownNames } from "./config_key.ts";
import { configKeys } from "./schema.ts";
import { setValue } from "./set_value.ts";
import { getAt, parseSource } from "./source.ts";

const set = (text: string, format: DocumentFormat, change: { key: string; value: string; profile?: string }) =>
  setValue(text, { name: `repo.config.${format}`, format, profile: change.profile }, {
    key: getConfigKey(change.key),
    value: change.value,
  });

const START: Record<DocumentFormat, string> = {
  toml: '# Ours\nregistry = "https://npm.example.org/"\n\n[version]\nstrategy = "unified" # for now\n',
  yaml: "# Ours\nregistry: https://npm.example.org/\n\nversion:\n  strategy: unified # for now\n",
  json: '{\n  "registry": "https://npm.example.org/",\n  "version": { "strategy": "unified" }\n}\n',
};

/** Values that keys of these schemas can have whatever the others are. */
const FREE_TEXTS = new Set(["git.remote", "git.commitMessage", "version.snapshotFormat", "git.baseBranch"]);

function valuesOf(key: string, schema: Schema): fc.Arbitrary<unknown> | undefined {
  if (schema.enum) return key === "changelog.format" ? undefined : fc.constantFrom(...schema.enum);
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") return fc.integer({ min: schema.minimum ?? 1, max: 1000 });
  if (FREE_TEXTS.has(key)) return fc.string({ minLength: 1, maxLength: 20, unit: "grapheme-ascii" });
  if (key === "commits.scopes" || key === "version.ignore") {
    return fc.array(fc.stringMatching(/^[a-z@/*"'-]{1,8}$/), { maxLength: 4 });
  }
  return key === "version.snapshotVariables"
    ? fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.string(), { noNullPrototype: true })
    : undefined;
}

Deno.test("what was set is what is read, in every format, and everything else stays", async () => {
  const settable = configKeys().flatMap(({ key, schema }) => {
    const values = valuesOf(key, schema);
    return values && key !== "version.strategy" ? [{ key, values }] : [];
  });
  const change = fc.constantFrom(...settable).chain(({ key, values }) =>
    fc.record({ key: fc.constant(key), value: values })
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom("toml", "yaml", "json"), change, async (format, { key, value }) => {
      const typed = typeof value === "string" ? value : JSON.stringify(value);
      const changed = await set(START[format], format, { key, value: typed });
      assert.deepEqual(changed.after, value);
      const { value: read, problems } = await parseSource(changed.text, { name: "a", format });
      assert.deepEqual(problems, []);
      assert.deepEqual(getAt(read, key.split(".")), value);
      assert.equal(read.registry, "https://npm.example.org/");
      assert.equal(getAt(read, ["version", "strategy"]), "unified");
      if (format !== "json") assert.match(changed.text, /^# Ours\n(.|\n)*unified"? # for now$/m);
    }),
    { seed: 42, numRuns: 150 },
  );
});

Deno.test("an empty file gets its first section, in every format", async () => {
  for (const [format, text] of [["toml", ""], ["yaml", ""], ["json", "{}"]] as const) {
    const { text: edited, before } = await set(text, format, { key: "version.default_bump", value: "major" });
    assert.equal(before, undefined);
    const { value } = await parseSource(edited, { name: "a", format });
    assert.deepEqual(value, { version: { defaultBump: "major" } });
  }
});

Deno.test("in a profile, and only there", async () => {
  const { text } = await set(START.toml, "toml", { key: "version.strategy", value: "independent", profile: "ci" });
  const { value } = await parseSource(text, { name: "a", format: "toml" });
  assert.equal(getAt(value, ["version", "strategy"]), "unified");
  assert.equal(getAt(value, ["profiles", "ci", "version", "strategy"]), "independent");
  const wrong = { key: "changeset.defaultEnvironments", value: "qa", profile: "ci" };
  await assert.rejects(set(START.toml, "toml", wrong), { code: "CONFIG_VALUE_INVALID" });
});

Deno.test("what is wrong already does not keep a value from being set; what becomes wrong does", async () => {
  const text = '[git]\ntagFormat = "x"\n[changelog]\nfilename = "CHANGES.md"\n';
  const { text: better } = await set(text, "toml", { key: "changelog.filename", value: "NEWS.md" });
  assert.match(better, /^filename = "NEWS\.md"$/m);
  await assert.rejects(set(text, "toml", { key: "changelog.filename", value: "a/b.md" }), {
    code: "CONFIG_VALUE_INVALID",
    exit: 2,
    reason: "'changelog.filename': Expected a file name without folders, found \"a/b.md\".",
  });
  await assert.rejects(set(text, "toml", { key: "version.fixed", value: "[broken" }), { code: "CONFIG_VALUE_INVALID" });
});

Deno.test("keys are found by their names in both spellings, with entries of free tables", () => {
  assert.equal(getConfigKey("version.default_bump").key, "version.defaultBump");
  assert.equal(getConfigKey("changeset").kind, "section");
  assert.deepEqual(getConfigKey("changelog.sections.a.b").path, ["changelog", "sections", "a.b"]);
  assert.equal(getConfigKey("changelog.sections").kind, "value");
  assert.deepEqual(keysWithin(getConfigKey("dependency")), [
    "dependency.propagation",
    "dependency.propagationBump",
    "dependency.failOnCircular",
  ]);
  assert.ok(knownNames().includes("git") && knownNames().includes("git.remote"));
  for (const name of ["", "versions", "version.", "version.strategy.x", "changelog.sections.", "constructor"]) {
    assert.throws(() => getConfigKey(name), { code: "CONFIG_KEY_NOT_FOUND" }, name);
  }
});

Deno.test("a value that another key does not fit is refused with the name of that key", async () => {
  const text = '[changeset]\nenvironments = ["dev", "production"]\ndefaultEnvironments = ["production"]\n';
  await assert.rejects(set(text, "toml", { key: "changeset.environments", value: "dev,prod" }), {
    code: "CONFIG_VALUE_INVALID",
    hint: /^Set 'changeset\.defaultEnvironments' to something that fits both values first/,
  });
  await assert.rejects(set(text, "toml", { key: "changeset.defaultEnvironments", value: "prod" }), {
    hint: /^Did you mean 'production'\?/,
  });
});
