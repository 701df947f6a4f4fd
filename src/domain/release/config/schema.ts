import {
  boolean,
  either,
  type Infer,
  integer,
  json,
  list,
  number,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
} from "../../../kernel/schema.ts";
import { AUDIT_SECTIONS, SEVERITIES } from "../audits/model.ts";
import { BUMP_TYPES } from "../model.ts";

/**
 * The project's configuration (`repo.config.{toml,yaml,yml,json}`) as data: types, defaults, checks, documentation
 * and completion follow from it. Keys are camelCase; snake_case is accepted when reading.
 * Every leaf has a default, so `defaultConfig()` is complete.
 */
const sections = {
  changeset: object({
    path: text({ default: ".changesets", minLength: 1, description: "Folder of the pending changesets" }),
    historyPath: text({
      default: ".changesets/history",
      minLength: 1,
      description: "Folder of the release records that archived changesets go to",
    }),
    environments: list(text({ minLength: 1 }), {
      default: ["production"],
      uniqueItems: true,
      minItems: 1,
      description: "Environments a changeset may target",
    }),
    defaultEnvironments: list(text({ minLength: 1 }), {
      default: ["production"],
      uniqueItems: true,
      description: "Environments of a changeset that names none",
    }),
  }),
  version: object({
    strategy: oneOf(["independent", "unified"], {
      default: "independent",
      description: "Each package has its own version, or all share one",
    }),
    defaultBump: oneOf(BUMP_TYPES, { default: "patch", description: "Bump of a changeset or package that names none" }),
    snapshotFormat: text({
      default: "{version}-{branch}.{timestamp}.{short_commit}",
      minLength: 1,
      description: "Snapshot versions; {version} {branch} {commit} {short_commit} {timestamp} and snapshotVariables",
    }),
    snapshotVariables: record(text(), { default: {}, description: "Custom variables for snapshotFormat" }),
    ignore: list(text({ minLength: 1 }), { default: [], description: "Packages never bumped: names or globs" }),
    fixed: list(list(text({ minLength: 1 })), {
      default: [],
      description: "Groups whose packages are always released together with one version",
    }),
    linked: list(list(text({ minLength: 1 })), {
      default: [],
      description: "Groups whose released packages share the highest version",
    }),
  }),
  dependency: object({
    propagation: oneOf(["out-of-range", "always", "none"], {
      default: "out-of-range",
      description: "When a dependent that no changeset lists is bumped too",
    }),
    propagationBump: oneOf(BUMP_TYPES, { default: "patch", description: "Bump of such a dependent" }),
    failOnCircular: boolean({ default: false, description: "Whether a dependency cycle fails a bump" }),
  }),
  packages: object({
    rules: list(object({ pattern: text({ minLength: 1 }), packages: list(text({ minLength: 1 })) }), {
      default: [],
      description: "Files outside packages (globs) that count as changes of the packages named; '*' is all of them",
    }),
    excludePatterns: list(text({ minLength: 1 }), {
      default: [],
      description: "Files (globs) that never affect a package, such as '**/*.md' or '**/*.test.ts'",
    }),
  }),
  changelog: object({
    enabled: boolean({ default: true, description: "Whether bump writes changelogs" }),
    format: oneOf(["keep-a-changelog", "conventional", "custom"], {
      default: "keep-a-changelog",
      description: "Sections of an entry; 'custom' uses the template",
    }),
    monorepoMode: oneOf(["per-package", "root", "both"], {
      default: "per-package",
      description: "Where changelogs are written",
    }),
    filename: text({ default: "CHANGELOG.md", minLength: 1, description: "Name of the changelog files" }),
    includeCommitLinks: boolean({ default: true, description: "Link commits" }),
    includeCompareLinks: boolean({ default: true, description: "Link the comparison with the version before" }),
    includePullRequestLinks: boolean({ default: true, description: "Link pull requests named in commit subjects" }),
    includeAuthors: boolean({ default: false, description: "Name the authors of commits" }),
    repositoryUrl: text({
      default: "",
      description: "Web address that links start with; empty: automatic (package.json's repository, or the git remote)",
    }),
    sections: record(text({ minLength: 1 }), {
      default: {},
      description: 'Titles of sections by conventional commit type, such as feat = "Features"',
    }),
    excludeTypes: list(text({ minLength: 1 }), { default: [], description: "Commit types left out" }),
    excludeAuthors: list(text({ minLength: 1 }), {
      default: [],
      description: "Authors left out: names, e-mails or globs",
    }),
    excludePatterns: list(text({ minLength: 1 }), {
      default: [],
      description: "Commit subjects left out (regular expressions)",
    }),
    template: text({ default: "", description: 'File with the template of an entry, for format = "custom"' }),
  }),
  git: object({
    baseBranch: text({
      default: "",
      description: "Branch that others are merged into; empty: automatic (the remote's default, main or master)",
    }),
    branchPatterns: list(text({ minLength: 1 }), {
      default: [],
      description: "Branches (names or globs, such as 'feature/**') that may have a changeset; empty: any",
    }),
    remote: text({ default: "origin", minLength: 1, description: "Remote that releases are pushed to" }),
    tagFormat: text({ default: "{name}@{version}", minLength: 1, description: "Tags of a monorepo's packages" }),
    singleTagFormat: text({
      default: "v{version}",
      minLength: 1,
      description: "Tag of a single package, and of a unified release with one tag",
    }),
    unifiedTags: oneOf(["per-package", "single"], { default: "per-package", description: "Tags of a unified release" }),
    commitMessage: text({
      default: "chore(release): {summary}",
      minLength: 1,
      description: "Release commit; {summary} {packages} {count} {version} {tags}",
    }),
  }),
  audit: object({
    sections: list(oneOf(AUDIT_SECTIONS), {
      default: [],
      uniqueItems: true,
      description: "Sections that `audit` looks at; empty: all",
    }),
    minSeverity: oneOf(SEVERITIES, { default: "info", description: "Findings below it are left out of reports" }),
    minScore: number({ default: 0, minimum: 0, description: "Health score below which `audit` fails" }),
    ignore: list(
      object({
        id: optional(text({ minLength: 1 })),
        package: optional(text({ minLength: 1 })),
        dependency: optional(text({ minLength: 1 })),
        reason: optional(text()),
      }),
      {
        default: [],
        description: "Findings left out: all that fit a rule's id, package and dependency (globs) where they are given",
      },
    ),
    ignoreUnused: list(text({ minLength: 1 }), {
      default: [],
      description: "Dependencies never called unused: names or globs",
    }),
    ignoreFiles: list(text({ minLength: 1 }), {
      default: [],
      description: "Sources (globs) whose imports are not read, such as '**/templates/**'",
    }),
    developmentFiles: list(text({ minLength: 1 }), {
      default: [],
      description: "Sources (globs) that are no published code, besides tests, stories, configurations and scripts",
    }),
    weights: object({
      severity: object({
        critical: number({ default: 15, minimum: 0, description: "What a critical finding costs of the health score" }),
        high: number({ default: 8, minimum: 0, description: "What a high finding costs" }),
        medium: number({ default: 4, minimum: 0, description: "What a medium finding costs" }),
        low: number({ default: 1, minimum: 0, description: "What a low finding costs" }),
        info: number({ default: 0, minimum: 0, description: "What an informative finding costs" }),
      }),
      category: object({
        security: number({ default: 1.5, minimum: 0, description: "Weight of the section security" }),
        breakingChanges: number({ default: 1.3, minimum: 0, description: "Weight of the section breaking-changes" }),
        dependencies: number({ default: 1.2, minimum: 0, description: "Weight of the section dependencies" }),
        versionConsistency: number({
          default: 1,
          minimum: 0,
          description: "Weight of the section version-consistency",
        }),
        upgrades: number({ default: 0.8, minimum: 0, description: "Weight of the section upgrades" }),
        licenses: number({ default: 1, minimum: 0, description: "Weight of the section licenses" }),
        plugins: number({ default: 1, minimum: 0, description: "Weight of the section plugins: rules of plugins" }),
      }),
      diminish: list(number({ minimum: 0 }), {
        default: [1, 0.9, 0.8, 0.7],
        minItems: 1,
        description: "What the first, second, … finding of a section counts; the last for all that follow",
      }),
    }),
    licenses: object({
      allow: list(text({ minLength: 1 }), {
        default: [],
        description: "SPDX identifiers that dependencies may have, such as MIT; empty: any",
      }),
      deny: list(text({ minLength: 1 }), {
        default: [],
        description: "SPDX identifiers that they may not have; `*` at the end is any text",
      }),
      ignore: list(text({ minLength: 1 }), {
        default: [],
        description: "Packages whose licence is not looked at: names or globs",
      }),
    }),
    history: object({
      enabled: boolean({ default: true, description: "Whether health scores are kept and shown as a trend" }),
      path: text({
        default: "",
        description: "File (JSON lines) below the root that they are kept in; empty: in the user's data",
      }),
    }),
  }),
  commits: object({
    types: list(text({ minLength: 1 }), {
      default: ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"],
      description: "Types that `commits check` accepts",
    }),
    scopes: list(text({ minLength: 1 }), {
      default: [],
      description: "Scopes that `commits check` accepts; empty: any",
    }),
    maxSubjectLength: {
      ...({
        type: "integer",
        minimum: 1,
        default: 100,
        description: "Longest header that `commits check` accepts",
      } as const),
    } as Schema<number>,
  }),
  upgrade: object({
    target: text({
      default: "latest",
      minLength: 1,
      description: "What is upgraded to: latest, minor, patch, newest, greatest or a dist-tag",
    }),
    ignore: list(text({ minLength: 1 }), {
      default: [],
      description: "Dependencies that are never upgraded: names or globs",
    }),
    cooldown: text({
      default: "",
      description:
        "How old versions must be, such as 3d, 12h or 2w; empty: what the package manager's configuration says",
    }),
    cooldownExclude: list(text({ minLength: 1 }), {
      default: [],
      description: "Dependencies whose versions may be of any age: names or globs",
    }),
    registry: object({
      timeout: integer({
        default: 30,
        minimum: 1,
        description: "Seconds that a registry may take for an answer; where not stated, npm's own configuration counts",
      }),
      retries: integer({
        default: 3,
        minimum: 0,
        description: "How often a request is repeated; where not stated, npm's own configuration counts",
      }),
    }),
    autoChangeset: boolean({
      default: false,
      description: "Whether `upgrade apply` records what it did in a changeset",
    }),
    changesetBump: oneOf(BUMP_TYPES, { default: "patch", description: "Bump of a changeset made for upgrades" }),
    backup: object({
      enabled: boolean({ default: true, description: "Whether `upgrade apply` keeps a backup of what it changes" }),
      path: text({ default: ".workspace-backups", minLength: 1, description: "Folder of the backups" }),
      maxBackups: integer({ default: 5, minimum: 1, description: "How many backups are kept" }),
      maxAge: text({ default: "", description: "How long backups are kept, such as 30d or 8w; empty: for ever" }),
    }),
  }),
  workflow: object({
    policies: list(
      object({ name: text({ minLength: 1 }), rule: text({ minLength: 1 }), message: optional(text({ minLength: 1 })) }),
      { default: [], description: "What definitions of workflows must meet: rules in CEL over `definition`" },
    ),
  }),
};

