import type { Context } from "../../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../../cli/option.ts";
import { DPKG_FILES, findManager, type Manager, PACMAN_FOLDER } from "../../domain/release/updates/installation.ts";
import { UPDATE_MANAGED, UPDATE_NOT_A_BINARY } from "../../domain/release/updates/faults.ts";
import type { Downloads, ProgramFile } from "../../kernel/program.ts";

/** Variables that say where releases come from and who updates the program. */
export const UPDATE_ENVIRONMENT = ["WORKSPACE_INSTALL_BASE_URL", "WORKSPACE_MANAGED"] as const;

export type UpdateContext = Pick<Context<OptionTable, ArgumentTable>, "ports" | "log">;

/** The program as what updates it sees it. */
export interface OpenedProgram {
  /** Undefined where it is run from its sources or a bundle. */
  file: ProgramFile | undefined;
  manager: Manager | undefined;
  downloads: Downloads;
  windows: boolean;
}

/** The command needs the place `program` to read, and the variables of `UPDATE_ENVIRONMENT`. */
export async function openProgram({ ports, log }: UpdateContext): Promise<OpenedProgram> {
  const { env, files, program } = ports;
  const { file, downloads } = await ports.self();
  if (file) log.debug(`Program: ${file.path}`);
  const manager = file && findManager({
    path: file.path,
    managed: env.get("WORKSPACE_MANAGED"),
    dpkgFiles: files.readText(DPKG_FILES),
    hasPacman: files.kindOf(PACMAN_FOLDER) === "directory",
  });
  return { file, manager, downloads, windows: program.target.includes("windows") };
}

/** The binary that may be replaced. Faults: `UPDATE_NOT_A_BINARY`, `UPDATE_MANAGED`. */
export function getReplaceable(
  { file, manager }: OpenedProgram,
  profile: "source" | "bundle" | "release",
): ProgramFile {
  if (!file) throw UPDATE_NOT_A_BINARY({ profile: profile === "bundle" ? "bundle" : "source" });
  if (manager) throw UPDATE_MANAGED({ path: file.path, manager });
  return file;
}
