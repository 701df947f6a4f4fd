import assert from "node:assert/strict";
import fc from "fast-check";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Log } from "../../../kernel/ports.ts";
import { type Journal, journalStore } from "../apply/journal.ts";
import { findNewFolders } from "../apply/place_files.ts";
import { abortRelease, applyRelease, recoverRelease, type TransactionPorts } from "../apply/transaction.ts";
import { planArchive } from "../changesets/release_record.ts";
import { getChangesets } from "../changesets/store.ts";
import { type Config, defaultConfig } from "../config/schema.ts";
import { BUMP_TYPES, DEPENDENCY_KINDS, type ReleasePlan } from "../model.ts";
import { readWorkspace } from "../packages/discovery.ts";
import { assemblePlan, type PlanOptions } from "../plan/assemble_plan.ts";
import { Draft } from "./draft.ts";
import { draftRelease } from "./draft_release.ts";

const AT = Temporal.Instant.from("2026-01-02T03:04:05Z");
const MUTE: Log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
const files = denoFiles();

/** A project as generated: its files by path, and what the configuration says. */
interface Generated {
  tree: Record<string, string>;
  config: Config;
}

const SIZE = 5;

const someNames = fc.subarray(Array.from({ length: SIZE }, (_, i) => `p${i}`), { minLength: 1 });
const range = fc.constantFrom("^", "~", "", ">=", "workspace:^", "workspace:*", "npm:");
const reference = fc.record({
  kind: fc.constantFrom(...DEPENDENCY_KINDS),
  to: fc.nat(SIZE - 1),
  range,
});
const manifest = fc.record({
  version: fc.constantFrom("0.1.0", "1.0.0", "1.2.3", "2.0.0-beta.1"),
  indent: fc.constantFrom("  ", "\t", "    "),
  references: fc.array(reference, { maxLength: 3 }),
});
const changeset = fc.record({ bump: fc.constantFrom(...BUMP_TYPES), packages: someNames });

const generated: fc.Arbitrary<Generated> = fc.record({
  manifests: fc.array(manifest, { minLength: SIZE, maxLength: SIZE }),
  changesets: fc.array(changeset, { minLength: 1, maxLength: 3 }),
  strategy: fc.constantFrom("independent" as const, "unified" as const),
  propagation: fc.constantFrom("out-of-range" as const, "always" as const, "none" as const),
  monorepoMode: fc.constantFrom("per-package" as const, "root" as const, "both" as const),
  changelogs: fc.boolean(),
}).map(({ manifests, changesets, strategy, propagation, monorepoMode, changelogs }) => {
  const config = defaultConfig();
  config.version.strategy = strategy;
  config.dependency.propagation = propagation;
  config.changelog.monorepoMode = monorepoMode;
  const tree: Record<string, string> = {
    "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }\n',
  };
  for (const [i, { version, indent, references }] of manifests.entries()) {
    const tables: Record<string, Record<string, string>> = {};
    for (const { kind, to, range } of references) {
      if (to === i) continue;
      const current = manifests[to]!.version;
      (tables[kind] ??= {})[`p${to}`] = /[\^*]$/.test(range) && range.length > 1
        ? range
        : range === "npm:"
        ? `npm:p${to}@^${current}`
        : `${range}${current}`;
    }
    tree[`packages/p${i}/package.json`] = `${JSON.stringify({ name: `p${i}`, version, ...tables }, null, indent)}\n`;
    if (changelogs) tree[`packages/p${i}/CHANGELOG.md`] = `# Changelog\n\n## ${version}\n\n- Older\n`;
  }
  for (const [i, each] of changesets.entries()) {
    tree[`.changesets/c${i}.json`] = JSON.stringify({ branch: `c${i}`, message: `Change ${i}`, ...each });
  }
  return { tree, config };
});

/** The project in a temporary folder. */
function placed({ tree }: Generated): { root: string } & Disposable {
  const root = Deno.makeTempDirSync({ prefix: "workspace_property_" });
  for (const [path, text] of Object.entries(tree)) files.write(`${root}/${path}`, text);
  return { root, [Symbol.dispose]: () => Deno.removeSync(root, { recursive: true }) };
}

/** Every file and folder below `root`, but for the journal's own, with contents. */
function contents(root: string, path = ""): string[] {
  return files.list(`${root}${path}`)!.flatMap(({ name, kind }) => {
    const inner = `${path}/${name}`;
    if (inner === "/journal") return [];
    return kind === "directory"
      ? [`${inner}/`, ...contents(root, inner)]
      : [`${inner} ${files.readText(`${root}${inner}`)}`];
  });
}

async function planned(root: string, config: Config, mode: PlanOptions["mode"] = "release"): Promise<ReleasePlan> {
  const { path, historyPath } = config.changeset;
  const workspace = await readWorkspace(files, root);
  return assemblePlan(workspace, getChangesets({ files, root, path, historyPath }), { config, mode });
}

