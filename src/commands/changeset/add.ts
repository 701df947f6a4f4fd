import { command } from "../../cli/command.ts";
import { restArguments } from "../../cli/option.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { boolean, list, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET_OPTIONS } from "./changeset_options.ts";
import { CHANGESET, changesetLines, DIFFERENCE, differenceLines } from "./changeset_output.ts";
import { isInBump } from "./project_changesets.ts";

export default command({
  description: [
    "The quick way to say what a branch changes: adds packages to the current branch's changeset, or creates it with",
    "exactly these packages. Without packages, those are added that the branch's commits and the working tree touch.",
    "--bump is that of the packages named, and without any of the whole changeset. --message is added to the message",
    "that is there. Nothing is asked.",
  ].join("\n"),
  arguments: { packages: restArguments("PACKAGES", "Packages that the branch changes", { complete: "packages" }) },
  options: {
    bump: { ...CHANGESET_OPTIONS.bump, defaultText: "as it is; version.defaultBump for a new one" },
    message: { ...CHANGESET_OPTIONS.message, description: "Message to add" },
    packageBump: CHANGESET_OPTIONS.packageBump,
  },
  examples: [
    ["workspace changeset add @org/core @org/cli --bump minor", "Two packages"],
    ['workspace changeset add @org/core --message "Faster parsing"', "A package and what happened to it"],
    ["workspace changeset add", "What is found to be changed"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    created: boolean({ description: "Whether the changeset is new" }),
    updated: boolean({ description: "Whether anything changed" }),
    changeset: optional(CHANGESET),
    file: optional(text({ description: "Relative to the project's root" })),
    ...DIFFERENCE,
    warnings: list(text()),
  }),
  async run(context) {
    const { NO_DIFFERENCE } = await import("./changeset_output.ts");
    if (isInBump(context.ports.env)) {
      return { skipped: true, created: false, updated: false, ...NO_DIFFERENCE, warnings: [] };
    }
    const { runAdd } = await import("./run_add.ts");
    return await runAdd(context);
  },
  text(value, ui) {
    const { skipped, created, updated, changeset, file } = value;
    if (skipped) return "";
    const ok = ui.style.success(ui.symbol.success);
    if (created) {
      return [
        `${ok} Created changeset ${changeset!.id}`,
        "",
        ...changesetLines(changeset!, ui),
        `  File: ${file}`,
      ].join("\n");
    }
    if (!updated) return `${ok} Changeset ${changeset!.id} has all of this already`;
    return [`${ok} Updated changeset ${changeset!.id}`, ...differenceLines(value, { changeset: changeset!, ui })].join(
      "\n",
    );
  },
});
