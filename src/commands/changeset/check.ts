import { command } from "../../cli/command.ts";
import { value } from "../../cli/option.ts";
import { findChangesetOfBranch } from "../../domain/release/changesets/store.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { boolean, either, nothing, object, optional, text } from "../../kernel/schema.ts";
import { isInBump, openChangesets } from "./project_changesets.ts";

export default command({
  description: "For git hooks: it reads only, and starts no program (except git on repositories with reftables). " +
    "The exit code is 11 where the branch has no changeset.",
  options: {
    branch: value("NAME", "Branch to look for", { defaultText: "current branch", complete: "branches" }),
  },
  examples: [
    ["workspace changeset check", "Whether the current branch has a changeset"],
    ["workspace changeset check --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was looked for" })),
    exists: boolean(),
    branch: either([text(), nothing], { description: "Null where HEAD is detached and CI names no branch" }),
    changeset: optional(object({ id: text(), branch: text() })),
  }),
  async run(context) {
    if (isInBump(context.ports.env)) return { skipped: true, exists: false, branch: null };
    const { folder, findBranch } = await openChangesets(context);
    const branch = context.options.branch ?? await findBranch();
    if (branch === undefined) return { exists: false, branch: null };
    context.log.debug(`Looking for the changeset of ${branch}`);
    const found = findChangesetOfBranch(folder, branch);
    return found
      ? { exists: true, branch, changeset: { id: found.id, branch: found.branch } }
      : { exists: false, branch };
  },
  text({ skipped, exists, branch, changeset }, { style, symbol }) {
    if (skipped) return "";
    if (exists) return `${style.success(symbol.success)} Changeset exists for branch ${branch} (${changeset!.id})`;
    if (branch === null) return `${style.error(symbol.error)} HEAD is on no branch: there is no changeset to look for`;
    return [
      `${style.error(symbol.error)} No changeset found for branch ${branch}`,
      "",
      "Create one with `workspace changeset create`.",
    ].join("\n");
  },
  exit: ({ exists, skipped }) => exists || skipped ? 0 : 11,
});
