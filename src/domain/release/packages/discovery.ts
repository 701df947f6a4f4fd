import { parseDocument } from "../../../formats/document.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { Catalog, Package, Workspace } from "../model.ts";
import { readCatalogs } from "./catalogs.ts";
import { DENO_MANIFESTS } from "./deno_manifest.ts";
import { MANIFEST_NOT_FOUND, PACKAGE_NAME_DUPLICATE } from "./faults.ts";
import {
  asManifest,
  fieldInvalid,
  findPackage,
  getTexts,
  isTable,
  type Manifest,
  manifestInvalid,
  parseManifest,
  readDependencies,
} from "./manifest.ts";
import { listMemberFolders } from "./members.ts";
import { detectPackageManager, LOCKFILES } from "./package_manager.ts";

const ROOT_MANIFESTS = ["package.json", "lerna.json", "pnpm-workspace.yaml"];

/** Files in the root that may describe the project besides package.json. */
interface RootManifests {
  package: Manifest | undefined;
  pnpm: Manifest | undefined;
  lerna: Manifest | undefined;
  yarn: Manifest | undefined;
}

/**
 * Reads the project in `root`: its packages by the workspaces of npm, Yarn, pnpm, bun or Lerna, or the single one,
 * and what its package manager says of them; by deno.json only where none of those describes the root. Faults: `MANIFEST_NOT_FOUND`, `MANIFEST_INVALID`,
 * `MANIFEST_FIELD_INVALID`, `PACKAGE_NAME_DUPLICATE`, `FILE_UNREADABLE`.
 */
export async function readWorkspace(files: Files, root: string): Promise<Workspace> {
  const names = new Set(files.list(root)?.map((entry) => entry.name));
  const deno = DENO_MANIFESTS.find((name) => names.has(name));
  if (deno !== undefined && !ROOT_MANIFESTS.some((name) => names.has(name))) {
    const { readDenoWorkspace } = await import("./deno_workspace.ts");
    const workspace = readDenoWorkspace({ files, root }, { file: deno, names });
    refuseDuplicates(workspace.packages);
    return workspace;
  }
  const { manager, warnings, manifests, sharesLockfile } = await readRoot(files, { root, names });
  const globs = memberPatterns(manifests, warnings);
  const packages = globs ? readMembers({ files, root }, { globs, manager: manager.name, manifests, warnings }) : [];
  const own = manifests.package && packages.length === 0 ? findPackage(manifests.package, ".") : undefined;
  if (own) packages.push(own);
  else if (packages.length === 0 && !globs) warnings.push("package.json has no name: there is no package to release");
  refuseDuplicates(packages);
  const rootIsPackage = packages.some((each) => each.path === ".");
  const memberLockfiles = sharesLockfile
    ? []
    : packages.filter(({ path }) => path !== ".").map(({ path }) => `${path}/pnpm-lock.yaml`)
      .filter((file) => files.kindOf(`${root}/${file}`) === "file");
  const rootDependencies = manifests.package && !rootIsPackage ? readDependencies(manifests.package) : [];
  return {
    root,
    shape: globs ? "monorepo" : "single",
    manager,
    packages,
    ...rootDependencies.length > 0 ? { rootDependencies } : {},
    catalogs: allCatalogs(manifests),
    lockfiles: Object.keys(LOCKFILES).filter((file) => names.has(file)),
    ...memberLockfiles.length > 0 ? { memberLockfiles } : {},
    warnings,
  };
}

async function readRoot(
  files: Files,
  { root, names }: { root: string; names: ReadonlySet<string> },
): Promise<{ manager: Workspace["manager"]; warnings: string[]; manifests: RootManifests; sharesLockfile: boolean }> {
  const readIf = (file: string) => names.has(file) ? files.readText(`${root}/${file}`) : undefined;
  const text = readIf("package.json");
  const lerna = readIf("lerna.json");
  const pnpm = readIf("pnpm-workspace.yaml");
  if (text === undefined && lerna === undefined && pnpm === undefined) throw MANIFEST_NOT_FOUND({ root });
  const manifest = text === undefined ? undefined : parseManifest(text, "package.json");
  const { manager, warnings } = detectPackageManager(manifest, names);
  const npmrc = manager.name === "pnpm" ? readIf(".npmrc") : undefined;
  const yarnrc = manager.name === "yarn" ? readIf(".yarnrc.yml") : undefined;
  const workspaceManifest = pnpm === undefined ? undefined : await parseYamlManifest(pnpm, "pnpm-workspace.yaml");
  return {
    manager,
    warnings,
    // pnpm's docs, "sharedWorkspaceLockfile": without it each package has a lockfile of its own.
    sharesLockfile: workspaceManifest?.fields.sharedWorkspaceLockfile !== false &&
      !/^\s*shared-workspace-lockfile\s*=\s*false\s*$/m.test(npmrc ?? ""),
    manifests: {
      package: manifest,
      pnpm: workspaceManifest,
      lerna: lerna === undefined ? undefined : parseManifest(lerna, "lerna.json"),
      // Loading the YAML parser costs more than reading a project: only where there is something to read.
      yarn: yarnrc?.includes("catalog") ? await parseYamlManifest(yarnrc, ".yarnrc.yml") : undefined,
    },
  };
}

