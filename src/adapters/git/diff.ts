import type { DiffTarget, FileChange } from "../../kernel/git.ts";
import type { Files } from "../../kernel/ports.ts";
import { parseDiff } from "./parse_diff.ts";
import { type GitRunner, readGit } from "./run_git.ts";

/** Output and detection fixed here, so that no configuration changes them. */
export const DIFF_OPTIONS = [
  "--raw",
  "-z",
  "--no-abbrev",
  "--no-ext-diff",
  "--ignore-submodules=dirty",
];
/** Renames by git's own default of half the lines, at most 1,000 candidates. */
export const FIND_RENAMES = ["--find-renames=50%", "-l1000"];

interface DiffRequest {
  target: DiffTarget;
  /** The commit of HEAD, or undefined on an unborn branch. */
  head: string | undefined;
  top: string;
  renames: boolean;
}

/** The files that differ, sorted by path, with counted lines. */
export async function readDiff(runner: GitRunner, request: DiffRequest): Promise<FileChange[]> {
  const { target, top } = request;
  const renames = request.renames ? FIND_RENAMES : ["--no-renames"];
  const counted = [...DIFF_OPTIONS, ...renames, "--numstat", "--diff-algorithm=myers"];
  if (target.kind === "commits") {
    return sorted(await changes(runner, ["diff-tree", "-r", ...counted, target.from, target.to, "--"]));
  }
  const base = request.head ?? await emptyTree(runner);
  if (target.kind === "staged") {
    return sorted(await changes(runner, ["diff-index", "--cached", ...counted, base, "--"]));
  }
  // `diff` refreshes the index in memory, so files that were only touched do not count; diff-files would list them.
  const tracked = ["-c", "diff.autoRefreshIndex=true", "diff", "--no-color", ...counted];
  if (target.kind === "worktree") tracked.push(base);
  const [differing, { untracked, unmerged }] = await Promise.all([
    changes(runner, [...tracked, "--"]),
    listOthers(runner),
  ]);
  // Against a commit, `diff` shows a conflict as a modification.
  for (const change of differing) if (unmerged.has(change.path)) change.type = "unmerged";
  return sorted([...differing, ...untracked.map((path) => untrackedChange(runner.files, top, path))]);
}

async function changes(runner: GitRunner, args: string[]): Promise<FileChange[]> {
  return parseDiff((await readGit(runner, args)).stdout).get("") ?? [];
}

/** The hash of a tree without entries, in the repository's own hash function. */
async function emptyTree(runner: GitRunner): Promise<string> {
  return (await readGit(runner, ["hash-object", "-t", "tree", "--stdin"], { input: "" })).stdout.trim();
}

/** Untracked files and conflicts. Nested repositories, listed with a slash at the end, are not files of this one. */
async function listOthers(runner: GitRunner): Promise<{ untracked: string[]; unmerged: Set<string> }> {
  const args = ["ls-files", "-z", "-t", "--others", "--unmerged", "--exclude-standard"];
  const untracked: string[] = [];
  const unmerged = new Set<string>();
  for (const line of (await readGit(runner, args)).stdout.split("\0")) {
    if (line.startsWith("? ")) {
      if (!line.endsWith("/")) untracked.push(line.slice(2));
    } else if (line !== "") unmerged.add(line.slice(line.indexOf("\t") + 1));
  }
  return { untracked, unmerged };
}

/** Lines counted as git does; binary by git's rule, a zero byte among the first 8,000. */
function untrackedChange(files: Files, top: string, path: string): FileChange {
  const change: FileChange = { type: "untracked", path, binary: false };
  const absolute = `${top}/${path}`;
  const bytes = files.kindOf(absolute) === "file" ? files.readBytes(absolute) : undefined;
  // What is no file is a link (to a folder, or to nothing): git stores its target, one line.
  if (bytes === undefined) return { ...change, linesAdded: 1, linesDeleted: 0 };
  if (bytes.subarray(0, 8000).includes(0)) return { ...change, binary: true };
  let lines = 0;
  for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines++;
  if (bytes.length > 0 && bytes[bytes.length - 1] !== 10) lines++;
  return { ...change, linesAdded: lines, linesDeleted: 0 };
}

function sorted(changed: FileChange[]): FileChange[] {
  return changed.sort((a, b) => a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
