import type { Commit, FileChange, Git } from "../../../kernel/git.ts";
import type { Config } from "../config/schema.ts";
import type { ChangelogInput, ReleasedCommit } from "../changelog/model.ts";
import type { ReleasePlan, Workspace } from "../model.ts";
import { formatTag } from "../plan/format_tag.ts";
import { findRepository } from "../repository/find_repository.ts";

/** What reading the input of changelogs needs. */
export interface ChangelogSource {
  plan: ReleasePlan;
  workspace: Workspace;
  config: Config;
  /** Undefined without git: entries are then made from messages alone. */
  git: Git | undefined;
  /** The project's folder below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
  at: Temporal.Instant;
  /** Text of a file below the root, or undefined. */
  readText(path: string): string | undefined;
}

/** Collects what the changelogs of a release tell of, from the changesets' commits and tags in git. */
export async function readChangelogInput(source: ChangelogSource): Promise<ChangelogInput> {
  const { plan, config, git, at, readText } = source;
  const commits = git === undefined ? [] : await readReleasedCommits(git, source);
  return {
    plan,
    config: config.changelog,
    date: at.toString().slice(0, "2026-01-01".length),
    commits,
    introducedBy: git === undefined ? {} : await readIntroductions(git, { source, commits }),
    previousTags: git === undefined ? {} : await readPreviousTags(git, source),
    repository: await findRepository(source),
    template: config.changelog.template === "" ? undefined : readText(config.changelog.template),
  };
}

async function readReleasedCommits(git: Git, { plan, workspace, prefix }: ChangelogSource): Promise<ReleasedCommit[]> {
  const hashes = [...new Set(plan.changesets.flatMap(({ changeset }) => changeset.commits))];
  if (hashes.length === 0) return [];
  const commits = await git.readCommits(hashes);
  const unreachable = await listUnreachable(git, commits);
  const touched = await git.listTouchedPaths(commits.map(({ hash }) => hash));
  const owner = packageOwner(workspace, prefix);
  const listing = new Map<string, Set<string>>();
  for (const { changeset } of plan.changesets) {
    for (const hash of changeset.commits) {
      listing.set(hash, new Set([...listing.get(hash) ?? [], ...changeset.packages]));
    }
  }
  return commits.map((commit) => {
    const listed = listing.get(commit.hash)!;
    const owners = new Set((touched.get(commit.hash) ?? []).flatMap(pathsOf).map(owner));
    const packages = [...listed].filter((name) => owners.has(name));
    // What touches none of the changeset's packages is told in all of them: the author put it there.
    return {
      ...commit,
      packages: packages.length > 0 ? packages : [...listed],
      reachable: !unreachable.has(commit.hash),
    };
  });
}

function pathsOf({ path, from }: FileChange): string[] {
  return from === undefined ? [path] : [path, from];
}

/** The package a file belongs to: the longest folder that contains it. */
function packageOwner({ packages }: Workspace, prefix: string): (path: string) => string | undefined {
  const byFolder = new Map(packages.map((each) => [each.path === "." ? prefix : `${prefix}${each.path}/`, each.name]));
  return (path) => {
    for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
      const name = byFolder.get(path.slice(0, end + 1));
      if (name !== undefined) return name;
      if (end === 0) break;
    }
    return byFolder.get("");
  };
}

/** Squashed and rebased commits are in the repository (or were), and the release does not descend from them. */
async function listUnreachable(git: Git, commits: Commit[]): Promise<Set<string>> {
  if (commits.length === 0) return new Set();
  const { stdout } = await git.run(["rev-list", "--stdin"], {
    input: [...commits.map(({ hash }) => hash), "^HEAD", ""].join("\n"),
  });
  return new Set(stdout.split("\n"));
}

/** For changesets whose own commits cannot be linked: the reachable commit that brought the changeset's file. */
async function readIntroductions(
  git: Git,
  { source, commits }: { source: ChangelogSource; commits: ReleasedCommit[] },
): Promise<Record<string, string>> {
  const reachable = new Set(commits.filter((each) => each.reachable).map(({ hash }) => hash));
  const wanted = source.plan.changesets.map(({ changeset }) => changeset)
    .filter((changeset) => !changeset.commits.some((hash) => reachable.has(hash)));
  const introductions: Record<string, string> = {};
  for (const { id } of wanted) {
    const path = `:(literal)${source.prefix}${source.config.changeset.path}/${id}.json`;
    const args = ["log", "-1", "--diff-filter=A", "--no-show-signature", "--format=%H", "HEAD", "--", path];
    const { code, stdout } = await git.run(args, { allowFailure: true });
    if (code === 0 && stdout.trim() !== "") introductions[id] = stdout.trim();
  }
  return introductions;
}

async function readPreviousTags(
  git: Git,
  { plan, workspace, config }: ChangelogSource,
): Promise<Record<string, string | undefined>> {
  const existing = new Set((await git.listTags()).map(({ name }) => name));
  const context = { config, shape: workspace.shape };
  return Object.fromEntries(
    plan.packages.filter((each) => each.willBump).map((each) => {
      const tag = formatTag(each.name, each.currentVersion, context);
      return [each.name, existing.has(tag) ? tag : undefined];
    }),
  );
}

/** From the configuration, else the root manifest's `repository`, else the git remote. */
