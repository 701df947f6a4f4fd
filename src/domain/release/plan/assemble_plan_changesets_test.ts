import { assembleReleasePlan } from "@changesets/assemble-release-plan";
import assert from "node:assert/strict";
import fc from "fast-check";
import { BUMP_TYPES, type BumpType, type Changeset, DEPENDENCY_KINDS, type Workspace } from "../model.ts";
import { assemblePlan } from "./assemble_plan.ts";
import { changesetOf, configOf, type PackageSketch, versionsOf, workspaceOf } from "./fixtures_test.ts";

/*
 * The plan against @changesets/assemble-release-plan 7, with these deliberate differences generated around:
 *
 * - It leaves a dependency out of its graph when the range does not reach the current version, judging by the last of
 *   the kinds under which it stands: here each pair of packages has one specifier under all its kinds.
 * - `workspace:^` and `workspace:~` count from the group's highest version there, once a group is aligned, and from
 *   the version that was really published here: where there are groups, all packages have the same version.
 * - A changeset that lists ignored and other packages is an error there, and releases the others here: changesets
 *   list either.
 * - It reports development dependents with the release type "none"; they are no releases here.
 * - Catalogs, aliases and paths through `file:` are not known there.
 * - It bumps a dependent that is in no changeset by patch, always: propagationBump is patch.
 */

type Config = Parameters<typeof assembleReleasePlan>[2];

interface Case {
  sketches: Record<string, PackageSketch>;
  changesets: { packages: string[]; bump: BumpType }[];
  ignore: string[];
  fixed: string[][];
  linked: string[][];
  propagation: "out-of-range" | "always";
}

const names = ["a", "b", "c", "d", "e", "f", "g"];

function specifiers(version: string): string[] {
  const [major, minor] = version.split(".");
  return [
    `^${version}`,
    `~${version}`,
    version,
    `>=${version}`,
    `=${version}`,
    "*",
    `${major}.x`,
    `${major}.${minor}`,
    `^0.1.0 || ^${version}`,
    `${version} - ${Number(major) + 1}`,
    "workspace:*",
    "workspace:^",
    "workspace:~",
    `workspace:^${version}`,
    `workspace:${version}`,
    "^9.0.0",
    "latest",
  ];
}

const cases = fc.record({
  grouped: fc.boolean(),
  versions: fc.array(fc.constantFrom("0.2.3", "1.0.0", "1.4.9", "2.1.0"), { minLength: 7, maxLength: 7 }),
  edges: fc.uniqueArray(
    fc.record({
      from: fc.nat(6),
      to: fc.nat(6),
      specifier: fc.nat(16),
      kinds: fc.uniqueArray(fc.constantFrom(...DEPENDENCY_KINDS), { minLength: 1, maxLength: 2 }),
    }),
    { selector: ({ from, to }) => from * 7 + to, maxLength: 14 },
  ),
  changesets: fc.array(
    fc.record({
      packages: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }),
      bump: fc.constantFrom(...BUMP_TYPES),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  ignored: fc.option(fc.nat(6)),
  propagation: fc.constantFrom("out-of-range" as const, "always" as const),
}).map(({ grouped, versions, edges, changesets, ignored, propagation }): Case => {
  const version = (i: number) => grouped ? "1.0.0" : versions[i]!;
  const sketches = Object.fromEntries(names.map((name, i): [string, PackageSketch] => {
    const sketch: PackageSketch = { version: version(i) };
    for (const edge of edges) {
      if (edge.from !== i || edge.to === i) continue;
      for (const kind of edge.kinds) {
        sketch[kind] = { ...sketch[kind], [names[edge.to]!]: specifiers(version(edge.to))[edge.specifier]! };
      }
    }
    return [name, sketch];
  }));
  const ignore = ignored === null || grouped ? [] : [names[ignored]!];
  return {
    sketches,
    changesets: changesets.map(({ packages, bump }) => ({ packages: packages.map((i) => names[i]!), bump }))
      .filter((each) => each.packages.every((name) => !ignore.includes(name))),
    ignore,
    fixed: grouped ? [["a", "b"]] : [],
    linked: grouped ? [["c", "d", "e"]] : [],
    propagation,
  };
});

function theirs({ sketches, changesets, ignore, fixed, linked, propagation }: Case): Record<string, string> {
  const packages = Object.entries(sketches).map(([name, sketch]) => ({
    dir: `/project/packages/${name}`,
    packageJson: { name, ...sketch, version: sketch.version! },
  }));
  const config: Config = {
    changelog: false,
    commit: false,
    fixed,
    linked,
    access: "public",
    baseBranch: "main",
    changedFilePatterns: ["**"],
    format: false,
    privatePackages: { version: true, tag: true },
    updateInternalDependencies: "patch",
    ignore,
    snapshot: { useCalculatedVersion: false, prereleaseTemplate: null },
    ___experimentalUnsafeOptions_WILL_CHANGE_IN_PATCH: {
      onlyUpdatePeerDependentsWhenOutOfRange: true,
      updateInternalDependents: propagation,
    },
  };
  const root = { dir: "/project", packageJson: { name: "root", version: "0.0.0", private: true } };
  const plan = assembleReleasePlan(
    changesets.map(({ packages, bump }, i) => ({
      id: `c${i}`,
      summary: "",
      releases: packages.map((name) => ({ name, type: bump })),
    })),
    { rootDir: "/project", rootPackage: root, packages, tool: { type: "pnpm" } },
    config,
    undefined,
  );
  return Object.fromEntries(
    plan.releases.filter((each) => each.type !== "none").map((each) => [each.name, each.newVersion!]),
  );
}

function ours({ sketches, changesets, ignore, fixed, linked, propagation }: Case): Record<string, string> {
  const workspace: Workspace = workspaceOf(sketches);
  const pending: Changeset[] = changesets.map(({ packages, bump }, i) => changesetOf(`c${i}`, packages, { bump }));
  const config = configOf({ version: { ignore, fixed, linked }, dependency: { propagation } });
  return versionsOf(assemblePlan(workspace, pending, { config, mode: "release" }));
}

Deno.test("stable releases are those of changesets", () => {
  const silenced = console.error;
  // It prints every range that does not reach the current version.
  console.error = () => {};
  try {
    fc.assert(
      fc.property(cases, (each) => {
        assert.deepEqual(ours(each), theirs(each));
      }),
      { seed: 42, numRuns: 1500 },
    );
  } finally {
    console.error = silenced;
  }
});
