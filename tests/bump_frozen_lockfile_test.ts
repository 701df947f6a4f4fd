import assert from "node:assert/strict";
import { createReleaseProject, type ReleaseProject } from "./fault_injection/release_project.ts";
import { type PackageManagerUnderTest, runPackageManager } from "./package_managers.ts";

interface Scenario {
  manager: PackageManagerUnderTest;
  install: string[];
  /** Refuses a lockfile that does not fit the manifests. */
  frozen: string[];
  lockfile: string;
  /** What stands in place of, or beside, the files of the project. */
  files: Record<string, unknown>;
}

/** Packages that depend on each other in several ways, and one small package of the registry. */
function packages(core: string, workspace = ""): Record<string, unknown> {
  return {
    ".changesets/one.json": { branch: "one", bump: "minor", packages: ["@o/a"], message: "First" },
    "packages/a/package.json": { name: "@o/a", version: "1.0.0", dependencies: { "is-number": "^7.0.0" } },
    "packages/b/package.json": {
      name: "@o/b",
      version: "1.0.0",
      dependencies: { "@o/a": core },
      devDependencies: { "@o/c": `${workspace}^1.0.0` },
    },
    "packages/c/package.json": { name: "@o/c", version: "1.0.0", peerDependencies: { "@o/a": "^1.0.0" } },
  };
}

const WORKSPACES = { name: "root", private: true, workspaces: ["packages/*"] };
const CATALOG = { catalog: { "@o/a": "~1.0.0", "is-number": "^7.0.0" } };

const SCENARIOS: Record<string, Scenario> = {
  "npm ci": {
    manager: "npm",
    install: ["install"],
    frozen: ["ci"],
    lockfile: "package-lock.json",
    files: packages("~1.0.0"),
  },
  "pnpm install --frozen-lockfile, with a catalog": {
    manager: "pnpm",
    install: ["install", "--no-frozen-lockfile"],
    frozen: ["install", "--frozen-lockfile"],
    lockfile: "pnpm-lock.yaml",
    files: {
      ...packages("catalog:", "workspace:"),
      "package.json": { name: "root", private: true },
      "pnpm-workspace.yaml": { packages: ["packages/*"], linkWorkspacePackages: true, ...CATALOG },
    },
  },
  "yarn install --immutable, with a catalog": {
    manager: "yarn",
    install: ["install", "--no-immutable"],
    frozen: ["install", "--immutable"],
    lockfile: "yarn.lock",
    files: { ...packages("catalog:", "workspace:"), "yarn.lock": "", ".yarnrc.yml": CATALOG },
  },
  "bun install --frozen-lockfile, with a catalog": {
    manager: "bun",
    install: ["install"],
    frozen: ["install", "--frozen-lockfile"],
    lockfile: "bun.lock",
    files: {
      ...packages("catalog:", "workspace:"),
      "package.json": { ...WORKSPACES, workspaces: { packages: ["packages/*"], ...CATALOG } },
      "bunfig.toml": "",
    },
  },
};

const MODES = {
  release: [],
  prerelease: ["--prerelease", "beta"],
  snapshot: ["--snapshot"],
};

async function installed({ root }: ReleaseProject, { manager }: Scenario, args: string[]): Promise<void> {
  const { code, output } = await runPackageManager(manager, args, root);
  assert.equal(code, 0, output);
}

async function createInstalledProject(scenario: Scenario): Promise<ReleaseProject> {
  const project = await createReleaseProject();
  for (const [path, content] of Object.entries(scenario.files)) project.write(path, content);
  project.write(".gitignore", "node_modules\n.yarn\n.pnp.*\n");
  await installed(project, scenario, scenario.install);
  await project.git("add", ".");
  await project.git("commit", "-q", "-m", "chore: install");
  return project;
}

for (const [name, scenario] of Object.entries(SCENARIOS)) {
  Deno.test(`${name} accepts the tree after bump: prerelease, its end, release, snapshot`, async () => {
    using project = await createInstalledProject(scenario);
    const bump = async (mode: keyof typeof MODES) => {
      const argv = ["bump", "--execute", "--git-commit", ...MODES[mode], "--log-level", "error", "--format", "json"];
      const { stdout } = await project.workspace(argv);
      const result = JSON.parse(stdout);
      assert.equal(result.status, "applied", stdout);
      assert.ok(result.files.includes(scenario.lockfile), stdout);
      assert.deepEqual(result.warnings, []);
      const version = result.packages.find((each: { name: string }) => each.name === "@o/a").nextVersion;
      const lockfile = Deno.readTextFileSync(`${project.root}/${scenario.lockfile}`);
      await installed(project, scenario, scenario.frozen);
      assert.equal(Deno.readTextFileSync(`${project.root}/${scenario.lockfile}`), lockfile);
      assert.equal(await project.git("status", "--porcelain"), "", `${mode} ${version}`);
      return version;
    };
    assert.equal(await bump("prerelease"), "1.1.0-beta.0");
    assert.equal(await bump("release"), "1.1.0");
    project.write(".changesets/two.json", { branch: "two", bump: "major", packages: ["@o/a"], message: "Second" });
    await project.git("add", ".");
    await project.git("commit", "-q", "-m", "feat!: two");
    assert.match(await bump("snapshot"), /^2\.0\.0-main\./);
  });

  Deno.test(`${name} accepts the tree after a release that leaves the ranges`, async () => {
    using project = await createInstalledProject(scenario);
    const changeset = { branch: "one", bump: "major", packages: ["@o/a", "@o/c"], message: "First" };
    project.write(".changesets/one.json", changeset);
    const { stdout } = await project.workspace(["bump", "--execute", "--log-level", "error", "--format", "json"]);
    assert.equal(JSON.parse(stdout).summary?.bumpedPackages, 3, stdout);
    await installed(project, scenario, scenario.frozen);
  });
}
