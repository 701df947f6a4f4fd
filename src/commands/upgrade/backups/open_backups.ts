import type { BackupStore } from "../../../domain/release/backups/store.ts";
import type { Config } from "../../../domain/release/config/schema.ts";
import { openProject, type ProjectContext } from "../../open_project.ts";

/** Opens the backups of the project that the command is run in; a configuration file need not be there. */
export async function openBackups(
  context: ProjectContext,
): Promise<{ store: BackupStore; settings: Config["upgrade"]["backup"] }> {
  const { root, files, config } = await openProject(context, { config: "optional" });
  const settings = config.upgrade.backup;
  return { store: { root, files, path: settings.path, log: context.log }, settings };
}
