import type { Commit, FileChange } from "../../kernel/git.ts";
import { DIFF_OPTIONS, FIND_RENAMES } from "./diff.ts";
import { parseDiff } from "./parse_diff.ts";
import { type GitRunner, readGit } from "./run_git.ts";

const FIELDS = ["%H", "%P", "%an", "%ae", "%aI", "%s", "%b"];
const FORMAT = ["--encoding=UTF-8", `--format=${FIELDS.join("%x00")}%x00`];

/** Commits named by the arguments of rev-list, in its order. */
export async function revList(runner: GitRunner, args: string[]): Promise<Commit[]> {
  return parseCommits((await readGit(runner, ["--literal-pathspecs", "rev-list", ...FORMAT, ...args])).stdout);
}

/** The listed commits that are in the repository, in the order given. */
export async function readCommits(runner: GitRunner, hashes: string[]): Promise<Commit[]> {
  const input = hashLines(hashes);
  if (input === "") return [];
  const { stdout } = await readGit(
    runner,
    ["rev-list", "--no-walk=unsorted", "--ignore-missing", ...FORMAT, "--stdin"],
    { input },
  );
  const found = new Map(parseCommits(stdout).map((commit) => [commit.hash, commit]));
  return hashes.flatMap((hash) => found.get(hash) ?? []);
}

/** What each commit changed against its first parent, or against nothing for one without. Lines are not counted. */
export async function listTouchedPaths(runner: GitRunner, commits: Commit[]): Promise<Map<string, FileChange[]>> {
  const touched = new Map<string, FileChange[]>(commits.map(({ hash }) => [hash, []]));
  if (touched.size === 0) return touched;
  // diff-tree takes a second hash on a line for the only parent.
  const input = commits.map(({ hash, parents }) => `${[hash, ...parents.slice(0, 1)].join(" ")}\n`).join("");
  const { stdout } = await readGit(runner, ["diff-tree", "--stdin", "--root", "-r", ...DIFF_OPTIONS, ...FIND_RENAMES], {
    input,
  });
  for (const [hash, changes] of parseDiff(stdout)) if (touched.has(hash)) touched.set(hash, changes);
  return touched;
}

function hashLines(hashes: string[]): string {
  return hashes.filter(isHash).map((hash) => `${hash}\n`).join("");
}

/** Whether a text is a full hash, which no branch or option can be mistaken for. */
export function isHash(text: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

function parseCommits(output: string): Commit[] {
  const commits: Commit[] = [];
  const fields = output.split("\0");
  for (let i = 0; i + FIELDS.length <= fields.length; i += FIELDS.length) {
    const [head, parents, name, email, authoredAt, subject, body] = fields.slice(i, i + FIELDS.length) as string[];
    commits.push({
      // rev-list puts a line "commit <hash>" before each record.
      hash: head!.slice(head!.lastIndexOf("\n") + 1),
      parents: parents!.split(" ").filter((each) => each !== ""),
      author: { name: name!, email: email! },
      authoredAt: authoredAt!,
      subject: subject!,
      body: body!.trimEnd(),
    });
  }
  return commits;
}
