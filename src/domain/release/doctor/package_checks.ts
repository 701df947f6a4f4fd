import { isFault } from "../../../kernel/fault.ts";
import type { Files, Processes } from "../../../kernel/ports.ts";
import { findLockfileName, readLockfile } from "../dependencies/read_lockfile.ts";
import type { Workspace } from "../model.ts";
import { readWorkspace } from "../packages/discovery.ts";
import { type CheckDeclaration, type Finding, ok, skipped, warning } from "./model.ts";

export interface PackageSurroundings {
  files: Files;
  processes: Processes;
  /** Absolute: the project's root. */
  root: string;
}

/** Asking a package manager for its version takes well under a second. */
const MANAGER_MILLISECONDS = 10_000;

/** The packages, and what their package manager needs. */
export function packageChecks({ files, processes, root }: PackageSurroundings): CheckDeclaration[] {
  let reading: Promise<Workspace> | undefined;
  const read = () => reading ??= readWorkspace(files, root);
  const withWorkspace = (look: (workspace: Workspace) => Finding | Promise<Finding>) => async () => {
    let workspace: Workspace;
    try {
      workspace = await read();
    } catch {
      return skipped("The packages cannot be read.");
    }
    return await look(workspace);
  };
  return [
    {
      id: "found",
      title: "Packages",
      async run() {
        const { packages, shape } = await read();
        if (packages.length === 0) {
          return warning("There is no package.", "Name the packages' folders in `workspaces` of package.json.");
        }
        const count = `${packages.length} ${packages.length === 1 ? "package" : "packages"}`;
        return ok(`${count} (${shape === "single" ? "single package" : "monorepo"}), all names different`);
      },
    },
    {
      id: "warnings",
      title: "Manifests",
      run: withWorkspace(({ warnings }) =>
        warnings.length === 0
          ? ok("nothing odd")
          : warning(warnings.join("; "), "Look at the files that are named; other commands warn of them each time.")
      ),
    },
    { id: "manager", title: "Package manager", run: withWorkspace((workspace) => checkManager(workspace, processes)) },
    {
      id: "lockfile",
      title: "Lockfile",
      run: withWorkspace(async (workspace) => {
        const { lockfiles, manager: { name } } = workspace;
        const install = `Run \`${name} install\` and commit the lockfile.`;
        if (lockfiles.length === 0) {
          return warning("There is none: installed versions differ between machines.", install);
        }
        const readable = findLockfileName(workspace);
        if (readable !== undefined) await readLockfile(files, workspace);
        return lockfiles.length > 1 && new Set(lockfiles).size > 1
          ? ok(`${lockfiles.join(", ")}; ${readable ?? lockfiles[0]} counts`)
          : ok(readable === undefined ? `${lockfiles[0]} (its entries are not read)` : readable);
      }),
    },
  ];
}

async function checkManager({ manager }: Workspace, processes: Processes): Promise<Finding> {
  const { name, version: stated } = manager;
  const label = stated === undefined ? name : `${name}@${stated}`;
  try {
    // Corepack would download the version that package.json names.
    const { code, stdout } = await processes.run(name, ["--version"], {
      env: { COREPACK_ENABLE_NETWORK: "0" },
      inherits: "registries",
      limitMilliseconds: MANAGER_MILLISECONDS,
    });
    const version = /\d+\.\d+\.\d+\S*/.exec(stdout)?.[0];
    if (code === 0 && version !== undefined) return ok(`${label}, installed is ${version}`);
    return warning(`${label} does not say its version (exit code ${code}).`, `Run \`${name} --version\` to see why.`);
  } catch (error) {
    if (!isFault(error, "PROGRAM_NOT_FOUND")) throw error;
    return warning(
      `${label} is not installed: \`upgrade apply\` cannot bring the lockfile up to date.`,
      `Install ${name}, or leave lockfiles to another machine.`,
    );
  }
}
