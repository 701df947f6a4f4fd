import type { OwnFile } from "../../../domain/workflow/contexts/edit_contexts.ts";
import { contextPlaces, type ServerContext } from "../../context_places.ts";
import { USER_FOLDER_UNKNOWN } from "../faults.ts";

/** The file that the user's contexts are written to. Fault: `USER_FOLDER_UNKNOWN`. */
export function readOwnFile({ ports: { files, env } }: ServerContext): OwnFile {
  const { own } = contextPlaces(env);
  if (own === undefined) throw USER_FOLDER_UNKNOWN({});
  return { path: own, text: files.readText(own) ?? "" };
}

/** Writes the file's new text where it is another one. */
export function writeOwnFile({ ports: { files }, log }: ServerContext, { path, text }: OwnFile, next: string): boolean {
  if (next === text) return false;
  log.debug(`Writing ${path}`);
  files.write(path, next);
  return true;
}
