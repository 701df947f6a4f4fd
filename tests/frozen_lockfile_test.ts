import assert from "node:assert/strict";
import { denoFiles } from "../src/adapters/files/deno_files.ts";
import { updateLockfile } from "../src/domain/release/lockfiles/lockfile.ts";
import { type LockfileUpdate, seenFrom } from "../src/domain/release/lockfiles/update.ts";
import type { CatalogUpdate, Workspace } from "../src/domain/release/model.ts";
import { readWorkspace } from "../src/domain/release/packages/discovery.ts";
import { editManifest } from "../src/domain/release/packages/manifest_edit.ts";
import { editDocument } from "../src/formats/document.ts";
import { type PackageManagerUnderTest, runPackageManager } from "./package_managers.ts";

type Tree = Record<string, string | object>;

interface Scenario {
  manager: PackageManagerUnderTest;
  tree: Tree;
  /** Makes the lockfile, and would rewrite it where it does not fit the manifests. */
  install: readonly string[];
  /** Refuses a lockfile that does not fit. */
  frozen: readonly string[];
  lockfile: string;
  /** Next versions by package. */
  bump: Readonly<Record<string, string>>;
  /** Parts of the lockfile that the release must have changed to. */
  expected: string[];
}

const BUMP = { "@o/a": "2.0.0", "@o/b": "1.0.1", "@o/c": "1.1.0" };

/** Packages that refer to each other in every way that a manager allows, and to one small package of the registry. */
function monorepo(workspace = "", root: object = {}): Tree {
  return {
    "package.json": {
      name: "root",
      private: true,
      workspaces: ["packages/*"],
      dependencies: { "@o/a": `${workspace}^1.0.0` },
      ...root,
    },
    "packages/a/package.json": { name: "@o/a", version: "1.0.0", dependencies: { "is-number": "^7.0.0" } },
    "packages/b/package.json": {
      name: "@o/b",
      version: "1.0.0",
      dependencies: { "@o/a": "^1.0.0" },
      devDependencies: { "@o/c": `${workspace}~1.0.0` },
      peerDependencies: { "@o/c": ">=1.0.0 <3" },
    },
    "packages/c/package.json": { name: "@o/c", version: "1.0.0", optionalDependencies: { "@o/a": "~1.0.0" } },
  };
}

const CATALOGS = { catalog: { "@o/a": "^1.0.0" }, catalogs: { x: { "@o/a": "~1.0.0", "is-number": "^7.0.0" } } };

/** The same packages, referring to each other through catalogs. */
function withCatalogs(files: Tree): Tree {
  return {
    "package.json": { name: "root", version: "1.0.0", private: true, workspaces: ["packages/*"] },
    "packages/a/package.json": { name: "@o/a", version: "1.0.0", dependencies: { "is-number": "catalog:x" } },
    "packages/b/package.json": {
      name: "@o/b",
      version: "1.0.0",
      dependencies: { "@o/a": "catalog:" },
      peerDependencies: { "@o/c": "^1.0.0" },
    },
    "packages/c/package.json": {
      name: "@o/c",
      version: "1.0.0",
      dependencies: { "@o/b": "workspace:*" },
      optionalDependencies: { "@o/a": "catalog:x" },
    },
    ...files,
  };
}

const PNPM = { "pnpm-workspace.yaml": "packages:\n  - packages/*\nlinkWorkspacePackages: true\n" };
const PNPM_OLD = { ...PNPM, ".npmrc": "link-workspace-packages=true\nauto-install-peers=true\n" };

const npm = { manager: "npm", lockfile: "package-lock.json", frozen: ["ci"], bump: BUMP } as const;
const pnpm = {
  manager: "pnpm",
  lockfile: "pnpm-lock.yaml",
  install: ["install", "--no-frozen-lockfile"],
  frozen: ["install", "--frozen-lockfile"],
  bump: BUMP,
} as const;
const yarn = {
  manager: "yarn",
  lockfile: "yarn.lock",
  install: ["install", "--no-immutable"],
  frozen: ["install", "--immutable"],
  bump: BUMP,
} as const;

