import type { Command, Needs, Place } from "./command.ts";

/** Variables that state configuration values: one for each that is neither a list nor a table. */
export const CONFIG_ENVIRONMENT: readonly string[] = [
  "WORKSPACE_AUDIT_HISTORY_ENABLED",
  "WORKSPACE_AUDIT_HISTORY_PATH",
  "WORKSPACE_AUDIT_MIN_SCORE",
  "WORKSPACE_AUDIT_MIN_SEVERITY",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_BREAKING_CHANGES",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_DEPENDENCIES",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_LICENSES",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_PLUGINS",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_SECURITY",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_UPGRADES",
  "WORKSPACE_AUDIT_WEIGHTS_CATEGORY_VERSION_CONSISTENCY",
  "WORKSPACE_AUDIT_WEIGHTS_SEVERITY_CRITICAL",
  "WORKSPACE_AUDIT_WEIGHTS_SEVERITY_HIGH",
  "WORKSPACE_AUDIT_WEIGHTS_SEVERITY_INFO",
  "WORKSPACE_AUDIT_WEIGHTS_SEVERITY_LOW",
  "WORKSPACE_AUDIT_WEIGHTS_SEVERITY_MEDIUM",
  "WORKSPACE_CHANGELOG_ENABLED",
  "WORKSPACE_CHANGELOG_FILENAME",
  "WORKSPACE_CHANGELOG_FORMAT",
  "WORKSPACE_CHANGELOG_INCLUDE_AUTHORS",
  "WORKSPACE_CHANGELOG_INCLUDE_COMMIT_LINKS",
  "WORKSPACE_CHANGELOG_INCLUDE_COMPARE_LINKS",
  "WORKSPACE_CHANGELOG_INCLUDE_PULL_REQUEST_LINKS",
  "WORKSPACE_CHANGELOG_MONOREPO_MODE",
  "WORKSPACE_CHANGELOG_REPOSITORY_URL",
  "WORKSPACE_CHANGELOG_TEMPLATE",
  "WORKSPACE_CHANGESET_HISTORY_PATH",
  "WORKSPACE_CHANGESET_PATH",
  "WORKSPACE_COMMITS_MAX_SUBJECT_LENGTH",
  "WORKSPACE_DEPENDENCY_FAIL_ON_CIRCULAR",
  "WORKSPACE_DEPENDENCY_PROPAGATION",
  "WORKSPACE_DEPENDENCY_PROPAGATION_BUMP",
  "WORKSPACE_GIT_BASE_BRANCH",
  "WORKSPACE_GIT_COMMIT_MESSAGE",
  "WORKSPACE_GIT_REMOTE",
  "WORKSPACE_GIT_SINGLE_TAG_FORMAT",
  "WORKSPACE_GIT_TAG_FORMAT",
  "WORKSPACE_GIT_UNIFIED_TAGS",
  "WORKSPACE_REGISTRY",
  "WORKSPACE_UPGRADE_AUTO_CHANGESET",
  "WORKSPACE_UPGRADE_BACKUP_ENABLED",
  "WORKSPACE_UPGRADE_BACKUP_MAX_AGE",
  "WORKSPACE_UPGRADE_BACKUP_MAX_BACKUPS",
  "WORKSPACE_UPGRADE_BACKUP_PATH",
  "WORKSPACE_UPGRADE_CHANGESET_BUMP",
  "WORKSPACE_UPGRADE_COOLDOWN",
  "WORKSPACE_UPGRADE_REGISTRY_RETRIES",
  "WORKSPACE_UPGRADE_REGISTRY_TIMEOUT",
  "WORKSPACE_UPGRADE_TARGET",
  "WORKSPACE_VERSION_DEFAULT_BUMP",
  "WORKSPACE_VERSION_SNAPSHOT_FORMAT",
  "WORKSPACE_VERSION_STRATEGY",
];

/** Variables that every command may read. */
export const BASE_ENVIRONMENT: readonly string[] = [
  ...CONFIG_ENVIRONMENT,
  "APPDATA",
  "CI",
  "CLICOLOR",
  "CLICOLOR_FORCE",
  "COLUMNS",
  "COMPOZY_API_KEY",
  "COMPOZY_API_TOKEN",
  "COMPOZY_BASE_URL",
  "GIT_CEILING_DIRECTORIES",
  "GIT_DIR",
  "GIT_WORK_TREE",
  "HOME",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "LOCALAPPDATA",
  "LOGNAME",
  "NO_COLOR",
  "SOURCE_DATE_EPOCH",
  "TERM",
  "USER",
  "USERNAME",
  "USERPROFILE",
  "WORKSPACE_API_TOKEN",
  "WORKSPACE_BUMP_RUNNING",
  "WORKSPACE_CA_FILE",
  "WORKSPACE_CONFIG",
  "WORKSPACE_CONTEXT",
  "WORKSPACE_FORMAT",
  "WORKSPACE_HOME",
  "WORKSPACE_KEYCHAIN",
  "WORKSPACE_LOG_LEVEL",
  "WORKSPACE_PROFILE",
  "WORKSPACE_ROOT",
  "WT_SESSION",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
];

/** Permission categories of Deno; what a command does not state is revoked whole. */
const CATEGORIES = ["read", "write", "net", "env", "run", "sys", "ffi", "import"] as const;
type Category = typeof CATEGORIES[number];

/** Categories that a command holds on to. Starting programs needs the environment they are given. */
export function statedCategories(needs: Needs): Set<Category> {
  const stated = new Set<Category>();
  if (needs.read?.length) stated.add("read");
  if (needs.write?.length) stated.add("write");
  if (needs.net?.length) stated.add("net");
  if (needs.run?.length) stated.add("run");
  if (needs.env?.length || needs.run?.length) stated.add("env");
  return stated;
}

/** Revokes what the command did not state; from then on Deno itself refuses it. */
export function narrow(command: Command, revoke: (category: Category) => void): void {
  const stated = statedCategories(command.needs);
  for (const category of CATEGORIES) if (!stated.has(category)) revoke(category);
}

/** The Deno flags that a statement stands for. Places and hosts are filled in by the caller; without hosts all are meant. */
export function denoFlags(
  needs: Needs,
  fill: { paths(place: Place): string[]; hosts: string[]; processEnvironment: readonly string[] },
): string[] {
  const flags: string[] = [];
  const paths = (places: readonly Place[], name: string) => {
    if (places.includes("anywhere")) flags.push(`--allow-${name}`);
    else {
      const filled = new Set(places.flatMap(fill.paths));
      if (filled.size > 0) flags.push(`--allow-${name}=${[...filled].map(listed).join(",")}`);
    }
  };
  paths(needs.read ?? [], "read");
  paths(needs.write ?? [], "write");
  if (needs.net?.length) flags.push(fill.hosts.length > 0 ? `--allow-net=${fill.hosts.join(",")}` : "--allow-net");
  if (needs.run?.length) flags.push(`--allow-run=${needs.run.join(",")}`);
  const variables = new Set<string>([...BASE_ENVIRONMENT, ...(needs.env ?? [])]);
  if (needs.run?.length) fill.processEnvironment.forEach((name) => variables.add(name));
  flags.push(`--allow-env=${[...variables].sort().join(",")}`);
  return flags;
}

/** Deno separates the items of a flag by commas; a comma in a path is written twice. */
function listed(path: string): string {
  return path.replaceAll(",", ",,");
}
