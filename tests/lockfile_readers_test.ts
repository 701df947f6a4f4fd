import assert from "node:assert/strict";
import { denoFiles } from "../src/adapters/files/deno_files.ts";
import { readLockfile } from "../src/domain/release/dependencies/read_lockfile.ts";
import { listDeclaredDependencies } from "../src/domain/release/dependencies/inventory.ts";
import type { DeclaredDependency } from "../src/domain/release/dependencies/model.ts";
import { readWorkspace } from "../src/domain/release/packages/discovery.ts";
import { type PackageManagerUnderTest, runPackageManager } from "./package_managers.ts";

type Tree = Record<string, string | object>;

/** What a package manager says of the project in a folder. */
interface Report {
  /** Versions by folder and key: `packages/b old`. */
  direct: Map<string, string>;
  /** `name@version` of everything recorded; undefined where it does not tell. */
  all?: Set<string>;
}

interface Scenario {
  name: string;
  manager: PackageManagerUnderTest;
  lockfile: string;
  install: readonly string[];
  tree: Tree;
  report(directory: string): Promise<Report>;
}

/** Aliases, several versions of one package, every table, packages of the project. */
function project({ workspace = "^1.0.0", buffer = "2.0.5", files = {} as Tree, root = {} } = {}): Tree {
  return {
    "package.json": {
      name: "root",
      version: "1.0.0",
      private: true,
      workspaces: ["packages/*"],
      devDependencies: { "is-odd": "^3.0.0" },
      ...root,
    },
    "packages/a/package.json": { name: "@o/a", version: "1.0.0", dependencies: { "is-number": "^7.0.0" } },
    "packages/b/package.json": {
      name: "@o/b",
      version: "1.0.0",
      dependencies: { old: "npm:is-number@^6.0.0", "@o/a": workspace },
      devDependencies: { "is-odd": "~2.0.0" },
      optionalDependencies: { "is-buffer": buffer },
    },
    ...files,
  };
}

const PNPM = { "pnpm-workspace.yaml": "packages: ['packages/*']\n" };
const PNPM_CATALOG = { "pnpm-workspace.yaml": "packages: ['packages/*']\ncatalog:\n  is-buffer: ~2.0.4\n" };

const single: Tree = {
  "package.json": {
    name: "single",
    version: "1.0.0",
    dependencies: { "is-odd": "~2.0.0", old: "npm:is-number@^6.0.0" },
    devDependencies: { "is-number": "7.0.0" },
  },
};

const scenarios: Scenario[] = [
  ...["1", "2", "3"].map((version): Scenario => ({
    name: `npm, version ${version}`,
    manager: "npm",
    lockfile: "package-lock.json",
    install: ["install", "--package-lock-only", `--lockfile-version=${version}`],
    tree: version === "1" ? single : project(),
    report: npmReport,
  })),
  {
    name: "npm, shrinkwrap",
    manager: "npm",
    lockfile: "npm-shrinkwrap.json",
    install: ["install", "--package-lock-only"],
    tree: {
      ...single,
      "package-lock.json": "{}",
      "npm-shrinkwrap.json": '{"name":"single","lockfileVersion":3,"packages":{}}',
    },
    report: npmReport,
  },
  pnpm("pnpm12", project({ workspace: "workspace:^", buffer: "catalog:", files: PNPM_CATALOG })),
  pnpm("pnpm", project({ workspace: "workspace:^", buffer: "catalog:", files: PNPM_CATALOG })),
  pnpm("pnpm8", project({ workspace: "workspace:^", files: PNPM })),
  pnpm("pnpm7", project({ workspace: "workspace:^", files: PNPM })),
  { ...pnpm("pnpm8", single), name: "pnpm8, one package" },
  { ...pnpm("pnpm7", single), name: "pnpm7, one package" },
  {
    name: "Yarn 4",
    manager: "yarn",
    lockfile: "yarn.lock",
    install: ["install", "--mode=update-lockfile"],
    tree: project({ buffer: "catalog:", files: { ".yarnrc.yml": "catalog:\n  is-buffer: ~2.0.4\n" } }),
    report: yarnReport("yarn"),
  },
  {
    name: "Yarn 3",
    manager: "yarn3",
    lockfile: "yarn.lock",
    install: ["install", "--mode=update-lockfile"],
    tree: project({ root: { resolutions: { "is-odd/is-number": "3.0.0" } } }),
    report: yarnReport("yarn3"),
  },
  {
    name: "Yarn 1",
    manager: "yarn1",
    lockfile: "yarn.lock",
    install: ["install", "--ignore-scripts"],
    tree: project(),
    report: installedReport,
  },
  {
    name: "bun",
    manager: "bun",
    lockfile: "bun.lock",
    install: ["install", "--ignore-scripts"],
    tree: project({
      buffer: "catalog:",
      root: { workspaces: { packages: ["packages/*"], catalog: { "is-buffer": "~2.0.4" } } },
    }),
    async report(directory) {
      const { output } = await runPackageManager("bun", ["pm", "ls", "--all"], directory);
      const names = [...output.matchAll(/(\S+)@(\d\S*)/g)].map(([, name, version]) => `${realName(name!)}@${version}`);
      return { ...await installedReport(directory), all: new Set(names) };
    },
  },
];

