import { command } from "../../cli/command.ts";
import { choice, flag, onUnlessNo } from "../../cli/option.ts";
import { BUMP_TYPES } from "../../domain/release/model.ts";
import { REGISTRY_ENVIRONMENT } from "../../domain/release/registry/environment.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { APPLY_OUTPUT } from "./apply_output.ts";
import { applyText } from "./apply_text.ts";
import { SELECTION_OPTIONS, VERSION_OPTIONS } from "./upgrade_options.ts";

export default command({
  description: `
Writes the upgrades that \`upgrade check\` shows into manifests, catalogs and overrides. The style of every range is kept,
and every other byte of the files. All of it happens, or nothing: what was there is backed up first, and an apply that
was stopped in the middle is undone by the next one, or by \`upgrade backups restore latest\`.

On a terminal it asks which upgrades are wanted. Dependencies that cannot be read are skipped and named; the exit code
is then 13, or 6 where nothing could be upgraded.`,
  options: {
    dryRun: flag("Preview without applying"),
    patchOnly: flag("Only apply patch upgrades", { conflicts: ["minorAndPatch"] }),
    minorAndPatch: flag("Only minor and patch"),
    major: onUnlessNo("Leave out major upgrades"),
    minor: onUnlessNo("Leave out minor upgrades"),
    patch: onUnlessNo("Leave out patch upgrades"),
    ...SELECTION_OPTIONS,
    ...VERSION_OPTIONS,
    autoChangeset: flag("Automatically create or extend the branch's changeset", {
      defaultText: "upgrade.autoChangeset",
    }),
    changesetBump: choice("TYPE", BUMP_TYPES, {
      description: "Changeset bump type",
      defaultText: "upgrade.changesetBump",
    }),
    lockfile: flag("Refresh the lockfile by the package manager's own lockfile-only install; its failure undoes all", {
      aliases: ["install"],
    }),
    backup: onUnlessNo("Skip backup creation"),
    force: flag("Skip confirmations"),
  },
  examples: [
    ["workspace upgrade apply --dry-run", "See what would be upgraded"],
    ["workspace upgrade apply --patch-only --auto-changeset", "All patch upgrades, recorded in the branch's changeset"],
    ['workspace upgrade apply --packages "@types/node,typescript"', "Specific dependencies"],
    ["workspace upgrade apply --minor-and-patch --lockfile --format json", "In a pipeline, lockfile included"],
  ],
  needs: {
    read: ["project", "user", "cache", "npmrc"],
    write: ["project", "cache"],
    net: ["registries"],
    run: ["git", "npm", "pnpm", "yarn", "bun", "deno"],
    env: [...CI_BRANCH_VARIABLES, ...REGISTRY_ENVIRONMENT],
  },
  output: APPLY_OUTPUT,
  async run(context) {
    const { runApply } = await import("./run_apply.ts");
    return await runApply(context);
  },
  text: applyText,
  exit: ({ summary }) => summary.totalFailed === 0 ? 0 : summary.totalApplied > 0 ? 13 : 6,
});