const SCENARIOS: Record<string, Scenario> = {
  "npm ci": {
    ...npm,
    tree: monorepo(),
    install: ["install"],
    expected: ['"version": "1.1.0"', '"@o/c": ">=1.1.0 <3"', '"@o/a": "~2.0.0"'],
  },
  "npm ci, lockfile version 2": {
    ...npm,
    tree: monorepo(),
    install: ["install", "--lockfile-version=2"],
    expected: ['"requires": {\n        "@o/a": "~2.0.0"'],
  },
  "npm ci, single package": {
    ...npm,
    tree: { "package.json": { name: "solo", version: "1.0.0", dependencies: { "is-number": "^7.0.0" } } },
    install: ["install"],
    bump: { solo: "1.0.1-next.0" },
    expected: ['"name": "solo",\n  "version": "1.0.1-next.0"', '"name": "solo",\n      "version": "1.0.1-next.0"'],
  },
  "npm ci, npm-shrinkwrap.json": {
    ...npm,
    tree: { ...monorepo(), "npm-shrinkwrap.json": '{"lockfileVersion": 3}' },
    lockfile: "npm-shrinkwrap.json",
    install: ["install"],
    expected: ['"version": "2.0.0"'],
  },
  "pnpm install --frozen-lockfile": {
    ...pnpm,
    tree: { ...monorepo("workspace:"), ...PNPM },
    expected: ["specifier: workspace:^2.0.0", "specifier: workspace:~1.1.0"],
  },
  "pnpm install --frozen-lockfile with a lockfile for each package": {
    ...pnpm,
    tree: {
      ...injected({}),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\nlinkWorkspacePackages: true\nsharedWorkspaceLockfile: false\n",
    },
    lockfile: "packages/c/pnpm-lock.yaml",
    expected: ["specifier: workspace:^2.0.0", "specifier: workspace:^1.0.1"],
  },
  "pnpm 8 install --frozen-lockfile with a lockfile for each package": {
    ...pnpm,
    manager: "pnpm8",
    tree: {
      ...monorepo("workspace:"),
      ...PNPM_OLD,
      ".npmrc": `${PNPM_OLD[".npmrc"]}shared-workspace-lockfile=false\n`,
    },
    lockfile: "packages/b/pnpm-lock.yaml",
    expected: ["specifier: workspace:~1.1.0"],
  },
  "pnpm install --frozen-lockfile with catalogs and peers that it installs": {
    ...pnpm,
    tree: withCatalogs({
      "pnpm-workspace.yaml": JSON.stringify({ packages: ["packages/*"], linkWorkspacePackages: true, ...CATALOGS }),
    }),
    expected: ["specifier: ^2.0.0\n      version: 2.0.0", "specifier: ~2.0.0", "specifier: ^1.1.0"],
  },
  "pnpm install --frozen-lockfile with injected packages": {
    ...pnpm,
    tree: injected(PNPM),
    expected: ["'@o/a': '>=2.0.0'", "specifier: workspace:^1.0.1"],
  },
  "pnpm 12 install --frozen-lockfile with catalogs and peers that it installs": {
    ...pnpm,
    manager: "pnpm12",
    tree: withCatalogs({
      "pnpm-workspace.yaml": JSON.stringify({ packages: ["packages/*"], linkWorkspacePackages: true, ...CATALOGS }),
    }),
    expected: ["specifier: ^2.0.0\n      version: ^2.0.0", "specifier: ~2.0.0", "specifier: ^1.1.0"],
  },
  "pnpm 12 install --frozen-lockfile with injected packages": {
    ...pnpm,
    manager: "pnpm12",
    tree: injected(PNPM),
    expected: ["'@o/a': '>=2.0.0'", "specifier: workspace:^1.0.1"],
  },
  "pnpm install --frozen-lockfile with overrides": {
    ...pnpm,
    tree: {
      ...monorepo(""),
      "pnpm-workspace.yaml": "packages:\n  - packages/*\noverrides:\n  '@o/a': workspace:*\n  '@o/c': workspace:^\n",
    },
    expected: ["specifier: workspace:*", "specifier: workspace:^"],
  },
  "pnpm 8 install --frozen-lockfile with overrides": {
    ...pnpm,
    manager: "pnpm8",
    tree: { ...monorepo("", { pnpm: { overrides: { "@o/a": "workspace:*", "@o/c": "workspace:^" } } }), ...PNPM_OLD },
    expected: ["specifier: workspace:*", "specifier: workspace:^"],
  },
  "pnpm 8 install --frozen-lockfile": {
    ...pnpm,
    manager: "pnpm8",
    tree: { ...monorepo("workspace:"), ...PNPM_OLD },
    expected: ["lockfileVersion: '6.0'", "specifier: workspace:~1.1.0"],
  },
  "pnpm 7 install --frozen-lockfile with injected packages": {
    ...pnpm,
    manager: "pnpm7",
    tree: injected(PNPM_OLD),
    expected: ["lockfileVersion: 5.4", "version: 1.0.1", "'@o/a': '>=2.0.0'", "'@o/b': workspace:^1.0.1"],
  },
  "yarn install --immutable": {
    ...yarn,
    tree: { ...monorepo("workspace:"), "yarn.lock": "" },
    expected: [
      '"@o/a@npm:^2.0.0, @o/a@npm:~2.0.0, @o/a@workspace:^2.0.0, @o/a@workspace:packages/a":',
      '"@o/c": ">=1.1.0 <3"',
    ],
  },
  "yarn install --immutable with resolutions": {
    ...yarn,
    tree: { ...monorepo("", { resolutions: { "@o/a": "workspace:packages/a" } }), "yarn.lock": "" },
    expected: ['"@o/a@workspace:packages/a":'],
  },
  "yarn install --immutable with catalogs": {
    ...yarn,
    tree: withCatalogs({ "yarn.lock": "", ".yarnrc.yml": JSON.stringify(CATALOGS) }),
    expected: ['"@o/a@npm:^2.0.0, @o/a@npm:~2.0.0, @o/a@workspace:packages/a":'],
  },
  "Yarn 3 install --immutable": {
    ...yarn,
    manager: "yarn3",
    tree: { ...monorepo("workspace:"), "yarn.lock": "" },
    expected: ['"@o/a@^2.0.0, @o/a@workspace:^2.0.0, @o/a@workspace:packages/a, @o/a@~2.0.0":'],
  },
  "bun install --frozen-lockfile": {
    manager: "bun",
    tree: { ...monorepo("workspace:"), "bunfig.toml": "" },
    install: ["install"],
    frozen: ["install", "--frozen-lockfile"],
    lockfile: "bun.lock",
    bump: BUMP,
    expected: ['"version": "2.0.0"', '"@o/c": "workspace:~1.1.0"'],
  },
  "bun install --frozen-lockfile with overrides": {
    manager: "bun",
    tree: { ...monorepo("", { overrides: { "@o/a": "workspace:*" } }), "bunfig.toml": "" },
    install: ["install"],
    frozen: ["install", "--frozen-lockfile"],
    lockfile: "bun.lock",
    bump: BUMP,
    expected: ['"version": "2.0.0"'],
  },
  "bun install --frozen-lockfile with catalogs": {
    manager: "bun",
    tree: withCatalogs({
      "package.json": { name: "root", private: true, workspaces: { packages: ["packages/*"], ...CATALOGS } },
      "bunfig.toml": "",
    }),
    install: ["install"],
    frozen: ["install", "--frozen-lockfile"],
    lockfile: "bun.lock",
    bump: BUMP,
    expected: ['"catalog": {\n    "@o/a": "^2.0.0"', '"@o/a": "~2.0.0"'],
  },
};

