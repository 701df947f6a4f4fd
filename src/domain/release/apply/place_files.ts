import type { Files } from "../../../kernel/ports.ts";
import { JOURNAL_FILE_CHANGED } from "./faults.ts";
import type { FileWrite } from "./journal.ts";
import { type FilePorts, replaceFiles } from "./replace_files.ts";

/** A content that is neither of a file's two states is somebody else's: it stops everything before anything is done. */
export function refuseForeignContent(writes: readonly FileWrite[], { root, files }: Omit<FilePorts, "log">): void {
  for (const { path, before, after } of writes) {
    const current = files.readText(`${root}/${path}`) ?? null;
    if (current !== before && current !== after) throw JOURNAL_FILE_CHANGED({ path });
  }
}

/** Brings all files into one of their states, as `replaceFiles` does; those that are in it already are left alone. */
export function placeFiles(
  writes: readonly FileWrite[],
  { to, ports, interrupted }: { to: "before" | "after"; ports: FilePorts; interrupted: () => boolean },
): void {
  const { root, files } = ports;
  refuseForeignContent(writes, ports);
  const due = writes.filter((write) => (files.readText(`${root}/${write.path}`) ?? null) !== write[to]);
  // On the way back new files make room for old ones; on the way forward nothing may be lost yet.
  const removals = to === "before" ? "first" : "last";
  replaceFiles(due.map((write) => ({ path: write.path, content: write[to] })), { removals, ports, interrupted });
}

/** The folders that a release makes for its new files, outermost first. */
export function findNewFolders(
  writes: readonly { path: string; before: unknown }[],
  { root, files }: { root: string; files: Files },
): string[] {
  const found = new Set<string>();
  for (const { path, before } of writes) {
    if (before !== null) continue;
    for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1)) {
      const folder = path.slice(0, slash);
      if (files.kindOf(`${root}/${folder}`) === undefined) found.add(folder);
    }
  }
  return [...found].sort();
}

/** A kill in the middle of a write leaves its temporary file beside the target: `.<name>.<random>.tmp`. */
export function sweepTemporaries(
  writes: readonly { path: string }[],
  { root, files }: { root: string; files: Files },
): void {
  for (const { path } of writes) {
    const target = `${root}/${path}`;
    const folder = target.slice(0, target.lastIndexOf("/"));
    const name = target.slice(folder.length + 1);
    for (const entry of files.list(folder) ?? []) {
      if (entry.name.startsWith(`.${name}.`) && entry.name.endsWith(".tmp")) files.remove(`${folder}/${entry.name}`);
    }
  }
}
