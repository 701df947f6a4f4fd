import assert from "node:assert/strict";
import { byName, declared, packument } from "./fixtures_test.ts";
import { listUnaccepted } from "./peer_conflicts.ts";
import { planUpgrades } from "./plan_upgrades.ts";

Deno.test("peers that the proposed set would not have are named, those missing already are not", () => {
  const packuments = byName(
    packument("react", ["18.0.0", "19.0.0"]),
    packument("react-dom", {
      "18.0.0": { peerDependencies: { react: "^18.0.0" } },
      "19.0.0": { peerDependencies: { react: "^19.0.0" } },
    }),
    packument("plugin", { "1.0.0": { peerDependencies: { react: "^18" } } }),
    packument("lost", {
      "1.0.0": { peerDependencies: { react: "^15" } },
      "2.0.0": { peerDependencies: { react: "^16" } },
    }),
    packument("eager", { "1.0.0": {}, "2.0.0": { peerDependencies: { vue: "^3" } } }),
    packument("vue", ["2.0.0"]),
  );
  const root = { file: "package.json", packages: [] };
  const plan = planUpgrades([
    declared("react", "^18.0.0"),
    declared("react-dom", "^18.0.0"),
    declared("plugin", "^1.0.0"),
    declared("lost", "^1.0.0"),
    declared("eager", "^1.0.0"),
    declared("vue", "2.0.0", root),
  ], packuments);
  assert.deepEqual(
    plan.upgrades.map((
      each,
    ) => [
      each.declared.name,
      each.peerConflicts.map((one) =>
        `${one.package} ${one.version} wants ${one.peer} ${one.wanted}, gets ${one.wouldGet}`
      ),
    ]),
    [
      ["react", ["plugin 1.0.0 wants react ^18, gets 19.0.0"]],
      ["react-dom", []],
      ["lost", []],
      ["eager", ["eager 2.0.0 wants vue ^3, gets 2.0.0"]],
    ],
  );
});

Deno.test("peers are looked for among what the filters leave out, too", () => {
  const dom = declared("react-dom", "^18.0.0");
  const react = declared("react", "^18.0.0", { locked: "18.2.0" });
  const packuments = byName(packument("react-dom", { "18.0.0": {}, "19.0.0": { peerDependencies: { react: "^19" } } }));
  const conflicts = (installed: typeof dom[]) =>
    planUpgrades([dom], packuments, { installed }).upgrades[0]!.peerConflicts.map((each) => each.wouldGet);
  assert.deepEqual(conflicts([dom, react]), ["18.2.0"]);
  assert.deepEqual(conflicts([dom]), []);
});

Deno.test("a catalog entry meets the peers of each of its users", () => {
  const users = [{ package: "b", path: "packages/b", kind: "dependencies" as const, specifier: "catalog:" }];
  const plan = planUpgrades(
    [
      declared("react", "^18.0.0", {
        source: "catalog",
        kind: undefined,
        file: "pnpm-workspace.yaml",
        users,
        packages: ["b"],
      }),
      declared("plugin", "^1.0.0", { file: "packages/b/package.json" }),
    ],
    byName(
      packument("react", ["18.0.0", "19.0.0"]),
      packument("plugin", { "1.0.0": { peerDependencies: { react: "^18" } } }),
    ),
  );
  assert.deepEqual(plan.upgrades[0]!.peerConflicts.map((each) => each.path), ["packages/b"]);
});

Deno.test("what the project's own packages want as peers is looked at where they are used", () => {
  const folder = (path: string, dependencies: string[] = []) => ({
    name: path,
    version: "1.0.0",
    path: `packages/${path}`,
    manifestPath: `packages/${path}/package.json`,
    private: false,
    dependencies: dependencies.map((name) => ({ name, kind: "dependencies" as const, specifier: "^1.0.0" })),
  });
  const at = (path: string, extra = {}) => ({ file: `packages/${path}/package.json`, packages: [path], ...extra });
  const peer = declared("react", "^18.0.0", at("ui", { kind: "peerDependencies" }));
  const installed = [
    peer,
    declared("react", "^18.0.0", at("ui", { kind: "devDependencies" })),
    declared("react", "^18.0.0", at("web")),
    declared("react", "^18.0.0", at("other")),
  ];
  const packuments = byName(packument("react", ["18.0.0", "19.0.0"]));
  const members = [folder("ui"), folder("web", ["ui"]), folder("other")];
  const conflicts = (entries: typeof installed) =>
    planUpgrades(entries, packuments, { installed, members }).upgrades.flatMap((each) =>
      each.peerConflicts.map((one) => `${one.path}: ${one.package} ${one.version} wants ${one.wanted}`)
    );
  assert.deepEqual(conflicts(installed.slice(1)), [
    "packages/ui: ui 1.0.0 wants ^18.0.0",
    "packages/web: ui 1.0.0 wants ^18.0.0",
  ]);
  assert.deepEqual(listUnaccepted(planUpgrades(installed.slice(1), packuments, { installed, members }).upgrades), [
    "react",
  ]);
  assert.deepEqual(conflicts(installed), []);
  assert.deepEqual(conflicts(installed.slice(3)), []);
});
