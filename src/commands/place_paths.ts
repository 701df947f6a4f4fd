import type { Place } from "../cli/command.ts";
import { findUserFolders } from "../cli/user_folders.ts";
import { listShellFiles } from "../domain/release/doctor/shell_files.ts";
import { listUserConfigFiles } from "../domain/release/registry/config_files.ts";
import { recordsOfManagers } from "../domain/release/updates/installation.ts";
import { parentOf } from "../kernel/path.ts";
import { contextPlaces } from "./context_places.ts";
import { locateConfigFile } from "./open_project.ts";
import { servicePlaces } from "./server/service/service_place.ts";

/**
 * Folders and files that a place stands for here, absolute. Where the project's git folders lie elsewhere, as in
 * worktrees, they count. `program` is no folder where the program is no binary.
 */
export function placePaths(place: Place, at: Parameters<typeof locateConfigFile>[0]): string[] {
  const { env, program } = at.ports;
  const user = findUserFolders(env);
  switch (place) {
    case "user":
      return [...Object.values(user ?? {}), contextPlaces(env).compozy ?? []].flat();
    case "data":
      return user ? [user.data] : [];
    case "cache":
      return user ? [user.cache] : [];
    case "npmrc":
      return listUserConfigFiles(env);
    case "shell":
      return listShellFiles(env);
    case "services":
      return servicePlaces(at.ports).folders;
    case "program":
      return [program.executable ? parentOf(program.executable) ?? "/" : [], recordsOfManagers()].flat();
    default:
      return projectPaths(at);
  }
}

function projectPaths(at: Parameters<typeof locateConfigFile>[0]): string[] {
  const location = at.ports.git(at.directory).findLocation();
  const { root, file } = locateConfigFile(at);
  const wanted = [location?.top, root, location?.gitDir, location?.commonDir, file?.path].filter((each) =>
    each !== undefined
  );
  return wanted.filter((path, i) => !wanted.some((other, j) => path !== other ? path.startsWith(`${other}/`) : j < i));
}
