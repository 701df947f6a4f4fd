import { INTERRUPTED } from "../../../kernel/interrupted.ts";
import type { Files, Log, StagedFile } from "../../../kernel/ports.ts";
import { JOURNAL_FILE_CHANGED } from "./faults.ts";
import type { FileWrite } from "./journal.ts";

/** Where a release writes. */
export interface FilePorts {
  /** Absolute path of the project. */
  root: string;
  files: Files;
  log: Log;
}

/** A content that is neither of a file's two states is somebody else's: it stops everything before anything is done. */
export function refuseForeignContent(writes: readonly FileWrite[], { root, files }: Omit<FilePorts, "log">): void {
  for (const { path, before, after } of writes) {
    const current = files.readText(`${root}/${path}`) ?? null;
    if (current !== before && current !== after) throw JOURNAL_FILE_CHANGED({ path });
  }
}

/**
 * Brings all files into one of their states. What takes room on the disk is done first, beside the files: a disk that
 * is full is noticed while everything is as it was. `interrupted` is looked at between files; then what was staged is
 * given up, and files placed so far stay.
 */
export function placeFiles(
  writes: readonly FileWrite[],
  { to, ports, interrupted }: { to: "before" | "after"; ports: FilePorts; interrupted: () => boolean },
): void {
  const { root, files, log } = ports;
  refuseForeignContent(writes, ports);
  const due = writes.filter((write) => (files.readText(`${root}/${write.path}`) ?? null) !== write[to]);
  const removals = due.filter((write) => write[to] === null);
  const staged: { path: string; file: StagedFile }[] = [];
  try {
    // On the way back new files make room for old ones; on the way forward nothing may be lost yet.
    if (to === "before") remove(removals);
    for (const write of due) {
      stopIf(interrupted);
      const content = write[to];
      if (content !== null) staged.push({ path: write.path, file: files.stage(`${root}/${write.path}`, content) });
    }
    while (staged.length > 0) {
      stopIf(interrupted);
      const { path, file } = staged.shift()!;
      log.debug(`Writing to ${path}`);
      file.place();
    }
    if (to === "after") remove(removals);
  } finally {
    for (const { file } of staged) file.discard();
  }

  function remove(removed: FileWrite[]): void {
    for (const { path } of removed) {
      stopIf(interrupted);
      log.debug(`Removing ${path}`);
      files.remove(`${root}/${path}`);
    }
  }
}

/** The folders that a release makes for its new files, outermost first. */
export function findNewFolders(writes: readonly FileWrite[], { root, files }: Omit<FilePorts, "log">): string[] {
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
export function sweepTemporaries(writes: readonly FileWrite[], { root, files }: Omit<FilePorts, "log">): void {
  for (const { path } of writes) {
    const target = `${root}/${path}`;
    const folder = target.slice(0, target.lastIndexOf("/"));
    const name = target.slice(folder.length + 1);
    for (const entry of files.list(folder) ?? []) {
      if (entry.name.startsWith(`.${name}.`) && entry.name.endsWith(".tmp")) files.remove(`${folder}/${entry.name}`);
    }
  }
}

function stopIf(interrupted: () => boolean): void {
  if (interrupted()) throw INTERRUPTED({});
}
