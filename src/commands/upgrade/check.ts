import { command } from "../../cli/command.ts";
import { flag, onUnlessNo } from "../../cli/option.ts";
import { REGISTRY_ENVIRONMENT } from "../../domain/release/registry/environment.ts";
import { openProject } from "../open_project.ts";
import { CHECK_AND_APPLY_OUTPUT } from "./check_output.ts";
import { checkText } from "./check_text.ts";
import { SELECTION_OPTIONS, VERSION_OPTIONS } from "./upgrade_options.ts";

export default command({
  description:
    "Compares what the project has (the lockfile's versions, otherwise the lowest that ranges admit) with what registries " +
    "offer. Never a downgrade; a prerelease only for those who have one or ask for it. With --no-major and the like, the " +
    "best of the remaining versions is offered. 0.x versions are taken literally: 0.2 to 0.3 is minor, and marked as " +
    "breaking.\n\n" +
    "A dependency that cannot be read hides no other; the exit code is then 6. Packages of the project, git, URLs and " +
    "folders are never asked for.\n\n" +
    "With --interactive it asks on a terminal whether to apply what it found: all, nothing, or a selection.",
  options: {
    major: onUnlessNo("Leave out major upgrades"),
    minor: onUnlessNo("Leave out minor upgrades"),
    patch: onUnlessNo("Leave out patch upgrades"),
    ...SELECTION_OPTIONS,
    ...VERSION_OPTIONS,
    failOnOutdated: flag("Exit with 13 where there are upgrades"),
  },
  examples: [
    ["workspace upgrade check", "All upgrades"],
    ["workspace upgrade check --no-major --no-minor", "Patch upgrades only"],
    ['workspace upgrade check --packages "typescript,eslint*"', "Some dependencies"],
    ["workspace upgrade check --target minor --cooldown 7d", "What is compatible and has been out for a week"],
    ["workspace upgrade check --workspace-packages @myorg/core --peer", "One package, peers included"],
    ["workspace upgrade check --fail-on-outdated --format json", "For CI"],
  ],
  needs: {
    read: ["project", "user", "cache", "npmrc"],
    write: ["project", "cache"],
    net: ["registries"],
    env: REGISTRY_ENVIRONMENT,
  },
  output: CHECK_AND_APPLY_OUTPUT,
  async run(context) {
    const { checkUpgrades } = await import("./run_check.ts");
    return await checkUpgrades(context, await openProject(context, { config: "optional" }));
  },
  async text(value, ui) {
    if (value.applied === undefined) return checkText(value, ui);
    const { applyText } = await import("./apply_text.ts");
    return applyText(value.applied, ui);
  },
  exit: ({ summary, failOnOutdated }) => summary.failed > 0 ? 6 : failOnOutdated && summary.totalUpgrades > 0 ? 13 : 0,
});
