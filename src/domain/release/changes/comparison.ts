import type { DiffTarget, Git } from "../../../kernel/git.ts";
import { COMMON_ANCESTOR_NOT_FOUND, REVISION_NOT_FOUND } from "./faults.ts";

/** What `workspace changes` compares. Revisions are branches, tags, hashes or anything else git takes. */
export type ChangesRequest =
  | { mode: "worktree" | "staged" | "unstaged" }
  /** What `until` (HEAD) has that `since` has not. */
  | { mode: "range"; since: string; until?: string | undefined }
  /** What `until` (HEAD) has since it left the branch; the remote's branch stands in for a local one. */
  | { mode: "branch"; branch: string; until?: string | undefined; remote?: string };

/** What is compared, with every revision resolved. */
export interface Comparison {
  mode: ChangesRequest["mode"];
  target: DiffTarget;
  /** Full hash of the older side; null for the index, and before the first commit. */
  from: string | null;
  /** Full hash of the newer side; null for the index and the working tree. */
  to: string | null;
}

/** Resolves the revisions of a request. Faults: `REVISION_NOT_FOUND`, `COMMON_ANCESTOR_NOT_FOUND`. */
export async function resolveComparison(git: Git, request: ChangesRequest): Promise<Comparison> {
  const { mode } = request;
  if (mode === "range" || mode === "branch") {
    const until = request.until ?? "HEAD";
    const to = await getRevision(git, until);
    const from = mode === "range"
      ? await rangeStart(git, await getRevision(git, request.since), to)
      : await branchStart(git, request, { until, to });
    return { mode, target: { kind: "commits", from, to }, from, to };
  }
  const head = await git.readHead();
  const from = mode === "unstaged" || head.state === "unborn" ? null : head.commit;
  return { mode, target: { kind: mode }, from, to: null };
}

/** The fork point where the two sides diverged: what only the older side has is no change of the newer one. */
async function rangeStart(git: Git, since: string, to: string): Promise<string> {
  return await git.findMergeBase(since, to) ?? since;
}

async function branchStart(
  git: Git,
  { branch, remote = "origin" }: { branch: string; remote?: string },
  { until, to }: { until: string; to: string },
): Promise<string> {
  const tip = await git.findCommit(branch) ?? await git.findCommit(`refs/remotes/${remote}/${branch}`) ??
    await getRevision(git, branch);
  const base = await git.findMergeBase(tip, to);
  if (base === undefined) throw COMMON_ANCESTOR_NOT_FOUND({ branch, revision: until, shallow: git.isShallow() });
  return base;
}

/** The commit that a revision names. Fault: `REVISION_NOT_FOUND`. */
export async function getRevision(git: Git, revision: string): Promise<string> {
  const commit = await git.findCommit(revision);
  if (commit !== undefined) return commit;
  const [branches, tags] = await Promise.all([git.listBranches(), git.listTags()]);
  const known = [...branches, ...tags.map((tag) => tag.name)];
  throw REVISION_NOT_FOUND({ revision, known, shallow: git.isShallow() });
}
