import { parseDocument } from "../../../formats/document.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import type { Git } from "../../../kernel/git.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Catalog } from "../model.ts";
import { readCatalogs } from "../packages/catalogs.ts";
import { DENO_MANIFESTS } from "../packages/deno_manifest.ts";
import { asManifest, isTable, type Manifest, parseManifest } from "../packages/manifest.ts";
import type { ProjectPaths } from "./project_paths.ts";

/** The project's files at another time: in a commit, or as staged. */
export interface ProjectState {
  /** The text of a file (relative to the project's root), or undefined. */
  readText(path: string): Promise<string | undefined>;
}

/** The project as a commit has it. */
export function stateAtCommit(git: Git, commit: string, paths: ProjectPaths): ProjectState {
  return { readText: (path) => git.readFileAt(commit, paths.toTop(path)) };
}

/** The project as it is staged. */
export function stateOfIndex(git: Git, paths: ProjectPaths): ProjectState {
  return {
    async readText(path) {
      const { code, stdout } = await git.run(["cat-file", "blob", `:${paths.toTop(path)}`], { allowFailure: true });
      return code === 0 ? stdout : undefined;
    },
  };
}

/** The project before its first commit. */
export const EMPTY_STATE: ProjectState = { readText: () => Promise.resolve(undefined) };

/** Files in the root that may hold catalogs. */
export const CATALOG_FILES = ["pnpm-workspace.yaml", ".yarnrc.yml", "package.json"];

/** The catalogs that a file in the root held. One that could not be parsed then held none. */
export async function readCatalogsOf(state: ProjectState, file: string): Promise<Catalog[]> {
  const manifest = await findManifest(state, file);
  if (!manifest) return [];
  try {
    return file === "package.json"
      ? [...readCatalogs(manifest), ...readCatalogs(manifest, ["workspaces"])]
      : readCatalogs(manifest);
  } catch (error) {
    if (isFault(error, "MANIFEST_FIELD_INVALID")) return [];
    throw error;
  }
}

/** The patterns of the folders that were packages; those that start with "!" take out. */
export async function readMemberPatterns(state: ProjectState): Promise<string[]> {
  const pnpm = (await findManifest(state, "pnpm-workspace.yaml"))?.fields.packages;
  if (Array.isArray(pnpm)) return texts(pnpm);
  const workspaces = (await findManifest(state, "package.json"))?.fields.workspaces;
  if (Array.isArray(workspaces)) return texts(workspaces);
  if (isTable(workspaces)) return texts(workspaces.packages);
  const lerna = await findManifest(state, "lerna.json");
  if (lerna) return texts(lerna.fields.packages ?? ["packages/*"]);
  for (const file of DENO_MANIFESTS) {
    const workspace = (await findManifest(state, file))?.fields.workspace;
    if (workspace !== undefined) return texts(isTable(workspace) ? workspace.members : workspace);
  }
  return [];
}

/** The name in a manifest of then. */
export async function findPackageName(state: ProjectState, manifestPath: string): Promise<string | undefined> {
  const name = (await findManifest(state, manifestPath))?.fields.name;
  return typeof name === "string" && name !== "" ? name : undefined;
}

async function findManifest(state: ProjectState, file: string): Promise<Manifest | undefined> {
  const text = await state.readText(file);
  if (text === undefined) return undefined;
  try {
    if (/\.jsonc?$/.test(file)) return parseManifest(text, file);
    return asManifest(file, await parseDocument(text, "yaml"));
  } catch (error) {
    // What an old commit holds is no mistake of today: it says nothing.
    if (error instanceof DocumentSyntaxError || isManifestFault(error)) return undefined;
    throw error;
  }
}

function isManifestFault(error: unknown): boolean {
  return isFault(error, "MANIFEST_INVALID") || isFault(error, "MANIFEST_FIELD_INVALID");
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}
