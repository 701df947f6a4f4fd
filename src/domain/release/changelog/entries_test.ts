import assert from "node:assert/strict";
import { isFault } from "../../../kernel/fault.ts";
import { assembleEntries, assembleRootChangelog } from "./entries.ts";
import { changeset, commit, hashOf, input, planned } from "./fixture.ts";
import { insertEntry } from "./insert.ts";
import { type ChangelogInput, renderEntry } from "./model.ts";

/** Two packages changed, one released for a dependency, one left alone. */
function monorepo(options: Parameters<typeof input>[0] = {}): ChangelogInput {
  const changesets = [
    changeset("oauth", {
      message: "Sign in with OAuth\n\nTokens are kept in the keychain:\n\n```sh\nlogin --oauth\n```",
      commits: [hashOf("aaaaaa1")],
    }),
    changeset("parser", {
      bump: "major",
      packages: ["@org/cli"],
      message: "The parser rejects unknown options",
      commits: [hashOf("bbbbbb1"), hashOf("bbbbbb2")],
    }),
  ];
  const commits = [
    commit("aaaaaa1", "feat(core): add OAuth (#7)"),
    commit("bbbbbb1", "feat(cli)!: reject unknown options", { packages: ["@org/cli"], reachable: false }),
    commit("bbbbbb2", "test(cli): cover it", { packages: ["@org/cli"], reachable: false }),
    commit("cccccc1", "feat(cli)!: reject unknown options (#8)", { packages: ["@org/cli"] }),
    commit("dddddd1", "fix: close files", { packages: ["@org/core", "@org/cli"] }),
  ];
  const { plan, ...rest } = options;
  return input({
    changesets,
    commits,
    introducedBy: { oauth: hashOf("aaaaaa1"), parser: hashOf("cccccc1") },
    previousTags: { "@org/core": "@org/core@1.0.0", "@org/cli": "@org/cli@1.0.0" },
    ...rest,
    plan: {
      packages: [
        planned("@org/cli", { nextVersion: "2.0.0", bump: "major", changesets: ["parser"], tag: "@org/cli@2.0.0" }),
        planned("@org/core", { changesets: ["oauth"] }),
        planned("@org/docs", {
          nextVersion: "1.0.1",
          bump: "patch",
          reason: "dependency_propagation",
          chain: ["@org/cli", "@org/docs"],
          tag: "@org/docs@1.0.1",
        }),
        planned("@org/other", { willBump: false, nextVersion: "1.0.0", bump: "none", reason: "no_changes", tag: null }),
      ],
      ...plan,
    },
  });
}

const rendered = (each: ChangelogInput) =>
  assembleEntries(each).map((entry) => `<<< ${entry.file}\n${renderEntry(entry)}`).join("");

Deno.test("Keep a Changelog, a file per package", async (t) => {
  await t.assertSnapshot(rendered(monorepo()));
});

Deno.test("conventional sections, a file per package", async (t) => {
  await t.assertSnapshot(rendered(monorepo({ config: { format: "conventional", includeAuthors: true } })));
});

Deno.test("the root's changelog has a heading per package under the release's date", async (t) => {
  await t.assertSnapshot(rendered(monorepo({ config: { monorepoMode: "root" } })));
});

Deno.test("the root's changelog of a unified release tells every change once", async (t) => {
  const base = monorepo();
  const packages = base.plan.packages.map((each) =>
    ({
      ...each,
      nextVersion: "2.0.0",
      willBump: true,
      tag: "v2.0.0",
      reason: each.reason === "direct" ? "direct" : "unified",
    }) as const
  );
  const unified = monorepo({ config: { monorepoMode: "root" }, plan: { strategy: "unified", packages } });
  await t.assertSnapshot(rendered(unified));
  const own = assembleEntries({ ...unified, config: { ...unified.config, monorepoMode: "per-package" } });
  assert.deepEqual(own.find((each) => each.package === "@org/other")?.blocks, [
    { heading: null, text: "No changes of its own: released together with other packages." },
  ]);
});

