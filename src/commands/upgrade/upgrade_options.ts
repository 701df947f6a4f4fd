import { flag, listOf, onUnlessNo, value } from "../../cli/option.ts";

/** Options that say which dependencies are looked at: those of `upgrade check` and `upgrade apply`. */
export const SELECTION_OPTIONS = {
  dev: onUnlessNo("Leave out dev dependencies"),
  prod: onUnlessNo("Leave out regular dependencies"),
  optional: onUnlessNo("Leave out optional dependencies"),
  peer: flag("Include peer dependencies"),
  catalogs: onUnlessNo("Leave out catalogs"),
  overrides: onUnlessNo("Leave out overrides and resolutions"),
  packageManager: onUnlessNo("Leave out the package manager of `packageManager`"),
  engines: flag("Include package managers in `engines`"),
  packages: listOf("LIST", "Only these dependencies: names or globs; !name leaves one out", { defaultText: "all" }),
  scope: listOf("LIST", "Only dependencies of these scopes, such as @types", { defaultText: "all" }),
  workspacePackages: listOf(
    "LIST",
    "Only dependencies of these packages of the project: names or globs; . is the root",
    {
      defaultText: "all",
      complete: "packages",
    },
  ),
};

/** Options that say where versions come from and which are offered. */
export const VERSION_OPTIONS = {
  target: value(
    "TARGET",
    "Version to upgrade to: latest, minor, patch, newest, greatest (prereleases too) or a dist-tag",
    {
      defaultText: "from config, otherwise latest",
    },
  ),
  cooldown: value("AGE", "How old versions must be, such as 3d, 12h or 2w; 0 for any", {
    defaultText: "from config, otherwise the package manager's",
  }),
  registry: value("URL", "Override registry URL", { defaultText: "from config" }),
  advisories: onUnlessNo("Do not ask for security advisories"),
  offline: flag("Ask no registry: use what the cache has, however old"),
};