function injected(files: Tree): Tree {
  return {
    "package.json": { name: "root", private: true },
    "packages/a/package.json": { name: "@o/a", version: "1.0.0" },
    "packages/b/package.json": {
      name: "@o/b",
      version: "1.0.0",
      devDependencies: { "@o/a": "workspace:^1.0.0" },
      peerDependencies: { "@o/a": ">=1.0.0" },
    },
    "packages/c/package.json": {
      name: "@o/c",
      version: "1.0.0",
      dependencies: { "@o/a": "workspace:^1.0.0", "@o/b": "workspace:^1.0.0" },
      dependenciesMeta: { "@o/b": { injected: true } },
    },
    ...files,
  };
}

type Update = Omit<LockfileUpdate, "catalogs"> & { catalogs: readonly CatalogUpdate[] };

/** What a release with these versions changes: each reference to a released package follows its version. */
function planUpdate(workspace: Workspace, bump: Scenario["bump"]): Update {
  const { packages, catalogs, rootDependencies = [] } = workspace;
  const current = new Map(packages.map(({ name, version }) => [name, version!]));
  const follow = (name: string, specifier: string) => specifier.replace(current.get(name) ?? "\0", bump[name] ?? "");
  const manifests = [{ name: "root", manifestPath: "package.json", dependencies: rootDependencies }, ...packages];
  return {
    packages: packages.map(({ name, path, version }) => ({
      name,
      path,
      currentVersion: version!,
      nextVersion: bump[name] ?? version!,
    })),
    references: manifests.flatMap(({ name: holder, manifestPath, dependencies }) =>
      dependencies.map(({ name: dependency, kind, specifier: from }) => (
        { package: holder, manifestPath, kind, dependency, from, to: follow(dependency, from) }
      ))
    ).filter(({ from, to }) => from !== to),
    catalogs: catalogs.flatMap(({ name: catalog, file, keys, entries }) =>
      Object.entries(entries).map(([dependency, from]) => (
        { catalog, file, keys, dependency, from, to: follow(dependency, from) }
      ))
    ).filter(({ from, to }) => from !== to),
  };
}

