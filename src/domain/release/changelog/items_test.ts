import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import { parseRepositoryUrl } from "../repository/repository.ts";
import { changeset, commit, hashOf, input, planned } from "./fixture.ts";
import { assembleSections } from "./items.ts";
import type { ChangelogInput } from "./model.ts";

/** Sections as an object from title to texts. */
function sections(each: ChangelogInput): Record<string, string[]> {
  const own = each.plan.packages.filter((one) => one.name === "@org/core");
  return Object.fromEntries(
    assembleSections(own, each, { dependencies: true }).map((
      { title, items },
    ) => [title, items.map((one) => one.text)]),
  );
}

const noLinks = { repository: undefined };
const link = (start: string) => `[${start}](https://github.com/org/repo/commit/${hashOf(start)})`;

Deno.test("commits go to the sections of Keep a Changelog by type", () => {
  const commits = [
    commit("aaaaaa1", "feat(core): add x"),
    commit("aaaaaa2", "fix(parser): stop looping"),
    commit("aaaaaa3", "perf: faster"),
    commit("aaaaaa4", "remove: old API"),
    commit("aaaaaa5", "fix(security): escape"),
    commit("aaaaaa6", "chore: tidy"),
    commit("aaaaaa7", "Rework the docs"),
    commit("aaaaaa8", "deprecate: y"),
    commit("aaaaaa9", "feat: elsewhere", { packages: ["@org/other"] }),
    commit("aaaaab1", "Merge branch 'x'", { parents: ["a", "b"] }),
    commit("aaaaab2", "fixup! feat: add x"),
  ];
  assert.deepEqual(sections(input({ commits, ...noLinks })), {
    Added: ["add x"],
    Changed: ["faster", "Rework the docs"],
    Deprecated: ["y"],
    Removed: ["old API"],
    Fixed: ["**parser:** stop looping"],
    Security: ["**security:** escape"],
  });
});

Deno.test("conventional sections, with titles of one's own", () => {
  const commits = [
    commit("aaaaaa1", "docs: explain"),
    commit("aaaaaa2", "fix: a"),
    commit("aaaaaa3", "feat!: b", { body: "BREAKING CHANGE: call c() instead" }),
    commit("aaaaaa4", "feat: d"),
  ];
  const config = { format: "conventional" as const, sections: { docs: "Documentation", feat: "New" } };
  const found = sections(input({ commits, config, ...noLinks }));
  assert.deepEqual(Object.entries(found), [
    ["Breaking Changes", ["b\n\ncall c() instead"]],
    ["New", ["d"]],
    ["Bug Fixes", ["a"]],
    ["Documentation", ["explain"]],
  ]);
});

Deno.test("breaking changes lead their section and are marked, whatever their type", () => {
  const commits = [commit("aaaaaa1", "perf: a"), commit("aaaaaa2", "chore!: drop Node 18")];
  assert.deepEqual(sections(input({ commits, ...noLinks })), { Changed: ["**Breaking:** drop Node 18", "a"] });
});

Deno.test("messages come first and in full, and their commits are not repeated", () => {
  const commits = [commit("aaaaaa1", "feat: raw"), commit("aaaaaa2", "feat: other")];
  const one = changeset("one", { message: "Add **OAuth**\r\n\r\nDetails.\r\n", commits: [hashOf("aaaaaa1")] });
  assert.deepEqual(sections(input({ commits, changesets: [one] })), {
    Added: [`Add **OAuth** (${link("aaaaaa1")})\n\nDetails.`, `other (${link("aaaaaa2")})`],
  });
  const silent = { ...one, message: " " };
  assert.deepEqual(sections(input({ commits, changesets: [silent], ...noLinks })), { Added: ["raw", "other"] });
});

Deno.test("a message's section follows its commits of the same bump, else its bump", () => {
  const at = (bump: "major" | "minor" | "patch", ...subjects: string[]) => {
    const commits = subjects.map((subject, i) => commit(`aaaaaa${i}`, subject));
    const one = changeset("one", { bump, message: "M", commits: commits.map((each) => each.hash) });
    return Object.entries(sections(input({ commits, changesets: [one], ...noLinks })));
  };
  assert.deepEqual(at("minor"), [["Added", ["M"]]]);
  assert.deepEqual(at("patch"), [["Fixed", ["M"]]]);
  assert.deepEqual(at("major"), [["Changed", ["**Breaking:** M"]]]);
  assert.deepEqual(at("patch", "docs: a", "perf: b"), [["Changed", ["M"]]]);
  assert.deepEqual(at("minor", "fix: a", "feat: b"), [["Added", ["M"]]]);
  assert.deepEqual(at("major", "remove!: a"), [["Removed", ["**Breaking:** M"]]]);
  const own = changeset("one", { bump: "patch", message: "security: M" });
  assert.deepEqual(Object.keys(sections(input({ changesets: [own] }))), ["Security"]);
});

Deno.test("a package's own bump within the changeset counts", () => {
  const one = changeset("one", { bump: "major", packageBumps: { "@org/core": "patch" }, message: "M" });
  assert.deepEqual(sections(input({ changesets: [one] })), { Fixed: ["M"] });
});

Deno.test("a message that is a list becomes the section's items", () => {
  const one = changeset("one", { bump: "major", message: "- A\n  more\n- **Breaking:** B\n\n  ```\n  code\n  ```" });
  assert.deepEqual(sections(input({ changesets: [one] })), {
    Changed: ["**Breaking:** B\n\n```\ncode\n```", "A\nmore"],
  });
  const mixed = changeset("one", { message: "- A\nlazy" });
  assert.deepEqual(sections(input({ changesets: [mixed] })), { Added: ["- A\nlazy"] });
});