async function parseYamlManifest(text: string, file: string): Promise<Manifest> {
  try {
    const { value, locate } = await parseDocument(text, "yaml");
    return asManifest(file, { value: value ?? {}, locate });
  } catch (error) {
    throw manifestInvalid(file, error);
  }
}

/** The patterns of the workspace's members and who states them; undefined for a single package. */
function memberPatterns(
  manifests: RootManifests,
  warnings: string[],
): { source: string; patterns: string[] } | undefined {
  const { pnpm, lerna } = manifests;
  if (pnpm && pnpm.fields.packages !== undefined && pnpm.fields.packages !== null) {
    return { source: pnpm.file, patterns: getTexts(pnpm, ["packages"], pnpm.fields.packages) };
  }
  const workspaces = manifests.package?.fields.workspaces;
  if (workspaces !== undefined && workspaces !== null && workspaces !== false) {
    const manifest = manifests.package!;
    if (Array.isArray(workspaces)) {
      return { source: manifest.file, patterns: getTexts(manifest, ["workspaces"], workspaces) };
    }
    if (!isTable(workspaces)) {
      throw fieldInvalid(manifest, ["workspaces"], { found: workspaces, expected: "a list of patterns" });
    }
    // Without `packages` it holds settings only, such as Yarn's `nohoist` or bun's `catalog`.
    if (workspaces.packages !== undefined) {
      return { source: manifest.file, patterns: getTexts(manifest, ["workspaces", "packages"], workspaces.packages) };
    }
  }
  if (!lerna) return undefined;
  if (lerna.fields.packages !== undefined) {
    return { source: lerna.file, patterns: getTexts(lerna, ["packages"], lerna.fields.packages) };
  }
  if (lerna.fields.useWorkspaces === true) {
    warnings.push("lerna.json says useWorkspaces, but package.json has no workspaces");
    return undefined;
  }
  return { source: lerna.file, patterns: ["packages/*"] };
}

function readMembers(
  project: { files: Files; root: string },
  { globs, manager, manifests, warnings }: {
    globs: { source: string; patterns: string[] };
    manager: string;
    manifests: RootManifests;
    warnings: string[];
  },
): Package[] {
  const { files, root } = project;
  const found: Package[] = [];
  const negation = globs.source === "pnpm-workspace.yaml" ? "folder" : manager === "npm" ? "overridable" : "subtree";
  for (const path of listMemberFolders(project, globs.patterns, negation)) {
    if (path === ".") {
      // Only pnpm counts its root among what `**` matches.
      const counts = globs.source === "pnpm-workspace.yaml" || globs.patterns.some((each) => /^\.\/?$/.test(each));
      const own = counts && manifests.package ? findPackage(manifests.package, ".") : undefined;
      if (own) found.push(own);
      continue;
    }
    const file = `${path}/package.json`;
    const text = files.readText(`${root}/${file}`);
    if (text === undefined) continue;
    const member = findPackage(parseManifest(text, file), path);
    if (member) found.push(member);
    else warnings.push(`${file} has no name: it is left out`);
  }
  if (found.length === 0) warnings.push(`No package matches the patterns of ${globs.source}`);
  return withoutAliases(project, found);
}

/** Without packages that are reached a second time by a symbolic link. */
function withoutAliases({ files, root }: { files: Files; root: string }, packages: Package[]): Package[] {
  const byName = Map.groupBy(packages, (each) => each.name);
  if (byName.size === packages.length) return packages;
  return packages.filter((each) => {
    const same = byName.get(each.name)!;
    if (same.length === 1) return true;
    const real = files.realPath(`${root}/${each.path}`);
    const originals = same.filter((other) => files.realPath(`${root}/${other.path}`) === real);
    const original = originals.find((other) => real?.endsWith(`/${other.path}`)) ?? originals[0];
    return original === each;
  });
}

function refuseDuplicates(packages: Package[]): void {
  const files = new Map<string, string>();
  for (const { name, manifestPath } of packages) {
    const other = files.get(name);
    if (other !== undefined) throw PACKAGE_NAME_DUPLICATE({ name, files: [other, manifestPath] });
    files.set(name, manifestPath);
  }
}

function allCatalogs({ package: own, pnpm, yarn }: RootManifests): Catalog[] {
  return [
    ...pnpm ? readCatalogs(pnpm) : [],
    ...yarn ? readCatalogs(yarn) : [],
    ...own ? [...readCatalogs(own), ...readCatalogs(own, ["workspaces"])] : [],
  ];
}
