import { command } from "../../cli/command.ts";
import { listOf, optionalArgument } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { boolean, object, optional } from "../../kernel/schema.ts";
import { CHANGESET_OPTIONS } from "./changeset_options.ts";
import { CHANGESET, DIFFERENCE, differenceLines } from "./changeset_output.ts";
import { isInBump } from "./project_changesets.ts";

export default command({
  description: [
    "With options, changes what they name. Without, on a terminal, opens the changeset in the editor that git uses",
    "(GIT_EDITOR, core.editor, VISUAL, EDITOR); what is saved is checked before it takes effect.",
  ].join("\n"),
  arguments: {
    id: optionalArgument("ID", "Changeset id or branch name (the current branch)", { complete: "changesets" }),
  },
  options: {
    bump: { ...CHANGESET_OPTIONS.bump, description: "Set the bump type" },
    message: { ...CHANGESET_OPTIONS.message, description: "Set the message" },
    addEnv: listOf("LIST", "Add target environments", { complete: "environments" }),
    removeEnv: listOf("LIST", "Remove target environments", { complete: "environments" }),
    addPackages: listOf("LIST", "Add packages", { complete: "packages" }),
    removePackages: listOf("LIST", "Remove packages", { complete: "packages" }),
    packageBump: CHANGESET_OPTIONS.packageBump,
  },
  examples: [
    ["workspace changeset edit", "The current branch's changeset in the editor"],
    ["workspace changeset edit --bump major --add-env staging", "Without an editor"],
    ["workspace changeset edit feature/x --remove-packages @org/cli", "Another branch's"],
    ["workspace changeset edit --package-bump @org/core=major", "One package more than the others"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    updated: boolean({ description: "Whether anything changed" }),
    changeset: optional(CHANGESET),
    ...DIFFERENCE,
  }),
  async run(context) {
    const { NO_DIFFERENCE } = await import("./changeset_output.ts");
    if (isInBump(context.ports.env)) return { skipped: true, updated: false, ...NO_DIFFERENCE };
    const { runEdit } = await import("./run_edit.ts");
    return await runEdit(context);
  },
  text(value, ui) {
    const { skipped, updated, changeset } = value;
    if (skipped) return "";
    const ok = ui.style.success(ui.symbol.success);
    if (!updated) return `${ok} Changeset ${changeset!.id} is unchanged`;
    return [`${ok} Updated changeset ${changeset!.id}`, ...differenceLines(value, { changeset: changeset!, ui })].join(
      "\n",
    );
  },
});
