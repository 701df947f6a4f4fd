import assert from "node:assert/strict";
import fc from "fast-check";
import { DEPENDENCY_KINDS } from "../model.ts";
import { editManifest } from "./manifest_edit.ts";

Deno.test("version and references change, every other byte stays", () => {
  const text = '\ufeff{\r\n\t"version" :"1.0.0",\r\n  "name": "a",\r\n "dependencies": {"b":"^1.0.0","c": "1"},\r\n' +
    '"peerDependencies":{"b": ">=1"}}\r\n\r\n';
  const edited = editManifest(text, {
    version: "1.1.0",
    references: [
      { kind: "dependencies", dependency: "b", to: "^2.0.0" },
      { kind: "peerDependencies", dependency: "b", to: ">=2" },
    ],
  });
  const expected = text.replace("1.0.0", "1.1.0").replace("^1.0.0", "^2.0.0").replace(">=1", ">=2");
  assert.equal(edited, expected);
});

Deno.test("what a manifest does not have is not added", () => {
  const text = '{"name": "a", "dependencies": null}';
  const references = [{ kind: "dependencies" as const, dependency: "b", to: "1" }];
  assert.equal(editManifest(text, { version: "1.0.0", references }), text);
});

Deno.test("catalog entries of a package.json are edited in place", () => {
  const text = '{"workspaces": {"catalogs": {"x": {"a": "^1"}}}}';
  const catalogs = [{ keys: ["workspaces", "catalogs", "x"], dependency: "a", to: "^2" }];
  assert.equal(editManifest(text, { references: [], catalogs }), text.replace("^1", "^2"));
});

Deno.test("an edited manifest parses to the edited value, whatever its layout", () => {
  const names = fc.constantFrom("a", "@o/b", "version", "__proto__x", 'q"q', "é");
  const table = fc.dictionary(names, fc.string(), { noNullPrototype: true });
  const manifest = fc.record({
    version: fc.string(),
    other: fc.jsonValue(),
    dependencies: table,
    devDependencies: table,
    peerDependencies: table,
  });
  const layout = fc.constantFrom<string | number>(0, 2, "\t", 4);
  fc.assert(
    fc.property(manifest, layout, fc.string(), fc.string(), (value, indent, version, to) => {
      const references = DEPENDENCY_KINDS.flatMap((kind) =>
        kind in value ? Object.keys(value[kind as "dependencies"]).map((dependency) => ({ kind, dependency, to })) : []
      );
      const retarget = (table: Record<string, string>) =>
        Object.fromEntries(Object.keys(table).map((name) => [name, to]));
      const text = JSON.stringify(value, null, indent);
      const { dependencies, devDependencies, peerDependencies } = value;
      const expected = {
        ...value,
        version,
        dependencies: retarget(dependencies),
        devDependencies: retarget(devDependencies),
        peerDependencies: retarget(peerDependencies),
      };
      assert.equal(editManifest(text, { version, references }), JSON.stringify(expected, null, indent));
    }),
    { seed: 42, numRuns: 300 },
  );
});