async function release(root: string, { bump }: Scenario, parts: "all" | "manifests"): Promise<void> {
  const files = denoFiles();
  const workspace = await readWorkspace(files, root);
  const update = planUpdate(workspace, bump);
  const edit = async (path: string, change: (text: string) => string | Promise<string>) =>
    files.write(`${root}/${path}`, await change(files.readText(`${root}/${path}`)!));
  const versions = new Map(workspace.packages.map(({ name, manifestPath }) => [manifestPath, bump[name]]));
  for (const manifestPath of new Set(["package.json", ...versions.keys()])) {
    const references = update.references.filter((each) => each.manifestPath === manifestPath);
    const catalogs = update.catalogs.filter(({ file }) => file === manifestPath);
    await edit(
      manifestPath,
      (text) => editManifest(text, { version: versions.get(manifestPath), references, catalogs }),
    );
  }
  for (const { file, keys, dependency, to: value } of update.catalogs) {
    if (file === "package.json") continue;
    await edit(file, (text) => editDocument(text, "yaml", [{ path: [...keys, dependency], value }]));
  }
  if (parts === "manifests") return;
  for (const name of workspace.lockfiles) await edit(name, (text) => updateLockfile(name, text, update));
  for (const path of workspace.memberLockfiles ?? []) {
    const [folder, name] = [path.slice(0, path.lastIndexOf("/")), path.slice(path.lastIndexOf("/") + 1)];
    await edit(path, (text) => updateLockfile(name, text, seenFrom(folder, update)));
  }
}

async function inProject(scenario: Scenario, body: (root: string) => Promise<void>): Promise<void> {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "frozen-" }));
  try {
    for (const [path, content] of Object.entries(scenario.tree)) {
      Deno.mkdirSync(`${root}/${path.slice(0, Math.max(0, path.lastIndexOf("/")))}`, { recursive: true });
      const text = typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`;
      Deno.writeTextFileSync(`${root}/${path}`, text);
    }
    const { code, output } = await runPackageManager(scenario.manager, scenario.install, root);
    assert.equal(code, 0, output);
    await body(root);
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  const { manager, install, frozen, lockfile, expected } = scenario;
  Deno.test(`${name} accepts the tree after a release`, async () => {
    await inProject(scenario, async (root) => {
      await release(root, scenario, "all");
      const updated = Deno.readTextFileSync(`${root}/${lockfile}`);
      for (const part of expected) assert.ok(updated.includes(part), `${part} is not in\n${updated}`);

      const accepted = await runPackageManager(manager, frozen, root);
      assert.equal(accepted.code, 0, `${accepted.output}\n${updated}`);
      // What the manager would write itself is what the release has written.
      const rewritten = await runPackageManager(manager, install, root);
      assert.equal(rewritten.code, 0, rewritten.output);
      assert.equal(updated, Deno.readTextFileSync(`${root}/${lockfile}`));
      // Some leave an old lockfile alone; from nothing they write everything.
      if (lockfile === "npm-shrinkwrap.json") return;
      if (lockfile in scenario.tree) Deno.writeTextFileSync(`${root}/${lockfile}`, "");
      else {
        Deno.removeSync(`${root}/${lockfile}`);
        Deno.removeSync(`${root}/node_modules`, { recursive: true });
      }
      const fresh = await runPackageManager(manager, install, root);
      assert.equal(fresh.code, 0, fresh.output);
      assert.equal(updated, Deno.readTextFileSync(`${root}/${lockfile}`));
    });
  });
}

Deno.test("a frozen install refuses manifests whose lockfile was left behind", async () => {
  const refusing = ["pnpm install --frozen-lockfile", "yarn install --immutable"];
  for (const name of refusing) {
    const scenario = SCENARIOS[name]!;
    await inProject(scenario, async (root) => {
      await release(root, scenario, "manifests");
      assert.notEqual((await runPackageManager(scenario.manager, scenario.frozen, root)).code, 0, name);
    });
  }
});
