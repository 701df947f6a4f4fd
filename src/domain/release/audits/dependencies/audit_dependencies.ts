import { positionAt } from "../../../../formats/position.ts";
import type { Files } from "../../../../kernel/ports.ts";
import type { Config } from "../../config/schema.ts";
import type { Lockfile } from "../../dependencies/model.ts";
import type { Package, Workspace } from "../../model.ts";
import { isDenoManifest } from "../../packages/deno_manifest.ts";
import type { DependencyGraph } from "../../plan/dependency_graph.ts";
import type { IgnoreMatcher } from "../ignore.ts";
import type { ManifestReader } from "../manifests.ts";
import type { Finding } from "../model.ts";
import { type AliasFinder, aliasFinder } from "../sources/aliases.ts";
import { roleFinder } from "../sources/file_roles.ts";
import { type FileTree, listFiles } from "../sources/list_files.ts";
import { readUsage, type Use } from "../sources/read_usage.ts";
import {
  type Categories,
  countCategories,
  findCircles,
  findDuplicates,
  internalDepth,
  type LockedDepth,
  lockedDepth,
} from "./structure.ts";
import { toolUse } from "./tool_use.ts";
import { findUndeclared } from "./undeclared.ts";
import { findUnused } from "./unused.ts";

export interface DependencyInput {
  workspace: Workspace;
  manifests: ManifestReader;
  graph: DependencyGraph;
  lockfile: Lockfile | undefined;
}

/** What a project's dependencies look like, besides what is wrong with them. */
export interface DependencyFacts extends Categories {
  /** Length of the longest chain of packages of the project. */
  internalDepth: number;
  locked: LockedDepth | undefined;
}

/** What manifests and the lockfile alone tell of the dependencies of a project. */
export function auditStructure(
  { workspace, manifests, graph, lockfile }: DependencyInput,
  isIgnored: IgnoreMatcher,
): {
  findings: Finding[];
  facts: DependencyFacts;
} {
  const { packages } = manifests;
  const direct = packages.flatMap(({ dependencies }) => dependencies);
  const facts: DependencyFacts = {
    ...countCategories(packages, graph),
    internalDepth: internalDepth(graph),
    locked: lockfile && lockedDepth(lockfile, direct),
  };
  return {
    findings: [
      ...findCircles(graph),
      ...lockfile ? findDuplicates(lockfile, { isIgnored, manager: workspace.manager }) : [],
      categoriesFinding(facts, workspace),
    ],
    facts,
  };
}

function categoriesFinding(facts: DependencyFacts, { packages }: Workspace): Finding {
  const { internal, external, workspaceLinks, localLinks, foreign, locked } = facts;
  const lines = [
    `Internal: ${count(internal, "package")}`,
    `External: ${count(external, "package")}`,
    `Workspace: ${count(workspaceLinks, "link")}`,
    `Local: ${count(localLinks, "link")}`,
    ...foreign > 0 ? [`Git and URLs: ${count(foreign, "link")}`] : [],
    ...packages.length > 1 ? [`Depth: ${count(facts.internalDepth, "package")} of the project in a chain`] : [],
    ...locked ? [`Depth of the lockfile: ${locked.depth} (${locked.path.join(" → ")})`] : [],
  ];
  return {
    id: "dependencies/categories",
    section: "dependencies",
    severity: "info",
    title: "Dependency categorization:",
    detail: "",
    affected: lines.map((text) => ({ text })),
  };
}

function count(number: number, one: string): string {
  return `${number} ${one}${number === 1 ? "" : "s"}`;
}

/** What the sources of a project say of its dependencies: missing, phantom and unused ones. */
export async function auditSources(
  files: Files,
  { input, tree, config }: { input: DependencyInput; tree: FileTree; config: Config["audit"] },
): Promise<{ findings: Finding[]; files: number }> {
  const { workspace, manifests, lockfile } = input;
  const { root } = workspace;
  const paths = await listFiles(files, tree);
  const roleOf = roleFinder({ ignore: config.ignoreFiles, development: config.developmentFiles });
  const usage = readUsage(files, paths, { root, manifests, roleOf });
  const tools = toolUse(files, { root, paths, manifests });
  const locked = lockfile && new Set(lockfile.packages.map(({ name }) => name));
  // Deno itself refuses what a manifest of its own does not declare.
  const packages = manifests.packages.filter(({ manifestPath }) => !isDenoManifest(manifestPath));
  const common = { packages, usage, locked };
  const aliases = aliasesByPackage(files, { root, paths });
  const undeclared = findUndeclared({
    ...common,
    managerName: workspace.manager.name,
    isAlias: (pkg, use) => aliases(pkg)(use.specifier) || tools.isMapped(pkg, moduleStart(use)),
    isPublished: (pkg, file) => isPublished(manifests.fields(pkg.manifestPath).files, fileWithin(pkg, file)),
    placeOf: (use) => placeOf(files, `${root}/${use.file}`, use),
  });
  const unused = findUnused({
    ...common,
    ignored: config.ignoreUnused,
    isNeededByTools: tools.isNeeded,
  });
  return { findings: [...undeclared, ...unused], files: usage.files };
}

/** `@scope/name` or `name` of what an import asks for. */
function moduleStart({ specifier }: Use): string {
  return specifier.split("/").slice(0, specifier.startsWith("@") ? 2 : 1).join("/");
}

function aliasesByPackage(
  files: Files,
  { root, paths }: { root: string; paths: readonly string[] },
): (pkg: Package) => AliasFinder {
  const known = new Map<string, AliasFinder>();
  const configs = paths.filter((path) => /(?:^|\/)[jt]sconfig[^/]*\.json$/.test(path));
  return (pkg) => {
    let finder = known.get(pkg.path);
    if (!finder) {
      const own = configs.filter((path) => {
        const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
        return folder === "." || folder === pkg.path || folder.startsWith(`${pkg.path}/`) || pkg.path === ".";
      });
      finder = aliasFinder(files, own.map((path) => `${root}/${path}`));
      known.set(pkg.path, finder);
    }
    return finder;
  };
}

function fileWithin({ path }: Package, file: string): string {
  return path === "." ? file : file.slice(path.length + 1);
}

/** Whether `files` of a manifest takes a source along; without the field everything goes. */
function isPublished(field: unknown, file: string): boolean {
  if (!Array.isArray(field)) return !file.startsWith("src/");
  return field.some((each) => {
    if (typeof each !== "string" || each.startsWith("!")) return false;
    const entry = each.replace(/^\.?\//, "").replace(/(?:\/?\*\*?)?(?:\/\*)?\/?$/, "");
    return entry !== "" && !entry.includes("*") && (file === entry || file.startsWith(`${entry}/`));
  });
}

function placeOf(files: Files, path: string, { offset }: Use): { line: number; column: number } | undefined {
  const text = files.readText(path);
  return text === undefined ? undefined : positionAt(text, offset);
}