function pnpm(manager: PackageManagerUnderTest, tree: Tree): Scenario {
  return {
    name: manager,
    manager,
    lockfile: "pnpm-lock.yaml",
    install: ["install", "--ignore-scripts"],
    tree,
    async report(directory) {
      const { output } = await runPackageManager(manager, ["list", "-r", "--json"], directory);
      const direct = new Map<string, string>();
      const packages = JSON.parse(output.slice(output.indexOf("["))) as Record<
        string,
        Record<string, { version: string }>
      >[];
      for (const each of packages) {
        const folder = (each.path as unknown as string).slice(directory.length + 1) || ".";
        for (const kind of ["dependencies", "devDependencies", "optionalDependencies"]) {
          for (const [alias, { version }] of Object.entries(each[kind] ?? {})) {
            if (/^\d/.test(version)) direct.set(`${folder} ${alias}`, version);
          }
        }
      }
      return { direct };
    },
  };
}

interface NpmNode {
  version?: string;
  dependencies?: Record<string, NpmNode>;
}

async function npmReport(directory: string): Promise<Report> {
  const { output } = await runPackageManager("npm", ["ls", "--all", "--json", "--package-lock-only"], directory);
  const top = JSON.parse(output.slice(0, output.lastIndexOf("\n}") + 2)) as NpmNode;
  const direct = new Map<string, string>();
  const all = new Set<string>();
  const visit = (node: NpmNode, folder: string | undefined) => {
    for (const [alias, { version, ...child }] of Object.entries(node.dependencies ?? {})) {
      if (alias.startsWith("@o/")) {
        if (folder === ".") visit(child, `packages/${alias.slice(3)}`);
        continue;
      }
      if (version === undefined) continue;
      all.add(`${realName(alias)}@${version}`);
      if (folder !== undefined) direct.set(`${folder} ${alias}`, version);
      visit(child, undefined);
    }
  };
  visit(top, ".");
  return { direct, all };
}

function yarnReport(manager: "yarn" | "yarn3") {
  return async (directory: string): Promise<Report> => {
    const { output } = await runPackageManager(manager, ["info", "-A", "-R", "--json"], directory);
    const direct = new Map<string, string>();
    const all = new Set<string>();
    for (const line of output.split("\n").filter((each) => each.startsWith("{"))) {
      const { value, children } = JSON.parse(line) as {
        value: string;
        children: { Dependencies?: { descriptor: string; locator: string }[] };
      };
      const folder = /@workspace:(.+)$/.exec(value)?.[1];
      if (folder === undefined) all.add(value.replace("@npm:", "@"));
      for (const { descriptor, locator } of folder === undefined ? [] : children.Dependencies ?? []) {
        const version = /@npm:(.+)$/.exec(locator)?.[1];
        if (version !== undefined) direct.set(`${folder} ${/^(@?[^@]+)@/.exec(descriptor)![1]}`, version);
      }
    }
    return { direct, all };
  };
}

/** What Node would load in each folder. */
async function installedReport(directory: string): Promise<Report> {
  const direct = new Map<string, string>();
  for (const folder of [".", "packages/a", "packages/b"]) {
    const manifest = JSON.parse(await Deno.readTextFile(`${directory}/${folder}/package.json`));
    const tables = [manifest.dependencies, manifest.devDependencies, manifest.optionalDependencies];
    for (const alias of tables.flatMap((table) => Object.keys(table ?? {}))) {
      if (alias.startsWith("@o/")) continue;
      for (const top of [folder, "."]) {
        try {
          const text = await Deno.readTextFile(`${directory}/${top}/node_modules/${alias}/package.json`);
          direct.set(`${folder} ${alias}`, JSON.parse(text).version);
          break;
        } catch (error) {
          if (!(error instanceof Deno.errors.NotFound)) throw error;
        }
      }
    }
  }
  return { direct };
}

function realName(alias: string): string {
  return alias === "old" ? "is-number" : alias;
}

async function write(directory: string, tree: Tree): Promise<void> {
  for (const [file, content] of Object.entries(tree)) {
    const path = `${directory}/${file}`;
    await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    await Deno.writeTextFile(path, typeof content === "string" ? content : JSON.stringify(content, null, 2));
  }
}

function placeOf({ file, alias, users }: DeclaredDependency): string[] {
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";
  return users ? users.map(({ path }) => `${path} ${alias}`) : [`${folder} ${alias}`];
}

for (const { name, manager, lockfile: file, install, tree, report } of scenarios) {
  Deno.test(`${name}: the lockfile is read as its package manager reads it`, async () => {
    const directory = await Deno.realPath(await Deno.makeTempDir());
    try {
      await write(directory, tree);
      const installed = await runPackageManager(manager, install, directory);
      assert.equal(installed.code, 0, installed.output);
      const expected = await report(directory);
      assert.ok(expected.direct.size >= 3, "the package manager reports nothing");

      const files = denoFiles();
      const workspace = await readWorkspace(files, directory);
      const lockfile = await readLockfile(files, workspace);
      assert.equal(lockfile?.file, file);
      const { declared } = await listDeclaredDependencies(workspace, { files, lockfile });
      const found = declared.filter((each) => each.source === "manifest" || each.source === "catalog").flatMap((each) =>
        placeOf(each).map((place): [string, string | undefined] => [place, each.locked])
      );
      assert.deepEqual(new Map(found.sort()), new Map([...expected.direct].sort()));
      const recorded = new Set(lockfile.packages.map((each) => `${each.name}@${each.version}`));
      if (expected.all) assert.deepEqual([...recorded].sort(), [...expected.all].sort());
      const parent = lockfile.packages.find((each) => each.name === "is-odd" && each.version === "2.0.0");
      assert.ok(parent?.dependencies["is-number"], "dependencies of packages are read");
    } finally {
      await Deno.remove(directory, { recursive: true });
    }
  });
}
