import { INTERRUPTED } from "../../../kernel/interrupted.ts";
import type { Files, Log, StagedFile } from "../../../kernel/ports.ts";

/** Where files are replaced. */
export interface FilePorts {
  /** Absolute path of the project. */
  root: string;
  files: Files;
  log: Log;
}

/** What a file is to hold; null where it is not to exist. */
export interface FileTarget {
  /** Relative to the project's root. */
  path: string;
  content: string | Uint8Array | null;
  /** Permission bits; without them those of the file that is there stay. */
  mode?: number | undefined;
}

/**
 * Gives all files their content. What takes room on the disk is done first, beside the files: a disk that is full is
 * noticed while everything is as it was. `interrupted` is looked at between files; then what was staged is given up,
 * and files placed so far stay. `removals` says when files go: "first" makes room, "last" loses nothing early.
 */
export function replaceFiles(
  targets: readonly FileTarget[],
  { removals, ports, interrupted }: { removals: "first" | "last"; ports: FilePorts; interrupted: () => boolean },
): void {
  const { root, files, log } = ports;
  const removed = targets.filter(({ content }) => content === null);
  const staged: { path: string; file: StagedFile }[] = [];
  try {
    if (removals === "first") remove();
    for (const { path, content, mode } of targets) {
      stopIf(interrupted);
      if (content !== null) staged.push({ path, file: files.stage(`${root}/${path}`, content, { mode }) });
    }
    while (staged.length > 0) {
      stopIf(interrupted);
      const { path, file } = staged.shift()!;
      log.debug(`Writing to ${path}`);
      file.place();
    }
    if (removals === "last") remove();
  } finally {
    for (const { file } of staged) file.discard();
  }

  function remove(): void {
    for (const { path } of removed) {
      stopIf(interrupted);
      log.debug(`Removing ${path}`);
      files.remove(`${root}/${path}`);
    }
  }
}

function stopIf(interrupted: () => boolean): void {
  if (interrupted()) throw INTERRUPTED({});
}
