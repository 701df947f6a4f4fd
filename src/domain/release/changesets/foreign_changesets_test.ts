import assert from "node:assert/strict";
import { mapForeignConfig, parseForeignChangeset } from "./foreign_changesets.ts";

Deno.test("front matter and summary, with any line ends", async () => {
  const expected = { name: "x", bumps: { "@org/a": "minor", b: "patch" }, summary: "One\n\nTwo" };
  const content = "---\n\"@org/a\": minor\n'b': patch\n---\n\nOne\n\nTwo\n";
  assert.deepEqual(await parseForeignChangeset("x", content), expected);
  const windows = await parseForeignChangeset("x", `\ufeff${content.replaceAll("\n", "\r\n")}`);
  assert.deepEqual("bumps" in windows && windows.bumps, expected.bumps);
  assert.deepEqual(await parseForeignChangeset("x", "---\na: major\n---"), {
    name: "x",
    bumps: { a: "major" },
    summary: "",
  });
});

Deno.test("what cannot be used says why", async () => {
  const problem = async (content: string) => {
    const parsed = await parseForeignChangeset("x", content);
    return "problem" in parsed ? parsed.problem : undefined;
  };
  assert.match((await problem("words"))!, /no front matter/);
  assert.match((await problem("---\n---\nwords"))!, /bumps no package/);
  assert.match((await problem("---\na: none\n---\n"))!, /bumps no package/);
  assert.match((await problem("---\na: big\n---\n"))!, /'big'/);
  assert.match((await problem("---\n- a\n---\n"))!, /does not list/);
  assert.match((await problem("---\na: [\n---\n"))!, /^Line \d of its front matter is no YAML/);
});

Deno.test("settings with an equivalent are mapped, all others are explained", () => {
  const { values, notes } = mapForeignConfig({
    $schema: "x",
    changelog: false,
    commit: true,
    fixed: [["a", "b"]],
    linked: [["c", "d"]],
    ignore: ["e"],
    baseBranch: "develop",
    access: "public",
    privatePackages: { version: false, tag: false },
    updateInternalDependencies: "minor",
    updateInternalDependents: "always",
    snapshot: { useCalculatedVersion: true },
  });
  assert.deepEqual(Object.fromEntries(values.map(({ key, value }) => [key, value])), {
    "changelog.enabled": false,
    "version.fixed": [["a", "b"]],
    "version.linked": [["c", "d"]],
    "version.ignore": ["e"],
    "git.baseBranch": "develop",
    "dependency.propagation": "always",
  });
  assert.deepEqual(notes.map(({ key }) => key), [
    "commit",
    "access",
    "privatePackages",
    "updateInternalDependencies",
    "snapshot",
  ]);
  const noteOf = (key: string, value: unknown) => mapForeignConfig({ [key]: value }).notes[0]?.note ?? "";
  assert.match(noteOf("changelog", "@changesets/cli/changelog"), /changelog\.format/);
  assert.match(noteOf("changelog", ["./mine.js", {}]), /changelog\.template/);
  assert.match(noteOf("changelog", ["@changesets/changelog-github", null]), /changelog\.format/);
  assert.match(noteOf("updateInternalDependents", "out-of-range"), /out-of-range/);
  assert.match(noteOf("privatePackages", { version: true }), /bumped and tagged/);
  assert.match(noteOf("commit", false), /--git-commit/);
  assert.deepEqual(mapForeignConfig({ ignore: [], fixed: [], linked: [] }), { values: [], notes: [] });
  assert.match(noteOf("toString", 1), /no equivalent/);
});
