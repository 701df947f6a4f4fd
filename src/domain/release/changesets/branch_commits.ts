import type { Commit, Git } from "../../../kernel/git.ts";

/** Which branch's commits are asked for. */
export interface BranchRequest {
  branch: string;
  /** Whether HEAD stands on it; otherwise its ref is looked at. */
  isCurrent: boolean;
  /** The branch that it is merged into; undefined where it is not known. */
  base: string | undefined;
  remote: string;
  /** Hashes that its changeset has recorded. */
  recorded: readonly string[];
  /** Whether the changeset is only being made: on the base branch then nothing counts that is pushed. */
  isNew?: boolean;
  /** When its changeset was made: ISO 8601. */
  since?: string;
}

/** The commits that a branch brings, oldest first; merges are not among them. */
export interface BranchCommits {
  commits: Commit[];
  /** The branch's last commit; undefined where the branch has none, or is not here. */
  tip: string | undefined;
  /** What the result may lack, and why. */
  warnings: string[];
}

/**
 * The commits of a branch that its base does not have: merges of the base bring none, whether the base was merged
 * from here or from the remote. On the base itself: what came since the last recorded commit, or what is not pushed,
 * or what came since the changeset was made; for a new one only what is known not to be pushed.
 * In a shallow clone, and where there is no base, HEAD alone.
 */
export async function findBranchCommits(git: Git, request: BranchRequest): Promise<BranchCommits> {
  const tip = await findTip(git, request);
  if (tip === undefined) {
    const warnings = request.isCurrent
      ? []
      : [`Branch '${request.branch}' is not in this repository: no commits were read`];
    return { commits: [], tip, warnings };
  }
  if (request.isNew && request.branch === request.base) {
    const pushed = await git.findCommit(`refs/remotes/${request.remote}/${request.base}`);
    return { commits: pushed === undefined ? [] : await commitsBetween(git, [pushed], tip), tip, warnings: [] };
  }
  if (git.isShallow()) {
    const note = "The clone is shallow: only the last commit was looked at (`git fetch --unshallow` gets the history)";
    return { commits: await lastCommit(git, tip), tip, warnings: [note] };
  }
  const bases = request.branch === request.base ? await basesOnBase(git, request, tip) : await basesOf(git, request);
  if (bases.length > 0) return { commits: await commitsBetween(git, bases, tip), tip, warnings: [] };
  const warnings = request.branch === request.base
    ? []
    : [`No base branch was found for '${request.branch}': only the last commit was looked at`];
  return { commits: await lastCommit(git, tip), tip, warnings };
}

/**
 * Recorded commits that a rebase or an amend left behind, by the commit that took their place: they cannot be reached
 * from the branch's tip, and have the same author and author date as it, or the same patch.
 */
export async function findReplaced(
  git: Git,
  { commits, tip, recorded }: { commits: readonly Commit[]; tip: string; recorded: readonly string[] },
): Promise<Map<string, string[]>> {
  const replaced = new Map<string, string[]>();
  const own = new Set(commits.map(({ hash }) => hash));
  const elsewhere = recorded.filter((hash) => isFullHash(hash) && !own.has(hash));
  if (elsewhere.length === 0 || commits.length === 0 || git.isShallow()) return replaced;
  const { stdout } = await git.run(["rev-list", "--ignore-missing", ...elsewhere, `^${tip}`, "--"]);
  const unreachable = new Set(stdout.split("\n"));
  const lost = await git.readCommits(elsewhere.filter((hash) => unreachable.has(hash)));
  const note = (by: string, hash: string) => replaced.set(by, [...replaced.get(by) ?? [], hash]);
  const byAuthorship = new Map(commits.map((commit) => [authorship(commit), commit.hash]));
  const bySubject = new Map(commits.map((commit) => [`${authorship(commit)}\0${commit.subject}`, commit.hash]));
  const unknown: string[] = [];
  for (const commit of lost) {
    const by = bySubject.get(`${authorship(commit)}\0${commit.subject}`) ?? byAuthorship.get(authorship(commit));
    if (by === undefined) unknown.push(commit.hash);
    else note(by, commit.hash);
  }
  if (unknown.length > 0) {
    const patches = await readPatchIds(git, [...commits.map(({ hash }) => hash), ...unknown]);
    const byPatch = new Map(commits.map(({ hash }) => [patches.get(hash), hash]));
    for (const hash of unknown) {
      const patch = patches.get(hash);
      const by = patch && byPatch.get(patch);
      if (by) note(by, hash);
    }
  }
  return replaced;
}

/** True for a whole hash (SHA-1 or SHA-256), as recorded commits are: never an option of git's. */
export function isFullHash(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

async function findTip(git: Git, { branch, isCurrent, remote }: BranchRequest): Promise<string | undefined> {
  if (isCurrent) {
    const head = await git.readHead();
    return head.state === "unborn" ? undefined : head.commit;
  }
  return await git.findCommit(`refs/heads/${branch}`) ?? await git.findCommit(`refs/remotes/${remote}/${branch}`);
}

async function basesOf(git: Git, { base, remote }: BranchRequest): Promise<string[]> {
  if (base === undefined) return [];
  const found = await Promise.all([`refs/heads/${base}`, `refs/remotes/${remote}/${base}`].map(git.findCommit));
  return found.filter((each) => each !== undefined);
}

async function basesOnBase(git: Git, request: BranchRequest, tip: string): Promise<string[]> {
  const { recorded, base, remote, since } = request;
  const known = await git.readCommits(recorded.filter(isFullHash));
  if (known.length > 0) return known.map(({ hash }) => hash);
  const pushed = await git.findCommit(`refs/remotes/${remote}/${base}`);
  if (pushed !== undefined && pushed !== tip) return [pushed];
  if (since === undefined || !/^\d{4}-[\d-]+T[\d:.]+Z$/.test(since)) return [];
  const { stdout } = await git.run(["rev-list", "--max-count=1", `--before=${since}`, tip, "--"]);
  return stdout.split("\n").filter((line) => line !== "");
}

async function commitsBetween(git: Git, bases: readonly string[], tip: string): Promise<Commit[]> {
  return (await git.listCommits({ to: tip, from: bases, order: "topology", noMerges: true })).reverse();
}

async function lastCommit(git: Git, tip: string): Promise<Commit[]> {
  return (await git.readCommits([tip])).filter(({ parents }) => parents.length < 2);
}

function authorship({ author, authoredAt }: Commit): string {
  return `${author.email}\0${authoredAt}`;
}

/** `git patch-id --stable` of each commit: the same for the same change wherever it was made. */
async function readPatchIds(git: Git, hashes: readonly string[]): Promise<Map<string, string>> {
  const patches = await git.run(["diff-tree", "-p", "--full-index", "--root", "--stdin"], {
    input: hashes.map((hash) => `${hash}\n`).join(""),
  });
  const { stdout } = await git.run(["patch-id", "--stable"], { input: patches.stdout });
  return new Map(
    stdout.split("\n").filter((line) => line !== "").map((line) => {
      const [patch, commit] = line.split(" ");
      return [commit!, patch!];
    }),
  );
}
