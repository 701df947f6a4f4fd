import { assemblePullRequestDescription } from "../../domain/release/changelog/pull_request.ts";
import { findChangesetOfBranch } from "../../domain/release/changesets/store.ts";
import { assemblePlan } from "../../domain/release/plan/assemble_plan.ts";
import { findRepository } from "../../domain/release/repository/find_repository.ts";
import type { ChangesetProject } from "../changeset/project_changesets.ts";

/**
 * The current branch as the description of its pull request: changeset, the versions a bump of it would give, and the
 * commits from `from` to `to` (full hashes), oldest first. Faults: `BRANCH_UNKNOWN`, those of `assemblePlan`.
 */
export async function describeBranch(
  project: ChangesetProject,
  { from, to }: { from: string; to: string },
): Promise<string> {
  const { config, git, folder, files, root } = project;
  const changeset = findChangesetOfBranch(folder, await project.getBranch());
  const [workspace, commits, repository] = await Promise.all([
    project.workspace(),
    git.listCommits({ from, to, noMerges: true }),
    config.changelog.includeCommitLinks
      ? findRepository({ config, git, readText: (path) => files.readText(`${root}/${path}`) })
      : undefined,
  ]);
  const plan = assemblePlan(workspace, changeset ? [changeset] : [], { config, mode: "release" });
  return assemblePullRequestDescription({ changeset, commits: commits.reverse(), plan, repository });
}
