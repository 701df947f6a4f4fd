import { command } from "../../cli/command.ts";
import { flag, listOf, value } from "../../cli/option.ts";
import type { ChangesRequest } from "../../domain/release/changes/comparison.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { CHANGES_OUTPUT } from "./changes_output.ts";
import { changesText } from "./changes_text.ts";

export default command({
  description:
    "Shows which packages differ, in which files and by how many lines. Without options it is the working tree against " +
    "HEAD, untracked files included. --since and --branch compare commits, and list those that touched each package; " +
    "what only the older side has since the two diverged is no change. --markdown prints what a pull request should say: " +
    "the branch's changeset, the versions that it would give, and its commits; on a detached HEAD the branch is the one " +
    "that CI names (GITHUB_HEAD_REF, CI_COMMIT_REF_NAME, …). Which package a file belongs to can be set in " +
    "the configuration (packages.rules, packages.excludePatterns).",
  options: {
    since: value("REF", "Since a commit, branch or tag", {
      defaultText: "working directory",
      complete: "branches",
      conflicts: ["branch", "staged", "unstaged", "markdown"],
    }),
    until: value("REF", "Until a commit, branch or tag", {
      defaultText: "HEAD",
      complete: "branches",
      requires: ["since", "branch"],
    }),
    branch: value("NAME", "Compare against a branch, from where the two diverged", {
      complete: "branches",
      conflicts: ["since", "staged", "unstaged"],
    }),
    staged: flag("Only staged changes", { conflicts: ["unstaged"] }),
    unstaged: flag("Only changes that are not staged, untracked files included"),
    markdown: flag("The current branch as the description of its pull request, against --branch or the base branch", {
      conflicts: ["until", "staged", "unstaged"],
    }),
    packages: listOf("LIST", "Only these packages: names or globs", { defaultText: "all", complete: "packages" }),
  },
  examples: [
    ["workspace changes", "Analyze working directory changes"],
    ["workspace changes --since $(git describe --tags --abbrev=0)", "Changes since last tag"],
    ["workspace changes --since abc123 --until def456", "Changes between commits"],
    ["workspace changes --branch main", "Changes in current branch vs main"],
    ["workspace changes --staged", "Only staged changes"],
    ["workspace changes --markdown > description.md", "Changeset, next versions and commits for a pull request"],
    ["workspace changes --format json", "JSON output for CI/CD"],
  ],
  needs: { read: ["project", "user"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: CHANGES_OUTPUT,
  async run(context) {
    const { options } = context;
    const { openChangesets } = await import("../changeset/project_changesets.ts");
    const project = await openChangesets(context);
    const { config, git, realRoot, workspace } = project;
    git.getLocation();
    const { readChanges } = await import("../../domain/release/changes/read_changes.ts");
    const branch = options.branch ?? (options.markdown ? await project.baseBranch() : undefined);
    const analysis = await readChanges(git, await workspace(), {
      request: changesRequest({ ...options, branch }, config.git.remote),
      config,
      packages: options.packages,
      realRoot,
    });
    if (!options.markdown) return analysis;
    const { describeBranch } = await import("./describe_branch.ts");
    return { ...analysis, markdown: await describeBranch(project, { from: analysis.from!, to: analysis.to! }) };
  },
  text: changesText,
});

function changesRequest(
  { since, until, branch, staged, unstaged }: {
    since: string | undefined;
    until: string | undefined;
    branch: string | undefined;
    staged: boolean;
    unstaged: boolean;
  },
  remote: string,
): ChangesRequest {
  if (since !== undefined) return { mode: "range", since, until };
  if (branch !== undefined) return { mode: "branch", branch, until, remote };
  return { mode: staged ? "staged" : unstaged ? "unstaged" : "worktree" };
}
