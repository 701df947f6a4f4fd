import { boolean, either, integer, list, nothing, object, oneOf, optional, text } from "../../kernel/schema.ts";

const CHANGE_TYPES = [
  "added",
  "modified",
  "deleted",
  "renamed",
  "copied",
  "type-changed",
  "unmerged",
  "untracked",
] as const;

const lines = {
  linesAdded: integer({ minimum: 0 }),
  linesDeleted: integer({ minimum: 0 }),
};

/** What `changes` found, as in the JSON form. */
export const CHANGES_OUTPUT = object({
  mode: oneOf(["worktree", "staged", "unstaged", "range", "branch"], { description: "What is compared" }),
  from: either([text(), nothing], { description: "Older side: a commit, or null for the index and an empty history" }),
  to: either([text(), nothing], { description: "Newer side: a commit, or null for the index and the working tree" }),
  affectedPackages: list(object({
    name: text(),
    path: text({ description: "Folder of the package, relative to the project's root" }),
    state: oneOf(["existing", "added", "deleted"]),
    filesChanged: integer({ minimum: 0 }),
    ...lines,
    changes: list(object({
      type: oneOf(CHANGE_TYPES),
      path: text({ description: "Relative to the package; with `via` to the project's root" }),
      from: optional(text({ description: "Where a renamed file was" })),
      via: optional(oneOf(["rule", "catalog"], { description: "Why a file outside the package counts for it" })),
      ...lines,
      binary: boolean(),
      staged: optional(boolean({ description: "Working tree only" })),
      unstaged: optional(boolean({ description: "Working tree only" })),
    })),
    commits: list(
      object({
        hash: text(),
        shortHash: text(),
        author: text(),
        date: text({ description: "ISO 8601 with the author's offset" }),
        subject: text(),
      }),
      { description: "Commits that touched the package, newest first; empty unless commits are compared" },
    ),
  })),
  markdown: optional(text({ description: "With --markdown: the description of a pull request" })),
  unowned: list(
    object({
      type: oneOf(CHANGE_TYPES),
      path: text({ description: "Relative to the project's root" }),
      reason: oneOf(["package", "rule", "root", "excluded", "lockfile", "record", "none"]),
      ...lines,
      binary: boolean(),
    }),
    { description: "Files that count for no package" },
  ),
  summary: object({
    totalFiles: integer({ minimum: 0, description: "Files of the affected packages, each counted once" }),
    totalPackages: integer({ minimum: 0 }),
    ...lines,
    binaryFiles: integer({ minimum: 0 }),
    unownedFiles: integer({ minimum: 0 }),
    totalCommits: integer({ minimum: 0 }),
  }),
});
