import type { Commit, Git } from "../../../kernel/git.ts";
import type { Ownership } from "../packages/ownership.ts";
import type { ChangeCommit } from "./model.ts";
import { changesOfProject, type ProjectPaths } from "./project_paths.ts";

/** The commits of a range by the packages whose files they touched, newest first. Merges bring nothing of their own. */
export async function readCommitsByPackage(
  git: Git,
  { from, to }: { from: string; to: string },
  { ownership, paths }: { ownership: Ownership; paths: ProjectPaths },
): Promise<Map<string, ChangeCommit[]>> {
  const commits = await git.listCommits({ from, to, noMerges: true });
  const touched = await git.listTouchedPaths(commits.map((each) => each.hash));
  const byPackage = new Map<string, ChangeCommit[]>();
  for (const commit of commits) {
    const changes = changesOfProject(touched.get(commit.hash) ?? [], paths);
    const owners = changes.flatMap(({ path, from }) => [path, ...(from === undefined ? [] : [from])])
      .flatMap(ownership.ownersOf);
    for (const name of new Set(owners)) {
      const list = byPackage.get(name) ?? [];
      list.push(toChangeCommit(commit));
      byPackage.set(name, list);
    }
  }
  return byPackage;
}

function toChangeCommit({ hash, author, authoredAt, subject }: Commit): ChangeCommit {
  return { hash, shortHash: hash.slice(0, 7), author: author.name, date: authoredAt, subject };
}
