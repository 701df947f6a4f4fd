import assert from "node:assert/strict";
import { breakingSection } from "./changelog_sections.ts";
import { findReleasePoints } from "./release_points.ts";
import { defaultConfig } from "../../config/schema.ts";
import type { Package, Workspace } from "../../model.ts";

Deno.test("what a changelog says of breaking changes between two versions", () => {
  const changelog = `# Changelog
## Unreleased
- **BREAKING**: later
## v2.1.0
- nothing
## [2.0.0] - 2025-01-01
### Removed
- the old \`api()\` ([#1](https://example.org))
### Fixed
- something breaking little
## 1.5.0
BREAKING: too old
`;
  const between = (after: string, upTo: string) => breakingSection(changelog, { after, upTo });
  assert.equal(between("1.5.0", "2.1.0"), "the old api() (#1); something breaking little");
  assert.equal(between("2.0.0", "2.1.0"), undefined);
  assert.equal(breakingSection("", { after: "1.0.0", upTo: "2.0.0" }), undefined);
  const long = `## 2.0.0\n### BREAKING CHANGES\n${"- a long story\n".repeat(100)}`;
  assert.equal(breakingSection(long, { after: "1.0.0", upTo: "2.0.0" })!.length, 201);
});

Deno.test("the last release is the tag of the version, otherwise the newest tag of the package", () => {
  const pkg = (name: string, version: string | undefined): Package => ({
    name,
    version,
    path: name,
    manifestPath: `${name}/package.json`,
    private: false,
    dependencies: [],
  });
  const workspace = {
    shape: "monorepo",
    packages: [pkg("a", "1.1.0"), pkg("b", "2.0.0"), pkg("c", "1.0.0"), pkg("d", undefined)],
  } as unknown as Workspace;
  const tags = [
    { name: "a@1.2.0-beta.0", commit: "3" },
    { name: "b@x", commit: "9" },
    { name: "b@1.0.0", commit: "2" },
    { name: "a@1.1.0", commit: "1" },
  ];
  const points = findReleasePoints(tags, { workspace, config: defaultConfig() });
  assert.deepEqual(points.map((each) => [each.package.name, each.tag, each.commit]), [
    ["a", "a@1.1.0", "1"],
    ["b", "b@1.0.0", "2"],
  ]);
});
