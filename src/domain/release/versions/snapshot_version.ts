import { SNAPSHOT_FORMAT_INVALID, SNAPSHOT_VARIABLE_UNKNOWN } from "./faults.ts";
import { findVersion } from "./version.ts";

/** Where and when a snapshot is made. */
export interface SnapshotContext {
  /** As git names it; empty on a detached HEAD. */
  branch: string;
  /** Full hash. */
  commit: string;
  /** Becomes `{timestamp}` as `YYYYMMDDhhmmss` in UTC: a number that sorts by time. */
  at: Temporal.Instant;
}

/** What a snapshot version looks like. */
export interface SnapshotFormat {
  /** `version.snapshotFormat`, or what `--snapshot-format` says. */
  format: string;
  /** `version.snapshotVariables`: names and values of further variables; the built-in names win. */
  variables: Record<string, string>;
}

// npm refuses versions above 256 characters; a branch may fill at most this much of one.
const LONGEST_BRANCH = 64;
const SHORT_COMMIT = 7;

/**
 * The snapshot version for a planned version: the format with its variables filled in. Values become valid SemVer
 * identifiers (letters, digits, hyphens), and a number that starts with 0 gets a "g" in front (SemVer 9).
 *
 * Raises `SNAPSHOT_VARIABLE_UNKNOWN`, and `SNAPSHOT_FORMAT_INVALID` where the result is no prerelease version.
 */
export function snapshotVersion(version: string, context: SnapshotContext & SnapshotFormat): string {
  return snapshotVersioning(context)(version);
}

/** `snapshotVersion` for many versions of one snapshot. */
export function snapshotVersioning(context: SnapshotContext & SnapshotFormat): (version: string) => string {
  const { format, variables } = context;
  const values = new Map<string, string>(
    Object.entries(variables).map(([name, value]) => [name, identifiers(value)]),
  );
  values.set("version", "{version}");
  values.set("branch", identifier(context.branch).slice(0, LONGEST_BRANCH).replace(/-+$/, "") || "detached");
  values.set("commit", identifier(context.commit));
  values.set("short_commit", identifier(context.commit.slice(0, SHORT_COMMIT)));
  values.set("timestamp", timestamp(context.at));
  const filled = format.replace(/\{([^{}]*)\}/g, (_, variable: string) => {
    const value = values.get(variable);
    if (value === undefined) throw SNAPSHOT_VARIABLE_UNKNOWN({ format, variable, known: [...values.keys()].sort() });
    return value;
  });
  return (version) => checked(withoutLeadingZeros(filled.replaceAll("{version}", version)), format);
}

function checked(result: string, format: string): string {
  const parsed = findVersion(result);
  if (parsed === undefined) {
    throw SNAPSHOT_FORMAT_INVALID({ format, result, problem: "This is no version (https://semver.org)." });
  }
  if (parsed.prerelease.length === 0) {
    const problem = "A snapshot must be a prerelease, with '-' and something after the version; " +
      "otherwise it could be taken for a release.";
    throw SNAPSHOT_FORMAT_INVALID({ format, result, problem });
  }
  return result;
}

function timestamp(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: "second" }).replace(/\D/g, "");
}

/** The text as one SemVer identifier; empty where nothing of it can stand in one. */
function identifier(text: string): string {
  return text.replace(/[^0-9A-Za-z]+/g, "-").replace(/^-|-$/g, "");
}

/** The text as identifiers with dots between them. */
function identifiers(text: string): string {
  return text.split(".").map(identifier).filter((each) => each !== "").join(".");
}

function withoutLeadingZeros(version: string): string {
  const [, main, prerelease, build] = /^([^-+]*)-([^+]*)(\+.*)?$/s.exec(version) ?? [];
  if (main === undefined || prerelease === undefined) return version;
  return `${main}-${prerelease.split(".").map((each) => each.replace(/^0\d+$/, "g$&")).join(".")}${build ?? ""}`;
}
