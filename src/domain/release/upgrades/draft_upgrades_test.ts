import fc from "fast-check";
import assert from "node:assert/strict";
import { parseDocument } from "../../../formats/document.ts";
import { isFault } from "../../../kernel/fault.ts";
import { draftUpgrades, type EntryEdit } from "./draft_upgrades.ts";

async function drafted(files: Record<string, string>, edits: [file: string, keys: string[], to: string][]) {
  const texts = { ...files };
  const draft = {
    read: (path: string): string | undefined => texts[path],
    set: (path: string, text: string) => void (texts[path] = text),
  };
  await draftUpgrades(
    draft,
    edits.map(([file, keys, newSpecifier]): EntryEdit => ({
      declared: { file, keys, source: "manifest" },
      newSpecifier,
    })),
  );
  return texts;
}

Deno.test("entries get their text and nothing else changes, in every format", async () => {
  const files = {
    "package.json": '\uFEFF{\r\n\t"dependencies" : {"a":"^1.0.0",\r\n"b": "1"},\r\n\t"overrides": {"a": {".": "1"}}}',
    "pnpm-workspace.yaml": "# one\ncatalog:\n  a: '^1.0.0' # two\ncatalogs: { old: { a: ^0.1.0 } }\n",
    "deno.jsonc": '{ // imports\n  "imports": { "a": "npm:a@^1.0.0", }, }\n',
  };
  const texts = await drafted(files, [
    ["package.json", ["dependencies", "a"], "^1.2.0"],
    ["package.json", ["overrides", "a", "."], "2"],
    ["pnpm-workspace.yaml", ["catalog", "a"], "^1.2.0"],
    ["pnpm-workspace.yaml", ["catalogs", "old", "a"], "^0.2.0"],
    ["deno.jsonc", ["imports", "a"], "npm:a@^1.2.0"],
  ]);
  assert.deepEqual(texts, {
    "package.json": files["package.json"].replace("^1.0.0", "^1.2.0").replace('".": "1"', '".": "2"'),
    "pnpm-workspace.yaml": files["pnpm-workspace.yaml"].replace("^1.0.0", "^1.2.0").replace("^0.1.0", "^0.2.0"),
    "deno.jsonc": files["deno.jsonc"].replace("^1.0.0", "^1.2.0"),
  });
});

Deno.test("an entry that is not there, or stands there twice, is a fault that names it", async () => {
  const cases: [string, string[]][] = [
    ["{}", ["dependencies", "a"]],
    ['{"dependencies":{"a":1}}', ["dependencies", "a"]],
    ['{"dependencies":{"a":"1"},"dependencies":{"a":"2"}}', ["dependencies", "a"]],
  ];
  for (const [text, keys] of cases) {
    try {
      const { "package.json": edited } = await drafted({ "package.json": text }, [["package.json", keys, "3"]]);
      assert.equal(JSON.parse(edited!).dependencies.a, "3", text);
    } catch (error) {
      assert.ok(isFault(error, "UPGRADE_ENTRY_LOST"), String(error));
      assert.equal(error.message, "Cannot upgrade 'dependencies.a' in package.json");
    }
  }
  await assert.rejects(drafted({}, [["gone/package.json", ["dependencies", "a"], "1"]]), {
    code: "UPGRADE_ENTRY_LOST",
  });
});

Deno.test("whatever the manifest looks like, the document differs in the entries alone", async () => {
  const name = fc.string({ minLength: 1, maxLength: 8, unit: "grapheme" }).filter((each) => each !== "__proto__");
  const table = fc.dictionary(name, fc.constantFrom("^1.0.0", "~2", "*", ">=1 <3"), {
    minKeys: 1,
    maxKeys: 6,
    noNullPrototype: true,
  });
  await fc.assert(
    fc.asyncProperty(table, table, fc.integer({ min: 0, max: 4 }), async (dependencies, devDependencies, indent) => {
      const document = { name: "x", dependencies, devDependencies };
      const text = JSON.stringify(document, null, indent);
      const chosen = Object.keys(dependencies)[0]!;
      const { "package.json": edited } = await drafted({ "package.json": text }, [
        ["package.json", ["dependencies", chosen], "^9.0.0"],
      ]);
      const expected = { ...document, dependencies: { ...dependencies, [chosen]: "^9.0.0" } };
      assert.equal(edited, JSON.stringify(expected, null, indent));
      assert.deepEqual((await parseDocument(edited!, "json")).value, expected);
    }),
    { seed: 42, numRuns: 300 },
  );
});