const TEMPLATE = `## {name} {version} ({date})
{#compare_url}
[All changes since {previous_version}]({compare_url})
{/compare_url}

{#sections}
**{title}**
{#items}
* {text}{#breaking} (!){/breaking}
{/items}

{/sections}
{^sections}
Nothing new.
{/sections}
`;

Deno.test("a template replaces the entry", async (t) => {
  const custom = monorepo({ config: { format: "custom" }, template: TEMPLATE });
  await t.assertSnapshot(rendered(custom));
  const brief = monorepo({ config: { format: "custom" }, template: "{changes}" });
  const [entry] = assembleEntries(brief);
  assert.equal(entry?.heading, null);
  assert.match(renderEntry(entry!), /^- \*\*Breaking:\*\* The parser rejects/);
  const titleOnly = monorepo({ config: { format: "custom" }, template: "## {version}\r\n" });
  assert.deepEqual(assembleEntries(titleOnly)[0]?.blocks, []);
});

Deno.test("a custom format without a template is a fault", () => {
  for (const template of [undefined, " \n"]) {
    assert.throws(
      () => assembleEntries(monorepo({ config: { format: "custom" }, template })),
      (error) => isFault(error, "CHANGELOG_TEMPLATE_MISSING"),
    );
  }
});

Deno.test("files follow the mode, and the root's own file is written once", () => {
  const root = planned("root", { path: "." });
  const packages = [root, ...monorepo().plan.packages];
  const files = (monorepoMode: "per-package" | "root" | "both", format: "custom" | "conventional" = "conventional") =>
    assembleEntries(monorepo({ config: { monorepoMode, format }, template: "{version}", plan: { packages } }))
      .map((each) => each.file);
  assert.deepEqual(files("per-package"), [
    "CHANGELOG.md",
    "packages/cli/CHANGELOG.md",
    "packages/core/CHANGELOG.md",
    "packages/docs/CHANGELOG.md",
  ]);
  assert.deepEqual(files("root"), ["CHANGELOG.md"]);
  assert.deepEqual(files("both"), [
    "CHANGELOG.md",
    "packages/cli/CHANGELOG.md",
    "packages/core/CHANGELOG.md",
    "packages/docs/CHANGELOG.md",
  ]);
  assert.deepEqual(files("root", "custom"), Array(4).fill("CHANGELOG.md"));
});

Deno.test("a single package has one entry in every mode", () => {
  for (const monorepoMode of ["per-package", "root", "both"] as const) {
    const single = input({
      config: { monorepoMode },
      plan: { packages: [planned("app", { path: ".", tag: "v1.1.0" })] },
    });
    const entries = assembleEntries(single);
    assert.equal(entries.length, 1);
    assert.equal(entries[0]?.heading, "## 1.1.0 - 2026-11-20", "no earlier tag, nothing to compare");
    assert.deepEqual(entries[0]?.blocks, [{ heading: null, text: "No recorded changes." }]);
  }
});

Deno.test("nothing bumped, nothing written", () => {
  const still = input({ plan: { packages: [planned("a", { willBump: false })] } });
  assert.deepEqual(assembleEntries(still), []);
  assert.deepEqual(assembleRootChangelog(still), []);
});

Deno.test("entries go into files and are found there again", () => {
  for (const format of ["keep-a-changelog", "conventional", "custom"] as const) {
    for (const monorepoMode of ["root", "both"] as const) {
      const release = monorepo({ config: { format, monorepoMode }, template: TEMPLATE });
      const files = new Map<string, string>();
      const write = () => {
        for (const entry of assembleEntries(release)) {
          files.set(entry.file, insertEntry(files.get(entry.file), entry, format));
        }
      };
      write();
      const before = new Map(files);
      write();
      assert.deepEqual(files, before);
    }
  }
});
