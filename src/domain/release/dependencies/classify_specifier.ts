import { isRange } from "../versions/range.ts";
import { parseSpecifier } from "../versions/specifier.ts";

/** Why no registry is asked about an entry. */
export type LeftOutReason =
  /** A package of the project. */
  | "internal"
  | "workspace"
  /** `catalog:`: its entry is listed in its own place. */
  | "catalog"
  /** `file:`, `link:`, `portal:`, folders and tarballs. */
  | "local"
  | "git"
  | "url"
  /** Another protocol: `patch:`, `exec:`, … */
  | "protocol"
  /** An override that says what something else says (`$name`), or removes a package (`-`). */
  | "reference"
  /** An engine that is no package, such as `node`. */
  | "engine"
  | "invalid";

/**
 * What an entry asks a registry for: the package's own name, seen through an alias, and the range; no range for a
 * dist-tag. Or why no registry is asked.
 */
export function classifySpecifier(
  alias: string,
  specifier: string,
): { name: string; range: string | undefined } | { reason: LeftOutReason } {
  if (specifier.startsWith("workspace:")) return { reason: "workspace" };
  if (/^\$|^-$/.test(specifier)) return { reason: "reference" };
  const parsed = parseSpecifier(alias, specifier);
  switch (parsed.type) {
    case "range":
      return isPackageName(parsed.target) && isRange(parsed.range)
        ? { name: parsed.target, range: parsed.range }
        : { reason: "invalid" };
    case "tag":
      return isPackageName(parsed.target) ? { name: parsed.target, range: undefined } : { reason: "invalid" };
    case "catalog":
      return { reason: "catalog" };
    case "local":
      return { reason: "local" };
    case "foreign":
      return { reason: foreignReason(specifier) };
    default:
      return { reason: "invalid" };
  }
}

/** What a registry can be asked about: nothing that would change the request's path (npm "package-spec"). */
function isPackageName(name: string): boolean {
  return /^(?:@[^/@\s%?#\\:]+\/)?[^/@\s%?#\\:._][^/@\s%?#\\:]*$/.test(name) && !name.includes("..");
}

function foreignReason(specifier: string): LeftOutReason {
  if (/^git[+:@]|^(?:github|gitlab|bitbucket|gist):|^ssh:|\.git(?:#|$)|^[\w.-]+\/[\w.-]+(?:#|$)/.test(specifier)) {
    return "git";
  }
  return /^https?:/.test(specifier) ? "url" : "protocol";
}
