import { command } from "../../cli/command.ts";
import { flag, value } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { boolean, list, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET_OPTIONS } from "./changeset_options.ts";
import { CHANGESET, changesetLines } from "./changeset_output.ts";
import { isInBump } from "./project_changesets.ts";

export default command({
  description: [
    "A branch has one changeset: which packages it changes and how much. Packages are found from the branch's commits",
    "(those that the base branch does not have) and from the working tree, unless --packages names them.",
    "",
    "On a terminal, environments, bump and message are asked for, unless bump and environments are given; without one",
    "they come from the configuration, and the message stays empty.",
    "",
    "On a detached HEAD the branch is the one that CI names (GITHUB_HEAD_REF, CI_COMMIT_REF_NAME, …).",
    "On the base branch a changeset can be created too, for changes that are made there directly: it takes the commits",
    "that are not pushed yet.",
  ].join("\n"),
  options: {
    bump: { ...CHANGESET_OPTIONS.bump, defaultText: "asked for, or version.defaultBump" },
    env: { ...CHANGESET_OPTIONS.env, defaultText: "asked for, or changeset.defaultEnvironments" },
    branch: value("NAME", "Branch name", { defaultText: "current branch", complete: "branches" }),
    message: { ...CHANGESET_OPTIONS.message, defaultText: "asked for, or empty" },
    packages: { ...CHANGESET_OPTIONS.packages, defaultText: "auto-detected" },
    packageBump: CHANGESET_OPTIONS.packageBump,
    fromCommits: flag("Infer bump and message from the branch's conventional commits"),
  },
  examples: [
    ["workspace changeset create", "Asks for what is missing"],
    ['workspace changeset create --bump minor --env "staging,prod" --message "Add new feature"', "Asks nothing"],
    ["workspace changeset create --from-commits", "What the commits say"],
    ["workspace changeset create --bump minor --package-bump @org/core=major", "One package more than the others"],
    ["workspace changeset create --bump minor --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    changeset: optional(CHANGESET),
    file: optional(text({ description: "Relative to the project's root" })),
    warnings: optional(list(text())),
  }),
  async run(context) {
    if (isInBump(context.ports.env)) return { skipped: true };
    const { runCreate } = await import("./run_create.ts");
    return await runCreate(context);
  },
  text({ skipped, changeset, file }, ui) {
    if (skipped) return "";
    const next = changeset!.packages.length === 0
      ? "`workspace changeset update` adds the packages that your commits touch."
      : `Commit it with \`git add ${file}\`; \`workspace changeset update\` adds what comes later.`;
    const noMessage = changeset!.message.trim() === ""
      ? ['It has no message for the changelog: `workspace changeset update --message "…"` adds one.']
      : [];
    return [
      `${ui.style.success(ui.symbol.success)} Created changeset ${changeset!.id}`,
      "",
      ...changesetLines(changeset!, ui),
      `  File: ${file}`,
      "",
      ...[...noMessage, next].map((line) => ui.wrapped(line)),
    ].join("\n");
  },
});
