import { command } from "../../cli/command.ts";
import { optionalArgument, value } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { boolean, either, list, nothing, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET_OPTIONS } from "./changeset_options.ts";
import { CHANGESET, count, DIFFERENCE, differenceLines } from "./changeset_output.ts";
import { isInBump } from "./project_changesets.ts";

export default command({
  description: [
    "Adds what the branch brought since it left the base branch: its commits, and the packages that they touch. On the",
    "base branch itself it is what came since the last recorded commit, in a shallow clone the last commit alone.",
    "Merges of the base branch add nothing, commits that touch only changesets change nothing, and commits that a",
    "rebase replaced are replaced. No commit is ever amended. With options, only what they name is done.",
    "",
    "A branch without changeset is no failure, so that this can run in a git hook.",
  ].join("\n"),
  arguments: {
    id: optionalArgument("ID", "Changeset id or branch name (the current branch)", { complete: "changesets" }),
  },
  options: {
    commit: value("HASH", "Add specific commit"),
    packages: { ...CHANGESET_OPTIONS.packages, description: "Add specific packages" },
    packageBump: CHANGESET_OPTIONS.packageBump,
    bump: { ...CHANGESET_OPTIONS.bump, description: "Set the bump type" },
    env: { ...CHANGESET_OPTIONS.env, description: "Set the target environments" },
    message: { ...CHANGESET_OPTIONS.message, description: "Set the message" },
  },
  examples: [
    ["workspace changeset update", "The current branch's changeset, from its commits"],
    ["workspace changeset update feature/my-feature", "Another one, by id or branch name"],
    ["workspace changeset update --bump major", "Only another bump"],
    ["workspace changeset update --commit HEAD~1", "One commit"],
    ["workspace changeset update --packages @org/core,@org/cli", "Packages by name"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    updated: boolean({ description: "Whether anything changed" }),
    branch: either([text(), nothing]),
    changeset: either([CHANGESET, nothing], { description: "Null where the branch has none" }),
    ...DIFFERENCE,
    warnings: list(text()),
  }),
  async run(context) {
    const { runUpdate, unchanged } = await import("./run_update.ts");
    if (isInBump(context.ports.env)) return { skipped: true, ...unchanged(null) };
    return await runUpdate(context);
  },
  text(value, ui) {
    const { skipped, updated, branch, changeset } = value;
    if (skipped) return "";
    if (changeset === null) {
      const missing = branch === null ? "HEAD is on no branch" : `No changeset found for branch ${branch}`;
      return [
        ui.wrapped(`${ui.style.info(ui.symbol.info)} ${missing}: nothing to update.`, 2),
        ...(branch === null ? [] : ["", "Create one with `workspace changeset create`."]),
      ].join("\n");
    }
    if (!updated) {
      const { commits, packages } = changeset;
      return `${ui.style.success(ui.symbol.success)} Changeset ${changeset.id} is up to date (${
        count(commits.length, "commit")
      }, ${count(packages.length, "package")})`;
    }
    return [
      `${ui.style.success(ui.symbol.success)} Updated changeset ${changeset.id}`,
      ...differenceLines(value, { changeset, ui }),
    ].join("\n");
  },
});