async function journalOf(plan: ReleasePlan, { root, config }: { root: string; config: Config }): Promise<Journal> {
  const draft = new Draft(root, files);
  const input = { plan, config: config.changelog, date: "2026-01-02", commits: [], introducedBy: {}, previousTags: {} };
  await draftRelease(draft, {
    plan,
    workspace: await readWorkspace(files, root),
    changelog: plan.mode === "release"
      ? { input: { ...input, repository: undefined, template: undefined }, format: config.changelog.format }
      : undefined,
    archive: planArchive(plan, { at: AT, ...config.changeset }).writes,
  });
  const writes = draft.writes();
  const folders = findNewFolders(writes, { root, files });
  return {
    format: 1,
    startedAt: AT.toString(),
    direction: "forward",
    writes,
    folders,
    git: null,
    commit: null,
    accepted: false,
  };
}

function portsOf(root: string, interrupted: () => boolean = () => false): TransactionPorts {
  return { root, files, git: undefined, journals: journalStore(files, `${root}/journal`), log: MUTE, interrupted };
}

Deno.test("after a release nothing is pending, and every version and reference is as the plan said", async () => {
  await fc.assert(
    fc.asyncProperty(generated, async (project) => {
      using place = placed(project);
      const { root } = place;
      const { config } = project;
      const plan = await planned(root, config);
      await applyRelease(await journalOf(plan, { root, config }), portsOf(root));

      const workspace = await readWorkspace(files, root);
      const versions = new Map(workspace.packages.map(({ name, version }) => [name, version]));
      for (const each of plan.packages) assert.equal(versions.get(each.name), each.nextVersion);
      for (const { package: holder, kind, dependency, to } of plan.references) {
        const found = workspace.packages.find(({ name }) => name === holder)!.dependencies
          .find((each) => each.kind === kind && each.name === dependency);
        assert.equal(found?.specifier, to);
      }
      const again = await planned(root, config);
      assert.deepEqual(again.packages.filter(({ willBump }) => willBump), []);
      assert.deepEqual([again.tags, again.references, again.changesets], [[], [], []]);
      assert.equal(files.kindOf(`${root}/journal/bump.json`), undefined);
    }),
    { seed: 42, numRuns: 20 },
  );
});

Deno.test("a prerelease leaves nothing new to do, and its end gives the versions of a release without it", async () => {
  await fc.assert(
    fc.asyncProperty(generated, async (project) => {
      const { config } = project;
      using place = placed(project);
      const { root } = place;
      const direct = await planned(root, config);
      let first: ReleasePlan;
      try {
        first = await planned(root, config, { prerelease: "rc" });
      } catch (error) {
        // From 2.0.0-beta.1 a patch leads to 2.0.0-rc.0; a tag that would go back is refused.
        assert.ok(isFault(error, "PRERELEASE_GOES_BACK"));
        return;
      }
      await applyRelease(await journalOf(first, { root, config }), portsOf(root));
      const again = await planned(root, config, { prerelease: "rc" });
      assert.deepEqual(again.packages.filter(({ willBump }) => willBump), []);
      const end = await planned(root, config);
      for (const each of direct.packages.filter(({ reason }) => reason === "direct")) {
        const { nextVersion } = end.packages.find(({ name }) => name === each.name)!;
        assert.equal(nextVersion, each.nextVersion);
      }
      await applyRelease(await journalOf(end, { root, config }), portsOf(root));
      assert.deepEqual((await planned(root, config)).packages.filter(({ willBump }) => willBump), []);
    }),
    { seed: 42, numRuns: 20 },
  );
});

Deno.test("a release that is interrupted at any step leaves every byte as it was", async () => {
  await fc.assert(
    fc.asyncProperty(generated, fc.nat(60), async (project, at) => {
      using place = placed(project);
      const { root } = place;
      const { config } = project;
      const before = contents(root);
      let looks = 0;
      const journal = await journalOf(await planned(root, config), { root, config });
      try {
        await applyRelease(journal, portsOf(root, () => looks++ >= at));
        assert.notDeepEqual(contents(root), before);
      } catch (error) {
        assert.ok(isFault(error, "INTERRUPTED"), String(error));
        assert.deepEqual(contents(root), before);
      }
      assert.equal(files.kindOf(`${root}/journal/bump.json`), undefined);
    }),
    { seed: 42, numRuns: 30 },
  );
});

Deno.test("a release of which any files were written is aborted to the byte before, or resumed to the byte after", async () => {
  await fc.assert(
    fc.asyncProperty(generated, fc.infiniteStream(fc.boolean()), async (project, choices) => {
      using place = placed(project);
      using other = placed(project);
      const { root } = place;
      const { config } = project;
      const before = contents(root);
      await applyRelease(
        await journalOf(await planned(other.root, config), { root: other.root, config }),
        portsOf(other.root),
      );
      const after = contents(other.root);
      const half = async () => {
        const journal = await journalOf(await planned(root, config), { root, config });
        const ports = portsOf(root);
        ports.journals.write(journal);
        for (const { path, after: text } of journal.writes) {
          if (!choices.next().value) continue;
          if (text === null) files.remove(`${root}/${path}`);
          else files.write(`${root}/${path}`, text);
        }
        return { journal: ports.journals.find()!, ports };
      };
      const aborted = await half();
      await abortRelease(aborted.journal, aborted.ports);
      assert.deepEqual(contents(root), before);
      const resumed = await half();
      assert.notEqual(await recoverRelease(resumed.journal, resumed.ports), "undone");
      assert.deepEqual(contents(root), after);
    }),
    { seed: 42, numRuns: 20 },
  );
});
