import type { FileChange } from "../../../kernel/git.ts";
import type { OwnershipReason } from "../packages/ownership.ts";
import type { ChangesRequest } from "./comparison.ts";

/** One file that differs, as it counts for a package. */
export interface PackageFileChange {
  type: FileChange["type"];
  /** Relative to the package; to the project's root where the file lies outside the package (see `via`). */
  path: string;
  /** Where a renamed file was: relative like `path` within the package, otherwise to the project's root. */
  from?: string;
  /** Why a file outside the package counts for it. */
  via?: "rule" | "catalog";
  linesAdded: number;
  linesDeleted: number;
  binary: boolean;
  /** Only for the working tree: which of its two sides has the change. */
  staged?: boolean;
  unstaged?: boolean;
}

/** A commit of the range, as it counts for a package. */
export interface ChangeCommit {
  hash: string;
  shortHash: string;
  author: string;
  /** ISO 8601 with the author's offset. */
  date: string;
  subject: string;
}

export interface AffectedPackage {
  name: string;
  /** Relative to the project's root; for a deleted package where it was. */
  path: string;
  state: "existing" | "added" | "deleted";
  filesChanged: number;
  linesAdded: number;
  linesDeleted: number;
  changes: PackageFileChange[];
  /** Newest first, without merges; empty unless commits are compared. */
  commits: ChangeCommit[];
}

/** A file that differs and counts for no package. */
export interface UnownedChange {
  type: FileChange["type"];
  /** Relative to the project's root. */
  path: string;
  reason: OwnershipReason;
  linesAdded: number;
  linesDeleted: number;
  binary: boolean;
}

/** What `workspace changes` found. */
export interface ChangesAnalysis {
  mode: ChangesRequest["mode"];
  /** Full hashes; null for the index, the working tree, and before the first commit. */
  from: string | null;
  to: string | null;
  /** Sorted by path. */
  affectedPackages: AffectedPackage[];
  unowned: UnownedChange[];
  /** Over the affected packages; a file that counts for several is counted once. */
  summary: {
    totalFiles: number;
    totalPackages: number;
    linesAdded: number;
    linesDeleted: number;
    binaryFiles: number;
    unownedFiles: number;
    totalCommits: number;
  };
}
