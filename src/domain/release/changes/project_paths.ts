import type { FileChange, Git } from "../../../kernel/git.ts";

/** Paths of git (from the top of the working tree) as paths of a project, which may be a folder further down. */
export interface ProjectPaths {
  /** Undefined for what lies outside of the project. */
  fromTop(path: string): string | undefined;
  toTop(path: string): string;
}

/** `root` is absolute, as git sees it: with symbolic links resolved. */
export function projectPaths(git: Git, root: string): ProjectPaths {
  const { top } = git.getLocation();
  const start = top.endsWith("/") ? top : `${top}/`;
  const prefix = root.startsWith(start) ? `${root.slice(start.length)}/` : "";
  return {
    fromTop: (path) => path.startsWith(prefix) ? path.slice(prefix.length) : undefined,
    toTop: (path) => `${prefix}${path}`,
  };
}

/** Changes with the project's paths. What was moved into the project is new there; what was moved out is gone. */
export function changesOfProject(changes: readonly FileChange[], paths: ProjectPaths): FileChange[] {
  return changes.flatMap((change) => {
    const path = paths.fromTop(change.path);
    const from = change.from === undefined ? undefined : paths.fromTop(change.from);
    const { from: _, ...rest } = change;
    if (path !== undefined) {
      if (change.from === undefined || from !== undefined) return [{ ...rest, path, ...(from ? { from } : {}) }];
      return [{ ...rest, path, type: "added" as const }];
    }
    if (from === undefined || change.type !== "renamed") return [];
    return [{ type: "deleted" as const, path: from, binary: change.binary }];
  });
}
