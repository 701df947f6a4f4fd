import assert from "node:assert/strict";
import { findSpecifierRange, parseSpecifier, rewriteSpecifier } from "./specifier.ts";

/** A specifier of Deno's own registry, as users' manifests have it. */
const jsr = (rest: string) => ["jsr", rest].join(":");

Deno.test("specifiers are rewritten behind their protocol and alias", () => {
  const table: [from: string, to: string][] = [
    ["^1.0.0", "^2.1.0"],
    ["workspace:^1.2.3", "workspace:^2.1.0"],
    ["workspace:1.2.3", "workspace:2.1.0"],
    ["workspace:@org/core@~1.2.3", "workspace:@org/core@~2.1.0"],
    ["workspace:core@>=1", "workspace:core@>=2"],
    ["npm:@org/name@^1", "npm:@org/name@^2"],
    ["npm:name@1", "npm:name@2"],
    ["npm:^1.0.0", "npm:^2.1.0"],
  ];
  for (const [from, to] of table) {
    assert.equal(rewriteSpecifier(from, "2.1.0"), to);
    assert.equal(rewriteSpecifier(to, "2.1.0"), to);
  }
});

Deno.test("what names no range stays as it is", () => {
  for (
    const each of [
      "workspace:*",
      "workspace:^",
      "workspace:~",
      "workspace:",
      "workspace:core@*",
      "workspace:../core",
      "workspace:packages/core",
      "workspace:latest",
      "workspace:^^",
      "catalog:",
      "catalog:react18",
      "file:../core",
      "link:../core",
      "portal:../core",
      "../core",
      "~/core",
      ".",
      "core-1.0.0.tgz",
      "latest",
      "npm:@org/name",
      "npm:@org/name@latest",
      "npm:a@^^1",
      "npm:a/b/c",
      "github:org/core",
      "org/core",
      "git+ssh://git@example.com/core.git#v1.0.0",
      "https://example.com/core.tgz",
      jsr("@org/core@^1.0.0"),
      "^^1",
    ]
  ) assert.equal(rewriteSpecifier(each, "2.1.0"), each);
});

Deno.test("exact specifiers take the version itself", () => {
  const exact = (specifier: string) => rewriteSpecifier(specifier, "1.1.0-x.1", { exact: true });
  assert.deepEqual(["^1.0.0", "workspace:^", "workspace:~", "workspace:*", "npm:a@^1", "latest"].map(exact), [
    "1.1.0-x.1",
    "workspace:1.1.0-x.1",
    "workspace:1.1.0-x.1",
    "workspace:*",
    "npm:a@1.1.0-x.1",
    "latest",
  ]);
});

Deno.test("specifiers are told apart, and aliases seen through", () => {
  const type = (specifier: string) => parseSpecifier("core", specifier).type;
  assert.deepEqual(["1.x", "workspace:^", "catalog:", "link:x", "../x", "next", "a/b", "git:x", "^^1"].map(type), [
    "range",
    "floating",
    "catalog",
    "local",
    "local",
    "tag",
    "foreign",
    "foreign",
    "invalid",
  ]);
  assert.deepEqual(parseSpecifier("alias", "npm:@org/core@^1"), {
    type: "range",
    target: "@org/core",
    prefix: "npm:@org/core@",
    range: "^1",
  });
  assert.deepEqual(parseSpecifier("core", "catalog: next "), { type: "catalog", target: "core", catalog: "next" });
});

Deno.test("a floating specifier stands for a range of the current version", () => {
  const range = (specifier: string) => findSpecifierRange(parseSpecifier("core", specifier), "1.2.3");
  assert.deepEqual(["workspace:*", "workspace:^", "workspace:~", "^1", "latest"].map(range), [
    "1.2.3",
    "^1.2.3",
    "~1.2.3",
    "^1",
    undefined,
  ]);
});