/** Shape of a complete configuration. */
export const CONFIG_SCHEMA = object({
  ...sections,
  registry: text({ default: "", format: "", description: "npm registry; empty: what npm's own configuration says" }),
  plugins: list(object({ path: text({ minLength: 1 }), name: optional(text({ minLength: 1 })) }), {
    default: [],
    description: "Plugins: folders with a plugin.json, relative to the project; absolute in the user's own file",
  }),
});

export type Config = Infer<typeof CONFIG_SCHEMA>;

const EVERY_KEY_OPTIONAL = partial(CONFIG_SCHEMA);
/** Which plugins there are does not depend on a profile. */
const { plugins: _, ...IN_PROFILES } = EVERY_KEY_OPTIONAL.properties!;

/** Shape of the file: every key optional, plus profiles. */
export const CONFIG_FILE_SCHEMA: Schema = {
  ...EVERY_KEY_OPTIONAL,
  properties: {
    ...EVERY_KEY_OPTIONAL.properties,
    profiles: record({
      ...EVERY_KEY_OPTIONAL,
      properties: {
        ...IN_PROFILES,
        extends: optional(either([text({ minLength: 1 }), list(text({ minLength: 1 }))])),
      },
    }, { description: "Named sets of overrides, chosen with --profile or WORKSPACE_PROFILE" }),
    $schema: json(),
  },
};

function partial(schema: Schema): Schema {
  if (!schema.properties) return schema;
  const properties = Object.fromEntries(Object.entries(schema.properties).map(([key, each]) => [key, partial(each)]));
  return { ...schema, properties, required: [] };
}

/** A configuration in which every value is the default. */
export function defaultConfig(): Config {
  return defaults(CONFIG_SCHEMA) as Config;
}

function defaults(schema: Schema): unknown {
  if (schema.default !== undefined) return copy(schema.default);
  return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([key, each]) => [key, defaults(each)]));
}

/** JSON values only; `structuredClone` costs 1.5 ms when it is first called. */
function copy(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copy(each)]));
}

interface ConfigKey {
  key: string;
  schema: Schema;
}

let keys: readonly ConfigKey[] | undefined;

/** Every settable key with dots, such as `version.strategy`, with its schema. */
export function configKeys(): readonly ConfigKey[] {
  return keys ??= keysOf(CONFIG_SCHEMA, "");
}

function keysOf(schema: Schema, prefix: string): ConfigKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) =>
    each.properties && each.default === undefined
      ? keysOf(each, `${prefix}${name}.`)
      : [{ key: `${prefix}${name}`, schema: each }]
  );
}
