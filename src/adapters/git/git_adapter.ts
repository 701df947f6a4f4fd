import type { Commit, Git, GitLocation, Head } from "../../kernel/git.ts";
import type { Environment, Files, Processes } from "../../kernel/ports.ts";
import { isHash, listTouchedPaths, readCommits, revList } from "./commits.ts";
import { readDiff } from "./diff.ts";
import { GIT_REVISION_NOT_FOUND } from "./faults.ts";
import { findLocation, getLocation } from "./location.ts";
import {
  findRef,
  findRemoteHeadFile,
  hasReftable,
  isBranchName,
  listBranchFiles,
  readHeadFile,
  remoteBranch,
} from "./refs.ts";
import { gitFault, type GitRun, type GitRunner, readGit, runGit } from "./run_git.ts";

/**
 * Git through the installed program (2.20 or later) and, where no process is needed, through the repository's files.
 * `root` is absolute; the repository is the one it lies in. Results do not depend on the user's configuration.
 */
export function gitAdapter(
  { files, processes, env, root }: { files: Files; processes: Processes; env: Environment; root: string },
): Git {
  const search = { files, env, root };
  let known: GitLocation | undefined;
  const find = () => known ??= findLocation(search);
  const locate = () => known ??= getLocation(search);
  const runner: GitRunner = { files, processes, env, root, findLocation: find };

  const read = (args: string[], run?: GitRun) => {
    locate();
    return readGit(runner, args, run);
  };

  async function readHead(): Promise<Head> {
    const location = locate();
    if (!hasReftable(files, location)) return readHeadFile(files, location);
    const [symbolic, commit] = await Promise.all([
      read(["symbolic-ref", "--quiet", "HEAD"], { answers: [1] }),
      findCommit("HEAD"),
    ]);
    const branch = symbolic.stdout.trim().replace(/^refs\/heads\//, "");
    if (commit === undefined) return { state: "unborn", branch };
    return branch === "" ? { state: "detached", commit } : { state: "branch", branch, commit };
  }

  async function findCommit(revision: string): Promise<string | undefined> {
    if (revision === "" || /[\n\0]/.test(revision)) return undefined;
    if (isBranchName(revision) && !hasReftable(files, locate())) return findRef(files, locate(), revision);
    // Revisions on stdin are never taken for options; `--end-of-options` is not in every git.
    const { stdout } = await read(["cat-file", "--batch-check"], { input: `${revision}^{commit}\n` });
    return /^([0-9a-f]{40,64}) commit \d+\n$/.exec(stdout)?.[1];
  }

  async function getCommit(revision: string): Promise<string> {
    const commit = isHash(revision) ? revision : await findCommit(revision);
    if (commit !== undefined) return commit;
    throw GIT_REVISION_NOT_FOUND({ revision, ...(isShallow() ? { shallow: true } : {}) });
  }

  /** Commits never change: each is read once. */
  const commits = new Map<string, Commit>();
  const remember = (read: Commit[]): Commit[] => {
    for (const each of read) commits.set(each.hash, each);
    return read;
  };

  async function readKnownCommits(hashes: string[]): Promise<Commit[]> {
    locate();
    remember(await readCommits(runner, hashes.filter((each) => !commits.has(each))));
    return hashes.flatMap((hash) => commits.get(hash) ?? []);
  }

  function isShallow(): boolean {
    return files.kindOf(`${locate().commonDir}/shallow`) === "file";
  }

  async function forEachRef(format: string[], ...args: string[]): Promise<string[][]> {
    const { stdout } = await read(["for-each-ref", `--format=${format.join("%00")}`, ...args]);
    return stdout.split("\n").filter((line) => line !== "").map((line) => line.split("\0"));
  }

  return {
    findLocation: find,
    getLocation: locate,
    readHead,
    isShallow,
    findCommit,

    async findMergeBase(a, b) {
      const { stdout } = await read(["merge-base", await getCommit(a), await getCommit(b)], { answers: [1] });
      return stdout.split("\n")[0] || undefined;
    },

    async isAncestor(ancestor, descendant) {
      const pair = [await getCommit(ancestor), await getCommit(descendant)];
      return (await read(["merge-base", "--is-ancestor", ...pair], { answers: [1] })).code === 0;
    },

    async listCommits({ to, from = [], order, firstParent, noMerges, limit, paths }) {
      locate();
      const args = [await getCommit(to)];
      for (const each of [from].flat()) args.push(`^${await getCommit(each)}`);
      if (order === "topology") args.push("--topo-order");
      if (firstParent) args.push("--first-parent");
      if (noMerges) args.push("--no-merges");
      if (limit !== undefined) args.push(`--max-count=${limit}`);
      return remember(await revList(runner, [...args, "--", ...paths ?? []]));
    },

    readCommits: readKnownCommits,

    async listTouchedPaths(hashes) {
      return await listTouchedPaths(runner, await readKnownCommits(hashes));
    },

    async diff(target, { renames = true } = {}) {
      const { top } = locate();
      if (target.kind === "commits") {
        const [from, to] = [await getCommit(target.from), await getCommit(target.to)];
        return readDiff(runner, { target: { kind: "commits", from, to }, head: undefined, top, renames });
      }
      const head = await readHead();
      return readDiff(runner, { target, head: head.state === "unborn" ? undefined : head.commit, top, renames });
    },

    async listDirty() {
      const { stdout } = await read([
        "status",
        "--porcelain=v2",
        "-z",
        "--untracked-files=no",
        "--ignore-submodules=dirty",
        "--no-renames",
      ]);
      return stdout.split("\0").flatMap((line) => {
        // "1 XY sub mH mI mW hH hI path" or "u XY sub m1 m2 m3 mW h1 h2 h3 path": git-status(1), porcelain format 2.
        const entry = /^(?:1 (..)(?: \S+){6}|u (..)(?: \S+){8}) (.+)$/s.exec(line);
        if (!entry) return [];
        const state = entry[1] ?? entry[2]!;
        return [{ path: entry[3]!, staged: state[0] !== ".", unstaged: state[1] !== "." }];
      });
    },

    async readFileAt(commit, path) {
      const args = ["cat-file", "blob", `${await getCommit(commit)}:${path}`];
      const result = await read(args, { answers: "any" });
      if (result.code === 0) return result.stdout;
      if (/does not exist|exists on disk|Not a valid object name|bad file|invalid object name/i.test(result.stderr)) {
        return undefined;
      }
      throw gitFault(args, result, root);
    },

    async listBranches() {
      const location = locate();
      if (!hasReftable(files, location)) return listBranchFiles(files, location);
      return (await forEachRef(["%(refname:strip=2)"], "refs/heads")).map(([name]) => name!).sort();
    },

    async listTags() {
      const format = ["%(refname:strip=2)", "%(objecttype)", "%(objectname)", "%(*objecttype)", "%(*objectname)"];
      const rows = await forEachRef(format, "--sort=refname", "--sort=-creatordate", "refs/tags");
      const tags = await Promise.all(rows.map(async ([name, type, object, peeledType, peeled]) => {
        if (type === "commit") return { name: name!, commit: object };
        // Before git 2.45 only one layer of a tag of a tag is peeled here.
        const commit = peeledType === "tag" ? await findCommit(peeled!) : peeledType === "commit" ? peeled : undefined;
        return { name: name!, commit };
      }));
      return tags.filter((tag): tag is { name: string; commit: string } => tag.commit !== undefined);
    },

    async listRemoteTags(remote) {
      const { stdout } = await read(["ls-remote", "--tags", "--", remote]);
      const tags = new Map<string, string>();
      for (const line of stdout.split("\n")) {
        const [commit, ref] = line.split("\t");
        const name = /^refs\/tags\/(.+?)(\^\{\})?$/.exec(ref ?? "")?.[1];
        // The peeled line "<tag>^{}" follows the tag's own.
        if (name !== undefined) tags.set(name, commit!);
      }
      return Array.from(tags, ([name, commit]) => ({ name, commit }));
    },

    async findDefaultBranch(remote) {
      const location = locate();
      if (remote === "" || remote.startsWith("-") || remote.split("/").includes("..")) return undefined;
      if (!hasReftable(files, location)) return findRemoteHeadFile(files, location, remote);
      const ref = await read(["symbolic-ref", "--quiet", `refs/remotes/${remote}/HEAD`], { answers: [1, 128] });
      return remoteBranch(ref.stdout.trim(), remote);
    },

    async findConfig(key) {
      if (!/^[A-Za-z][^\n\0]*\.[^\n\0]+$/.test(key)) return undefined;
      const { code, stdout } = await readGit(runner, ["config", "-z", "--get", key], { answers: [1] });
      return code === 0 ? stdout.replace(/\0$/, "") : undefined;
    },

    async remoteUrl(remote) {
      const { code, stdout } = await read(["remote", "get-url", "--", remote], { answers: [2, 128] });
      return code === 0 ? stdout.replace(/\n$/, "") : undefined;
    },

    run(args, options = {}) {
      const { input, env: variables, allowFailure } = options;
      return runGit(runner, ["--no-pager", ...args], {
        ...(input === undefined ? {} : { input }),
        ...(variables === undefined ? {} : { env: variables }),
        ...(allowFailure ? { answers: "any" } : {}),
      });
    },
  };
}
