import type { DeclaredDependency } from "../dependencies/model.ts";
import { parseSpecifier, rewriteSpecifier } from "../versions/specifier.ts";
import { isSatisfied } from "../versions/range.ts";
import { isSubset } from "../versions/range_bounds.ts";

/**
 * The text that takes the place of a specifier when its package is upgraded to `version`: operator, precision, alias
 * and protocol are kept (see `rewriteRange`), so `^1.0.0` becomes `^2.1.0`, `1.x` `2.x`, `^1 || ^2` `^1 || ^2 || ^3`,
 * `npm:real@~1.0.0` `npm:real@~2.1.0`, `pnpm@9.1.0+sha512.…` (packageManager) `pnpm@10.2.0`. Dist-tags and what is from
 * elsewhere stay. Doing it twice changes nothing more.
 */
export function rewriteDeclared(specifier: string, version: string): string {
  const program = /^(npm|pnpm|yarn|bun)@\d/.exec(specifier);
  return program ? `${program[1]}@${version}` : rewriteSpecifier(specifier, version);
}

/** Entries that state which versions are acceptable, rather than which one is wanted. */
export function isStatement({ kind, source }: Pick<DeclaredDependency, "kind" | "source">): boolean {
  return kind === "peerDependencies" || source === "engines" || source === "override";
}

/**
 * The same for an entry. What states acceptable versions (peer dependencies, engines, overrides such as `>=1.2.6`) stays
 * while it admits the version. Peers and engines keep what they admit even then: `^18` becomes `^18 || ^19`.
 */
export function rewriteEntry(
  entry: Pick<DeclaredDependency, "specifier" | "range" | "kind" | "source">,
  version: string,
): string {
  const { specifier, range, source } = entry;
  const rewritten = rewriteDeclared(specifier, version);
  if (!isStatement(entry) || range === undefined) return rewritten;
  if (isSatisfied(range, version)) return specifier;
  if (source === "override") return rewritten;
  const next = rangeOf(rewritten);
  if (next === undefined || isSubset(range, next)) return rewritten;
  const both = `${range} || ${next}`;
  // A union with ">=0.0.0" is "*" to semver, which leaves out prereleases whatever stands beside it.
  return isSatisfied(both, version) ? specifier.replace(range, () => both) : rewritten;
}

/** The range in a specifier; undefined where it has none. */
export function rangeOf(specifier: string): string | undefined {
  const program = /^(?:npm|pnpm|yarn|bun)@(\d.*)$/.exec(specifier);
  if (program) return program[1];
  const parsed = parseSpecifier("", specifier);
  return parsed.type === "range" ? parsed.range : undefined;
}