Deno.test("after a squash, links lead to the commit that brought the changeset", () => {
  const commits = [
    commit("aaaaaa1", "feat: a", { reachable: false }),
    commit("bbbbbb1", "Add a (#12)"),
  ];
  const one = changeset("one", { message: "Add a", commits: [hashOf("aaaaaa1")] });
  const introducedBy = { one: hashOf("bbbbbb1") };
  const pull = "[#12](https://github.com/org/repo/pull/12)";
  assert.deepEqual(sections(input({ commits, changesets: [one], introducedBy })), {
    Added: [`Add a (${pull}, ${link("bbbbbb1")})`],
  });
  assert.deepEqual(sections(input({ commits, changesets: [{ ...one, message: "" }], introducedBy })), {
    Added: [`a (${link("bbbbbb1")})`],
  });
  assert.deepEqual(sections(input({ commits: [commits[0]!] })), { Added: ["a"] }, "no link to what is not there");
});

Deno.test("of many commits of a message the newest is linked", () => {
  const commits = ["1", "2", "3", "4"].map((n) => commit(`aaaaaa${n}`, `feat: ${n}`));
  const one = changeset("one", { message: "# Title\n\nText", commits: commits.map((each) => each.hash) });
  assert.deepEqual(sections(input({ commits, changesets: [one] })), {
    Added: [`# Title\n\nText\n\n(${link("aaaaaa4")})`],
  });
});

Deno.test("links can be switched off, and follow the forge", () => {
  const commits = [commit("aaaaaa1", "fix: a (#3)")];
  const config = { includeCommitLinks: false, includePullRequestLinks: false };
  assert.deepEqual(sections(input({ commits, config })), { Fixed: ["a (#3)"] });
  const repository = parseRepositoryUrl("https://gitlab.com/g/r");
  assert.deepEqual(sections(input({ commits, repository, config: { includeCommitLinks: false } })), {
    Fixed: ["a ([!3](https://gitlab.com/g/r/-/merge_requests/3))"],
  });
});

Deno.test("authors are named when asked for, co-authors included, bots left out", () => {
  const bot = { name: "renovate[bot]", email: "bot@example.com" };
  const commits = [
    commit("aaaaaa1", "fix: a", { body: "Co-authored-by: Grace_ <grace@example.com>\nCo-authored-by: nobody" }),
    commit("aaaaaa2", "fix: b", { author: bot }),
  ];
  const config = { includeAuthors: true, excludeAuthors: ["*[[]bot]"] };
  assert.deepEqual(sections(input({ commits, config, ...noLinks })), { Fixed: ["a by Ada, Grace\\_"] });
});

Deno.test("commits are excluded by type, author and pattern", () => {
  const commits = [
    commit("aaaaaa1", "fix: a"),
    commit("aaaaaa2", "perf: b"),
    commit("aaaaaa3", "feat: wip c"),
    commit("aaaaaa4", "untyped"),
  ];
  const config = { excludeTypes: ["PERF", "other"], excludePatterns: ["\\bwip\\b"] };
  assert.deepEqual(sections(input({ commits, config, ...noLinks })), { Fixed: ["a"] });
  assert.deepEqual(sections(input({ commits, config: { excludeAuthors: ["ada@example.com"] } })), {});
  assert.throws(
    () => sections(input({ commits, config: { excludePatterns: ["("] } })),
    (error) => isFault(error, "CHANGELOG_PATTERN_INVALID") && error.message.includes("'('"),
  );
});

Deno.test("a commit and its revert are not told, a revert of what was released is", () => {
  const revert = commit("aaaaaa2", 'Revert "feat: a"', { body: `This reverts commit ${hashOf("aaaaaa1")}.` });
  assert.deepEqual(sections(input({ commits: [commit("aaaaaa1", "feat: a"), revert], ...noLinks })), {});
  assert.deepEqual(sections(input({ commits: [revert], ...noLinks })), { Changed: ['Revert "feat: a"'] });
});

Deno.test("updated dependencies are told, from references and from the chain", () => {
  const packages = [
    planned("@org/core", { reason: "dependency_propagation", chain: ["@org/base", "@org/core"] }),
    planned("@org/base", { nextVersion: "2.0.0" }),
    planned("@org/dev", {}),
    planned("@org/lib", { nextVersion: "3.0.0" }),
  ];
  const reference = (dependency: string, kind: "dependencies" | "devDependencies") => ({
    package: "@org/core",
    manifestPath: "packages/core/package.json",
    kind,
    dependency,
    from: "^1.0.0",
    to: "^2.0.0",
  });
  const references = [reference("@org/lib", "dependencies"), reference("@org/dev", "devDependencies")];
  assert.deepEqual(sections(input({ plan: { packages, references } })), {
    Changed: ["Updated dependencies: `@org/base` to 2.0.0, `@org/lib` to 3.0.0"],
  });
});

Deno.test("hostile subjects cannot change the document", () => {
  const commits = [commit("aaaaaa1", "fix: <!-- x <script>alert(1)</script> [a](http://evil.test) `<b>` 1 < 2")];
  assert.deepEqual(sections(input({ commits, ...noLinks })), {
    Fixed: ["&lt;!-- x &lt;script>alert(1)&lt;/script> \\[a\\](http://evil.test) `<b>` 1 < 2"],
  });
  const one = changeset("one", { message: "See <!-- this\n\n```html\n<script>\n```\n<script>" });
  assert.deepEqual(sections(input({ changesets: [one] })), {
    Added: ["See &lt;!-- this\n\n```html\n<script>\n```\n&lt;script>"],
  });
});
