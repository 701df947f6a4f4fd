import { command } from "../../cli/command.ts";
import { choice, flag, listOf, onUnlessNo, value } from "../../cli/option.ts";
import { BUMP_TYPES } from "../../domain/release/model.ts";
import { CI_BRANCH_VARIABLES } from "../../domain/release/repository/ci_branch.ts";
import { BUMP_OUTPUT } from "./bump_output.ts";
import { bumpText } from "./bump_text.ts";

export default command({
  description: `
Reads the pending changesets, decides every new version and shows it. With --execute it writes manifests, references,
catalogs, lockfiles and changelogs, archives the changesets and, where asked, commits, tags and pushes. All of it
happens, or nothing: a bump that was stopped in the middle is finished by the next one, or by --resume or --abort.`,
  options: {
    dryRun: flag("Preview changes without applying; wins over --execute"),
    execute: flag("Apply version changes"),
    snapshot: flag("Generate snapshot versions; changesets, changelogs and tags stay as they are", {
      conflicts: ["prerelease", "gitTag", "gitPush"],
    }),
    snapshotFormat: value("FORMAT", "Snapshot format template", {
      defaultText: "version.snapshotFormat",
      example: "{version}-{branch}.{short_commit}",
      requires: ["snapshot", "dryRun"],
    }),
    prerelease: value("TAG", "Pre-release tag", { example: "alpha, beta, rc" }),
    packages: listOf("LIST", "Only bump specific packages (overrides changeset packages)", {
      complete: "packages",
      defaultText: "all affected",
    }),
    bump: choice("TYPE", BUMP_TYPES, {
      description: "Bump of packages in --packages that no changeset lists",
      defaultText: "version.defaultBump",
      requires: ["packages"],
    }),
    gitCommit: flag("Commit version changes"),
    gitTag: flag("Create git tags for releases; implies --git-commit"),
    gitPush: flag("Push the release commit, then its tags", { requires: ["gitTag", "gitCommit"] }),
    changelog: onUnlessNo("Don't update changelogs"),
    archive: onUnlessNo("Don't archive changesets"),
    force: flag("Skip confirmations"),
    resume: flag("Finish a bump that was interrupted", { conflicts: ["abort", "dryRun", "execute"] }),
    abort: flag("Undo a bump that was interrupted", { conflicts: ["dryRun", "execute"] }),
  },
  examples: [
    ["workspace bump --dry-run", "Preview version changes"],
    ["workspace bump --dry-run --format json", "Preview for a pipeline"],
    ["workspace bump --execute", "Only update files"],
    ["workspace bump --execute --git-commit --git-tag --git-push", "Release from CI"],
    ["workspace bump --snapshot --execute", "Snapshot versions of a feature branch"],
    ["workspace bump --prerelease beta --execute", "Pre-release versions, counted up on every run"],
    ["workspace bump --packages @myorg/core,@myorg/utils --execute", "Specific packages only"],
  ],
  needs: { read: ["project", "user"], write: ["project"], run: ["git"], env: CI_BRANCH_VARIABLES },
  output: BUMP_OUTPUT,
  async run(context) {
    const { runBump } = await import("./run_bump.ts");
    return await runBump(context);
  },
  text: bumpText,
});
