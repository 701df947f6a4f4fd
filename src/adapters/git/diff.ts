import type { DiffTarget, FileChange } from "../../kernel/git.ts";
import type { Files } from "../../kernel/ports.ts";
import { parseDiff } from "./parse_diff.ts";
import { type GitRunner, readGit } from "./run_git.ts";

/** Output and detection fixed here, so that no configuration changes them. */
export const DIFF_OPTIONS = [
  "--raw",
  "-z",
  "--no-abbrev",
  "--find-renames=50%",
  "-l1000",
  "--no-ext-diff",
  "--ignore-submodules=dirty",
];
const COUNTED = [...DIFF_OPTIONS, "--numstat", "--diff-algorithm=myers"];

interface DiffRequest {
  target: DiffTarget;
  /** The commit of HEAD, or undefined on an unborn branch. */
  head: string | undefined;
  top: string;
}

/** The files that differ, sorted by path, with counted lines. */
export async function readDiff(runner: GitRunner, request: DiffRequest): Promise<FileChange[]> {
  const { target, top } = request;
  if (target.kind === "commits") {
    return sorted(await changes(runner, ["diff-tree", "-r", ...COUNTED, target.from, target.to, "--"]));
  }
  const base = request.head ?? await emptyTree(runner);
  if (target.kind === "staged") {
    return sorted(await changes(runner, ["diff-index", "--cached", ...COUNTED, base, "--"]));
  }
  // `diff` refreshes the index in memory, so files that were only touched do not count; diff-files would list them.
  const tracked = ["-c", "diff.autoRefreshIndex=true", "diff", "--no-color", ...COUNTED];
  if (target.kind === "worktree") tracked.push(base);
  const [differing, untracked] = await Promise.all([
    changes(runner, [...tracked, "--"]),
    listUntracked(runner),
  ]);
  return sorted([...differing, ...untracked.map((path) => untrackedChange(runner.files, top, path))]);
}

async function changes(runner: GitRunner, args: string[]): Promise<FileChange[]> {
  return parseDiff((await readGit(runner, args)).stdout).get("") ?? [];
}

/** The hash of a tree without entries, in the repository's own hash function. */
async function emptyTree(runner: GitRunner): Promise<string> {
  return (await readGit(runner, ["hash-object", "-t", "tree", "--stdin"], { input: "" })).stdout.trim();
}

/** Nested repositories, which git lists with a slash at the end, are not files of this one. */
async function listUntracked(runner: GitRunner): Promise<string[]> {
  const { stdout } = await readGit(runner, ["ls-files", "--others", "--exclude-standard", "-z"]);
  return stdout.split("\0").filter((path) => path !== "" && !path.endsWith("/"));
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
