import { findCommonRange, isRange, isSatisfied, isWithin } from "./range.ts";
import type { SemVer } from "./semver.ts";
import { isVersion, parseVersion } from "./version.ts";

const COMPARATOR =
  /^(?<operator>~>|[~^]|[<>]?=?)(?<gap>\s*v?)(?<version>(?:\d+|[xX*])(?:\.(?:\d+|[xX*])){0,2})(?<suffix>[-+]\S*)?$/;

interface Comparator {
  operator: string;
  /** What stands between operator and version: spaces, "v". */
  gap: string;
  /** `1`, `1.2`, `1.2.3`, or with x in place of numbers. */
  version: string;
  /** Prerelease and build metadata, with their sign. */
  suffix: string;
}

/**
 * The range that takes the place of `range` when its package is now at `version`: it keeps operator, precision and
 * form, and always admits the version. Rewriting twice changes nothing more.
 *
 * - One comparator follows the version: `^1.2.0` `^1.3.0`, `~1.2` `~1.3`, `>=1.0.0` `>=1.3.0`, `1.2.0` `1.3.0`,
 *   `1.x` `2.x`. Where the form cannot name a prerelease, the nearest that can is taken: `1.x` `^2.0.0-beta.0`.
 * - Unions, hyphen ranges and sets of comparators state what is compatible: they stay while they admit the version,
 *   and are widened when they do not: `^1 || ^2` `^1 || ^2 || ^3`, `1 - 2` `1 - 3`, `>=1.0.0 <2.0.0`
 *   `>=1.0.0 <3.0.0`. The last alternative of a union follows the version where it names a prerelease, and goes when
 *   the others admit the stable version that comes after: `^1.0.0 || 1.3.0-beta.1` is `^1.0.0` again at 1.3.0.
 *
 * A text that is no range is returned as it is.
 */
export function rewriteRange(range: string, version: string): string {
  const common = findCommonRange(range);
  if (common && findCommonRange(version)?.operator === "") return common.operator + version;
  if (!isRange(range)) return range;
  const rewritten = rewrite(range, parseVersion(version));
  // A union with "*" is "*" to semver, and leaves out prereleases whatever stands beside it.
  const choices = [rewritten, `${range} || ${version}`, `>=${version}`];
  return choices.find((each) => isSatisfied(each, version))!;
}

function rewrite(range: string, version: Readonly<SemVer>): string {
  const admitted = isSatisfied(range, version.version);
  const union = range.lastIndexOf("||");
  if (union >= 0) {
    const last = range.slice(union + 2);
    const rest = range.slice(0, union).trimEnd();
    const named = /\d-/.test(last) ? findNamedVersion(last.trim()) : undefined;
    if (named && version.prerelease.length === 0 && isSatisfied(rest, version.version)) {
      return named.compare(version.version) < 0 ? rest : range;
    }
    const following = replaceTrimmed(last, (text) => simple(text, version) ?? text);
    if (/\d-/.test(last) && isSatisfied(following, version.version)) return range.slice(0, union + 2) + following;
    if (admitted) return range;
    const another = simple(last.trim(), version) ?? version.version;
    return range.trimEnd() + (/\s\|\|\s/.test(range) ? " || " : "||") + another;
  }
  const follower = replaceTrimmed(range, (text) => simple(text, version) ?? text);
  if (follower !== range || admitted) return follower;
  return widened(range, version);
}

/** A range of one comparator that follows the version, or undefined where it is a bound or something else. */
function simple(range: string, version: Readonly<SemVer>): string | undefined {
  const comparator = findComparator(range);
  if (comparator === undefined) return range === "" && version.prerelease.length > 0 ? `>=${version}` : undefined;
  const { operator, gap } = comparator;
  if (operator.startsWith("<")) return undefined;
  if (operator === ">") return isSatisfied(range, version.version) ? undefined : `>=${gap}${version.version}`;
  const sameForm = operator + gap + inForm(comparator.version, version);
  return isSatisfied(sameForm, version.version) ? sameForm : prereleaseForm(comparator, version);
}

/** The comparator for a prerelease where the form of the original leaves no place for one. */
function prereleaseForm({ operator, gap, version: form }: Comparator, version: Readonly<SemVer>): string {
  if (operator !== "" && operator !== "=") return operator + gap + version.version;
  const numbers = form.split(".").filter((part) => /^\d+$/.test(part)).length;
  return [">=", "^", "~", ""][numbers]! + version.version;
}

/** The version with as many numbers and x as the form has: `1.x` and 2.3.4 give `2.x`. */
function inForm(form: string, version: Readonly<SemVer>): string {
  const parts = form.split(".");
  const numbers = [version.major, version.minor, version.patch];
  if (parts.length === 3 && parts.every((part) => /^\d+$/.test(part))) return version.version;
  return parts.map((part, i) => /^\d+$/.test(part) ? numbers[i] : part).join(".");
}

/** Moves the upper bound of a hyphen range or a set of comparators up so that it admits the version. */
function widened(range: string, version: Readonly<SemVer>): string {
  const hyphen = /^(?<lower>.*\S\s+-\s+)(?<upper>\S+)(?<rest>\s*)$/.exec(range)?.groups;
  if (hyphen) {
    const upper = findComparator(hyphen.upper!);
    return upper && !isWithin(`<=${hyphen.upper}`, version.version)
      ? `${hyphen.lower}${upper.gap}${inForm(upper.version, version)}${hyphen.rest}`
      : range;
  }
  return range.replace(/(<=?)(\s*)([^\s<>=]+)/g, (whole, operator: string, gap: string, bound: string) => {
    const comparator = findComparator(bound);
    if (comparator === undefined || isWithin(whole, version.version)) return whole;
    if (operator === "<=") return operator + gap + inForm(comparator.version, version);
    return operator + gap + boundAbove(comparator, version);
  });
}

/** The bound of the same form just above the version: `<2.0.0` becomes `<3.0.0`, and `<1.5.0` `<1.6.0`. */
function boundAbove({ version: form, suffix }: Comparator, version: Readonly<SemVer>): string {
  const parts = form.split(".").map(Number);
  const named = parts.findLastIndex((part) => part > 0);
  const place = named < 0 ? 0 : named;
  const numbers = [version.major, version.minor, version.patch];
  const next = parts.map((_, i) => i < place ? numbers[i] : i === place ? numbers[i]! + 1 : 0).join(".");
  return next + (suffix === "-0" ? suffix : "");
}

function findComparator(text: string): Comparator | undefined {
  const groups = COMPARATOR.exec(text)?.groups;
  if (!groups) return undefined;
  return {
    operator: groups.operator!,
    gap: groups.gap!,
    version: groups.version!,
    suffix: groups.suffix ?? "",
  };
}

/** The version in a range of one comparator. */
function findNamedVersion(range: string): Readonly<SemVer> | undefined {
  const comparator = findComparator(range);
  const text = comparator && comparator.version + comparator.suffix;
  return text !== undefined && isVersion(text) ? parseVersion(text) : undefined;
}

function replaceTrimmed(text: string, replace: (trimmed: string) => string): string {
  const trimmed = text.trim();
  return text.replace(trimmed, () => replace(trimmed));
}
