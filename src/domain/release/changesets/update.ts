import type { BumpType, Changeset, PrereleaseMark } from "../model.ts";
import { CHANGESET_REFUSED } from "./faults.ts";

/** What commits bring to a changeset. */
export interface BranchWork {
  /**
   * Oldest first, each with the packages it touches (of those recorded already they need not be known), and the
   * recorded hashes that it replaces after a rebase or an amend.
   */
  commits: { hash: string; packages: string[]; replaces?: string[] }[];
  /** Packages that the project does not have any more. */
  gone?: string[];
}

/** What a person asks to change. */
export interface Edit {
  bump?: BumpType | undefined;
  message?: string | undefined;
  /** The environments from now on. */
  environments?: string[] | undefined;
  addEnvironments?: string[] | undefined;
  removeEnvironments?: string[] | undefined;
  addPackages?: string[] | undefined;
  removePackages?: string[] | undefined;
  packageBumps?: Record<string, BumpType> | undefined;
}

/** What one change did, for telling. */
export interface Difference {
  added: { packages: string[]; commits: string[]; environments: string[] };
  removed: { packages: string[]; commits: string[]; environments: string[] };
  /** Names of fields that changed: `bump`, `message`, `packageBumps`, … */
  changed: string[];
}

/**
 * The changeset with the work of its branch recorded. Commits that are recorded already change nothing; a package
 * that was released from it before waits again when a commit that is new touches it, and one with a prerelease out
 * is marked as changed since. The same object comes back when nothing changes. `at` becomes `updatedAt`.
 */
export function withWork(changeset: Changeset, work: BranchWork, { at }: { at: Temporal.Instant }): Changeset {
  const replaced = new Set(work.commits.flatMap(({ replaces }) => replaces ?? []));
  const recorded = new Set(changeset.commits);
  const fresh = work.commits.filter(({ hash }) => !recorded.has(hash));
  // A rewritten commit is no new work, but it may touch more than the one before it.
  const touched = fresh.filter(({ replaces }) => !replaces?.length).flatMap(({ packages }) => packages);
  const known = new Set([...changeset.packages, ...changeset.released ?? []]);
  const missing = fresh.flatMap(({ packages }) => packages).filter((name) => !known.has(name));
  const gone = new Set(work.gone);
  const packages = [...changeset.packages, ...missing, ...touched].filter((name) => !gone.has(name));
  return changedAt(changeset, {
    commits: unique([...changeset.commits.filter((hash) => !replaced.has(hash)), ...fresh.map(({ hash }) => hash)]),
    packages: unique(packages),
    ...waitingAgain(changeset, touched),
    ...(gone.size > 0 && changeset.packageBumps
      ? { packageBumps: Object.fromEntries(Object.entries(changeset.packageBumps).filter(([name]) => !gone.has(name))) }
      : {}),
  }, at);
}

/**
 * The changeset as a person wants it. A package that gets a bump of its own is listed as well.
 * Fault: `CHANGESET_REFUSED`, for what is not in it and cannot be removed.
 */
export function withEdit(changeset: Changeset, edit: Edit, { at }: { at: Temporal.Instant }): Changeset {
  const { id } = changeset;
  const refuseAbsent = (kind: string, names: string[] | undefined, present: string[]) => {
    const absent = names?.find((name) => !present.includes(name));
    if (absent === undefined) return;
    throw CHANGESET_REFUSED({
      id,
      problem: `${kind} '${absent}' is not in it`,
      remedy: present.length === 0 ? "It has none to remove." : `It has ${present.join(", ")}.`,
    });
  };
  const before = edit.environments ?? changeset.environments;
  refuseAbsent("Environment", edit.removeEnvironments, before);
  refuseAbsent("Package", edit.removePackages, changeset.packages);
  const added = [...edit.addPackages ?? [], ...Object.keys(edit.packageBumps ?? {})];
  const packages = unique([...changeset.packages, ...added])
    .filter((name) => !edit.removePackages?.includes(name));
  const bump = edit.bump ?? changeset.bump;
  const bumps = Object.entries({ ...changeset.packageBumps, ...edit.packageBumps });
  const environments = unique([...before, ...edit.addEnvironments ?? []])
    .filter((name) => !edit.removeEnvironments?.includes(name));
  return changedAt(changeset, {
    bump,
    environments,
    packages,
    message: edit.message ?? changeset.message,
    // A bump that is the changeset's own says nothing of the package.
    packageBumps: Object.fromEntries(bumps.filter(([name, own]) => packages.includes(name) && own !== bump)),
    ...waitingAgain(changeset, edit.addPackages ?? []),
  }, at);
}

/** What became of a changeset, field by field. */
export function differenceOf(before: Changeset, after: Changeset): Difference {
  const added = (key: "packages" | "commits" | "environments") =>
    after[key].filter((each) => !before[key].includes(each));
  const removed = (key: "packages" | "commits" | "environments") =>
    before[key].filter((each) => !after[key].includes(each));
  const keys = ["bump", "packageBumps", "environments", "packages", "commits", "message"] as const;
  return {
    added: { packages: added("packages"), commits: added("commits"), environments: added("environments") },
    removed: { packages: removed("packages"), commits: removed("commits"), environments: removed("environments") },
    changed: keys.filter((key) => !same(before[key], after[key])),
  };
}

/** What changes in the marks of earlier releases when these packages get new work. */
function waitingAgain(changeset: Changeset, touched: readonly string[]): Partial<Changeset> {
  const names = new Set(touched);
  const changes: Partial<Changeset> = {};
  if (changeset.released?.some((name) => names.has(name))) {
    changes.released = changeset.released.filter((name) => !names.has(name));
  }
  if (changeset.prereleases?.some((mark) => names.has(mark.package) && !mark.outdated)) {
    changes.prereleases = changeset.prereleases.map((mark): PrereleaseMark =>
      names.has(mark.package) ? { ...mark, outdated: true } : mark
    );
  }
  return changes;
}

function changedAt(changeset: Changeset, changes: Partial<Changeset>, at: Temporal.Instant): Changeset {
  const different = Object.entries(changes).filter(([key, value]) => !same(changeset[key as keyof Changeset], value));
  if (different.length === 0) return changeset;
  return { ...changeset, ...Object.fromEntries(different), updatedAt: timestamp(at) };
}

/** An instant as changesets write it: ISO 8601 in UTC, whole seconds. */
export function timestamp(at: Temporal.Instant): string {
  return at.round({ smallestUnit: "second", roundingMode: "floor" }).toString();
}

function same(a: unknown, b: unknown): boolean {
  const isEmpty = (value: unknown) =>
    value === undefined || JSON.stringify(value) === "{}" || JSON.stringify(value) === "[]";
  return JSON.stringify(a) === JSON.stringify(b) || isEmpty(a) && isEmpty(b);
}

function unique(values: readonly string[]): string[] {
  return [...new Set(values)];
}
