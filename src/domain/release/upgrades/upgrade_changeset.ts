import { withEdit } from "../changesets/update.ts";
import { BUMP_TYPES, type BumpType, type Changeset } from "../model.ts";

/** What upgrades bring to a changeset. */
export interface UpgradeChange {
  /** Packages of the project. */
  packages: readonly string[];
  bump: BumpType;
  upgrades: readonly { package: string; from: string; to: string }[];
}

/** A message that lists upgrades, each once: one line for one, a list below a title for more. */
export function upgradeMessage(upgrades: UpgradeChange["upgrades"]): string {
  const lines = upgradeLines(upgrades);
  if (lines.length === 1) return `Upgrade ${lines[0]}`;
  const names = new Set(upgrades.map((each) => each.package));
  const what = names.size === 1 ? [...names][0] : `${names.size} dependencies`;
  return [`Upgrade ${what}`, "", ...lines.map((line) => `- ${line}`)].join("\n");
}

/**
 * The changeset with the upgrades added: no bump is lowered, packages that it lists keep a higher one, and what its
 * message says already is not said twice.
 */
export function withUpgrades(
  changeset: Changeset,
  { packages, bump, upgrades }: UpgradeChange,
  { at }: { at: Temporal.Instant },
): Changeset {
  const own = (name: string) =>
    changeset.packages.includes(name) ? changeset.packageBumps?.[name] ?? changeset.bump : undefined;
  const bumps = packages.map((name): [string, BumpType] => [name, higher(own(name), bump)]);
  const fresh = upgrades.filter((each) => !changeset.message.includes(lineOf(each)));
  const added = fresh.length === 0 ? [] : [upgradeMessage(fresh)];
  const message = [changeset.message.trimEnd(), ...added].filter((each) => each !== "").join("\n\n");
  const addPackages = [...packages];
  return withEdit(changeset, { addPackages, packageBumps: Object.fromEntries(bumps), message }, { at });
}

function upgradeLines(upgrades: UpgradeChange["upgrades"]): string[] {
  return [...new Set(upgrades.map(lineOf))].sort();
}

function lineOf(upgrade: UpgradeChange["upgrades"][number]): string {
  return `${upgrade.package} from ${upgrade.from} to ${upgrade.to}`;
}

function higher(a: BumpType | undefined, b: BumpType): BumpType {
  return a !== undefined && BUMP_TYPES.indexOf(a) < BUMP_TYPES.indexOf(b) ? a : b;
}
