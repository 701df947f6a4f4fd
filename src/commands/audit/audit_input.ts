import type { IgnoreMatcher } from "../../domain/release/audits/ignore.ts";
import { type ManifestReader, manifestReader } from "../../domain/release/audits/manifests.ts";
import { type Inventory, listDeclaredDependencies } from "../../domain/release/dependencies/inventory.ts";
import type { Lockfile } from "../../domain/release/dependencies/model.ts";
import { readLockfile } from "../../domain/release/dependencies/read_lockfile.ts";
import type { Workspace } from "../../domain/release/model.ts";
import { type DependencyGraph, dependencyGraph } from "../../domain/release/plan/dependency_graph.ts";
import { isFault } from "../../kernel/fault.ts";
import type { Git } from "../../kernel/git.ts";
import { pathWithin } from "../../kernel/path.ts";
import type { Project } from "../open_project.ts";

/** What audits read of a project before they look at sections. */
export interface AuditInput {
  project: Project;
  workspace: Workspace;
  manifests: ManifestReader;
  graph: DependencyGraph;
  inventory: Inventory;
  /** Undefined where there is none that can be read. */
  lockfile: Lockfile | undefined;
  /** Why the lockfile could not be read. */
  lockfileProblem: string | undefined;
  isIgnored: IgnoreMatcher;
  /** Undefined outside a working tree. */
  git: Git | undefined;
  /** The project below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
}

/** Reads what all sections need. A lockfile that cannot be read hides no section that does not need it. */
export async function readAuditInput(
  project: Project,
  { workspace, isIgnored }: { workspace: Workspace; isIgnored: IgnoreMatcher },
): Promise<AuditInput> {
  const { files, root, top } = project;
  let lockfile: Lockfile | undefined;
  let lockfileProblem: string | undefined;
  try {
    lockfile = await readLockfile(files, workspace);
    if (!lockfile) {
      const [unreadable] = workspace.lockfiles;
      lockfileProblem = unreadable === undefined ? "There is no lockfile" : `${unreadable} cannot be read`;
    }
  } catch (error) {
    if (!isFault(error, "LOCKFILE_INVALID")) throw error;
    lockfileProblem = `${error.message}: ${error.reason}`;
  }
  const realRoot = files.realPath(root) ?? root;
  const below = top === undefined ? "." : pathWithin(top, realRoot);
  return {
    project,
    workspace,
    manifests: manifestReader(files, workspace),
    graph: dependencyGraph(workspace),
    inventory: await listDeclaredDependencies(workspace, { files, lockfile }),
    lockfile,
    lockfileProblem,
    isIgnored,
    git: top === undefined ? undefined : project.git,
    prefix: below === "." ? "" : `${below}/`,
  };
}
