import type { Files } from "../../../kernel/ports.ts";
import type { Dependency, Package, Workspace } from "../model.ts";
import { parseImport } from "../versions/specifier.ts";
import { DENO_MANIFESTS, isDenoManifest } from "./deno_manifest.ts";
import { fieldInvalid, findPackage, getTexts, isTable, type Manifest, parseManifest } from "./manifest.ts";
import { listMemberFolders } from "./members.ts";

/**
 * Reads a project that deno.json or deno.jsonc (`file`) describes: the members of its `workspace`, and the root itself
 * where it has a name and a version. Of `imports` only what asks for a package of the project is a dependency: the
 * rest is Deno's own business. Source: docs.deno.com, "Workspaces and monorepos". Faults: those of `readWorkspace`.
 */
export function readDenoWorkspace(
  { files, root }: { files: Files; root: string },
  { file, names }: { file: string; names: ReadonlySet<string> },
): Workspace {
  const warnings: string[] = [];
  const manifest = parseManifest(files.readText(`${root}/${file}`)!, file);
  const patterns = memberPatterns(manifest);
  const own = findPackage(manifest, ".");
  const packages = patterns ? readMembers({ files, root }, { patterns, warnings }) : [];
  if (own && (!patterns || own.version !== undefined)) packages.unshift(own);
  else if (!patterns) warnings.push(`${file} has no name: there is no package to release`);
  else if (packages.length === 0) warnings.push(`No package matches the patterns of ${file}`);
  const members = new Set(packages.map(({ name }) => name));
  const read = new Map<string, Dependency[]>();
  for (const each of packages) {
    const { manifestPath: path } = each;
    if (!isDenoManifest(path)) continue;
    const text = path === file ? manifest : parseManifest(files.readText(`${root}/${path}`)!, path);
    read.set(path, internalImports(text, { members, warnings }));
    each.dependencies = read.get(path)!;
  }
  const rootDependencies = read.has(file) ? [] : internalImports(manifest, { members, warnings });
  return {
    root,
    shape: patterns ? "monorepo" : "single",
    manager: { name: "deno", version: undefined },
    packages,
    ...rootDependencies.length > 0 ? { rootDependencies } : {},
    rootManifestPath: file,
    catalogs: [],
    lockfiles: names.has("deno.lock") ? ["deno.lock"] : [],
    warnings,
  };
}

/** `workspace` is a list of folders, or a table with `members`. */
function memberPatterns(manifest: Manifest): string[] | undefined {
  const { workspace } = manifest.fields;
  if (workspace === undefined || workspace === null) return undefined;
  if (Array.isArray(workspace)) return getTexts(manifest, ["workspace"], workspace);
  if (!isTable(workspace)) {
    throw fieldInvalid(manifest, ["workspace"], { found: workspace, expected: "a list of folders" });
  }
  return workspace.members === undefined ? undefined : getTexts(manifest, ["workspace", "members"], workspace.members);
}

/** A member's version may stand in its Deno manifest or in its package.json. */
function readMembers(
  project: { files: Files; root: string },
  { patterns, warnings }: { patterns: string[]; warnings: string[] },
): Package[] {
  const { files, root } = project;
  const found: Package[] = [];
  for (const path of listMemberFolders(project, patterns, "subtree")) {
    if (path === ".") continue;
    const manifests = [...DENO_MANIFESTS, "package.json"].flatMap((name) => {
      const text = files.readText(`${root}/${path}/${name}`);
      return text === undefined ? [] : [findPackage(parseManifest(text, `${path}/${name}`), path)];
    });
    const named = manifests.filter((each) => each !== undefined);
    const member = named.find(({ version }) => version !== undefined) ?? named[0];
    if (member) found.push(member);
    else if (manifests.length > 0) warnings.push(`The manifest in ${path} has no name: it is left out`);
    const second = named.find((each) => each !== member && each.version !== undefined);
    if (second) warnings.push(`${path} has two versions: releases change that of ${member!.manifestPath}`);
  }
  return found;
}

function internalImports(
  manifest: Manifest,
  { members, warnings }: { members: ReadonlySet<string>; warnings: string[] },
): Dependency[] {
  const { imports, importMap } = manifest.fields;
  if (typeof importMap === "string") {
    warnings.push(`${manifest.file} takes its imports from ${importMap}: references there are not rewritten`);
  }
  if (imports === undefined || imports === null) return [];
  if (!isTable(imports)) {
    throw fieldInvalid(manifest, ["imports"], { found: imports, expected: "a table of names and specifiers" });
  }
  const found: Dependency[] = [];
  for (const [name, specifier] of Object.entries(imports)) {
    if (typeof specifier !== "string") {
      throw fieldInvalid(manifest, ["imports", name], { found: specifier, expected: "a text" });
    }
    const asked = /^(?:jsr|npm):\/?(@[^/@]+\/[^/@]+|[^/@]+)@/.exec(specifier)?.[1];
    if (asked === undefined || !members.has(asked)) continue;
    if (parseImport(specifier)) found.push({ name, kind: "dependencies", specifier });
    else {warnings.push(
        `${manifest.file} asks for '${asked}' with '${specifier}', which is no range: it stays as it is`,
      );}
  }
  return found;
}
