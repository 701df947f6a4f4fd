import type { DeclaredDependency } from "../../domain/release/dependencies/model.ts";
import { BUMP_TYPES, DEPENDENCY_KINDS } from "../../domain/release/model.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import {
  boolean,
  either,
  type Infer,
  integer,
  list,
  nothing,
  object,
  oneOf,
  optional,
  type Schema,
  text,
} from "../../kernel/schema.ts";
import type { Advisory } from "../../kernel/registry.ts";

const orNull = <T>(schema: Schema<T>, description?: string) =>
  either([schema, nothing] as const, description === undefined ? {} : { description });

export const ADVISORY = object({
  id: text(),
  title: text(),
  severity: oneOf(["critical", "high", "medium", "low", "info"]),
  vulnerableRange: text(),
  url: text(),
});

const HELD_BACK = object({
  version: text(),
  publishedAt: orNull(text(), "ISO 8601; null where the registry does not say"),
  until: orNull(text(), "When it is old enough"),
}, { description: "A newer version that is too young" });

const SOURCE = oneOf(["manifest", "catalog", "override", "packageManager", "engines"]);

/** Where an entry stands and what it says. */
const ENTRY = {
  package: text({ description: "Name at the registry" }),
  alias: optional(text({ description: "The key it stands under, where that is another name" })),
  source: SOURCE,
  kind: orNull(oneOf(DEPENDENCY_KINDS)),
  file: text(),
  keys: list(text(), { description: "Keys from the top of the file to the text" }),
  specifier: text({ description: "As written" }),
  range: orNull(text(), "Null for a dist-tag"),
  locked: orNull(text(), "What the lockfile has"),
};

/** One upgrade in JSON. */
export const UPGRADE = object({
  ...ENTRY,
  currentVersion: text({ description: "The locked version; without one the lowest that the range admits" }),
  latestVersion: text({ description: "The version to upgrade to" }),
  registryLatest: orNull(text(), "What the registry calls latest"),
  type: oneOf(BUMP_TYPES),
  breaking: boolean({ description: "Whether it leaves ^currentVersion: 0.2 to 0.3 is minor, and breaking" }),
  newSpecifier: text({
    description: "What takes the place of the specifier; the same where only the lockfile changes",
  }),
  newRange: orNull(text()),
  usedBy: optional(list(text(), { description: "For catalogs: the packages that refer to the entry" })),
  deprecated: object({
    current: orNull(text(), "The publisher's reason"),
    latest: orNull(text()),
  }),
  advisories: object({ current: list(ADVISORY), latest: list(ADVISORY) }),
  heldBack: orNull(HELD_BACK),
  engines: orNull(
    object({ wanted: text(), project: text() }),
    "Node versions that the new version asks for, where the project claims to run on others",
  ),
  peerConflicts: list(
    object({
      path: text({ description: "Folder of the package of the project" }),
      package: text(),
      version: text(),
      peer: text(),
      wanted: text(),
      wouldGet: text(),
    }),
    { description: "Peers that the proposed set would not have in the versions asked for" },
  ),
});

export type UpgradeJson = Infer<typeof UPGRADE>;

const UPGRADES = list(UPGRADE);

/** The JSON form of `workspace upgrade check`. */
export const CHECK_OUTPUT = object({
  packages: list(object({
    name: text({ description: "For a root that is no package: what its package.json calls it, otherwise ." }),
    path: text(),
    upgrades: UPGRADES,
  })),
  catalogs: list(object({ name: text(), file: text(), upgrades: UPGRADES })),
  overrides: list(object({ file: text(), upgrades: UPGRADES })),
  summary: object({
    totalUpgrades: integer(),
    major: integer(),
    minor: integer(),
    patch: integer(),
    breaking: integer(),
    upToDate: integer(),
    skipped: integer(),
    deprecated: integer({ description: "Entries whose version in use is deprecated" }),
    vulnerable: integer({ description: "Entries whose version in use has advisories" }),
    failed: integer({ description: "Dependencies that could not be read" }),
  }),
  concerns: list(
    object({ ...ENTRY, currentVersion: text(), deprecated: orNull(text()), advisories: list(ADVISORY) }),
    { description: "Versions in use that are deprecated or vulnerable, whether there is an upgrade or not" },
  ),
  skipped: list(
    object({
      ...ENTRY,
      reason: oneOf([
        "major_version",
        "minor_version",
        "patch_version",
        "ignored",
        "too_young",
        "tag_missing",
        "version_unknown",
      ]),
      currentVersion: orNull(text()),
      latestVersion: orNull(text()),
      heldBack: orNull(HELD_BACK),
    }),
    { description: "Other versions that the options or the configuration leave out" },
  ),
  failures: list(object({ package: text(), code: text(), message: text(), cause: text(), hint: text() }), {
    description: "Dependencies that could not be read; the exit code is then 6",
  }),
  leftOut: list(object({ reason: text(), count: integer() }), {
    description: "Entries that no registry is asked about",
  }),
  filters: object({
    target: text(),
    types: list(oneOf(BUMP_TYPES)),
    include: list(text(), { description: "Kinds of entries that are looked at" }),
    packages: orNull(list(text())),
    scope: orNull(list(text())),
    workspacePackages: orNull(list(text())),
    ignore: list(text(), { description: "From the configuration" }),
    cooldown: orNull(
      object({ minutes: orNull(integer()), before: orNull(text()), exclude: list(text()), origin: text() }),
    ),
  }),
  lockfile: orNull(text(), "The lockfile that current versions are from"),
  advisories: object({
    state: oneOf(["checked", "unavailable", "not-asked"]),
    problem: orNull(text()),
  }),
  offline: boolean(),
  failOnOutdated: boolean(),
});

export type CheckOutput = Infer<typeof CHECK_OUTPUT>;

/** An entry in JSON. */
export function entryJson({ name, alias, source, kind, file, keys, specifier, range, locked }: DeclaredDependency) {
  return {
    package: name,
    ...(alias === name || source === "packageManager" || source === "engines" ? {} : { alias }),
    source,
    kind: kind ?? null,
    file,
    keys,
    specifier,
    range: range ?? null,
    locked: locked ?? null,
  };
}

export function advisoryJson({ id, title, severity, vulnerableRange, url }: Advisory) {
  return { id, title, severity, vulnerableRange, url };
}

/** An upgrade in JSON. */
export function upgradeJson(upgrade: Upgrade): UpgradeJson {
  const { declared, deprecated, advisories, heldBack, engines, peerConflicts } = upgrade;
  return {
    ...entryJson(declared),
    currentVersion: upgrade.current,
    latestVersion: upgrade.target,
    registryLatest: upgrade.latest ?? null,
    type: upgrade.type,
    breaking: upgrade.breaking,
    newSpecifier: upgrade.newSpecifier,
    newRange: upgrade.newRange ?? null,
    ...(declared.users ? { usedBy: declared.packages } : {}),
    deprecated: { current: deprecated.current ?? null, latest: deprecated.target ?? null },
    advisories: { current: advisories.current.map(advisoryJson), latest: advisories.target.map(advisoryJson) },
    heldBack: heldBackJson(heldBack),
    engines: engines ?? null,
    peerConflicts,
  };
}

export function heldBackJson(heldBack: Upgrade["heldBack"]) {
  return heldBack
    ? { version: heldBack.version, publishedAt: heldBack.publishedAt ?? null, until: heldBack.until ?? null }
    : null;
}
