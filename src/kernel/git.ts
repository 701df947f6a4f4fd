/** Where a repository is, read from the file system without starting git. */
export interface GitLocation {
  /** The top of the working tree, symbolic links resolved. */
  top: string;
  /** The folder of this working tree's own state (HEAD, index). */
  gitDir: string;
  /** The folder shared by all working trees (refs, objects). */
  commonDir: string;
}

/** What HEAD is. A branch without a commit is "unborn". */
export type Head =
  | { state: "branch"; branch: string; commit: string }
  | { state: "detached"; commit: string }
  | { state: "unborn"; branch: string };

export interface Commit {
  hash: string;
  parents: string[];
  author: { name: string; email: string };
  /** When it was authored: ISO 8601 with the author's offset. */
  authoredAt: string;
  subject: string;
  /** Everything after the subject's paragraph. */
  body: string;
}

/** How one file differs. Paths are relative to the top of the working tree. */
export interface FileChange {
  type: "added" | "modified" | "deleted" | "renamed" | "copied" | "type-changed" | "unmerged" | "untracked";
  path: string;
  /** Where a renamed or copied file was. */
  from?: string;
  /** Undefined for binary files. */
  linesAdded?: number;
  linesDeleted?: number;
  binary: boolean;
}

/** What a difference is taken between. `base...head` semantics are the caller's: resolve the merge base first. */
export type DiffTarget =
  | { kind: "commits"; from: string; to: string }
  /** HEAD against the working tree, untracked files included. */
  | { kind: "worktree" }
  | { kind: "staged" }
  /** The index against the working tree, untracked files included. */
  | { kind: "unstaged" };

/**
 * Git, as this program uses it. Commits are full hashes unless said otherwise. A failing git is a fault
 * (`GIT_FAILED`) carrying git's own words; a missing program is `GIT_NOT_INSTALLED`.
 */
export interface Git {
  /** No process is started. Undefined outside a working tree. */
  findLocation(): GitLocation | undefined;
  /** Like `findLocation`; outside a working tree a fault (`GIT_REPOSITORY_NOT_FOUND`). */
  getLocation(): GitLocation;
  /** No process is started, except on reftable repositories. */
  readHead(): Promise<Head>;
  /** No process is started. */
  isShallow(): boolean;
  /** The commit that a revision names, or undefined. Never takes the revision for an option. */
  findCommit(revision: string): Promise<string | undefined>;
  /** The best common ancestor, or undefined for unrelated (or too shallow) histories. */
  findMergeBase(a: string, b: string): Promise<string | undefined>;
  isAncestor(ancestor: string, descendant: string): Promise<boolean>;
  /**
   * Commits reachable from `to` and not from `from` (all when undefined): newest first, or children before their
   * parents, line by line.
   */
  listCommits(options: {
    to: string;
    from?: string | readonly string[] | undefined;
    order?: "date" | "topology";
    firstParent?: boolean;
    noMerges?: boolean;
    limit?: number;
    paths?: string[];
  }): Promise<Commit[]>;
  /** The listed commits, in the order given; those that are not in the repository are left out. */
  readCommits(hashes: string[]): Promise<Commit[]>;
  /**
   * Paths that each commit touched against its first parent: a map from hash. Renames give both paths; lines are not
   * counted.
   */
  listTouchedPaths(hashes: string[]): Promise<Map<string, FileChange[]>>;
  /** Sorted by path. With `renames: false` a renamed file is one that is gone and one that is new. */
  diff(target: DiffTarget, options?: { renames?: boolean }): Promise<FileChange[]>;
  /** Paths with staged or unstaged changes (tracked files only), relative to the top. */
  listDirty(): Promise<{ path: string; staged: boolean; unstaged: boolean }[]>;
  /** A file's text in a commit, or undefined. The path is relative to the top. */
  readFileAt(commit: string, path: string): Promise<string | undefined>;
  /** Local branch names. No process is started where refs are files. */
  listBranches(): Promise<string[]>;
  /** Local tags with the commit each stands for (annotated tags peeled), newest creation first. */
  listTags(): Promise<{ name: string; commit: string }[]>;
  /** Tags on the remote with the commit each stands for. */
  listRemoteTags(remote: string): Promise<{ name: string; commit: string }[]>;
  /** The branch the remote calls its default, from the local record, or undefined. */
  findDefaultBranch(remote: string): Promise<string | undefined>;
  /** A configuration value, or undefined. */
  findConfig(key: string): Promise<string | undefined>;
  remoteUrl(remote: string): Promise<string | undefined>;
  /** Runs git with these arguments in the working tree: for what the methods above do not cover. */
  run(
    args: string[],
    options?: { input?: string; env?: Record<string, string>; allowFailure?: boolean },
  ): Promise<{ code: number; stdout: string; stderr: string }>;
}
