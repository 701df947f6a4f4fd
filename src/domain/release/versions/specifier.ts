import { isRange } from "./range.ts";
import { rewriteRange } from "./rewrite_range.ts";

/** `suffix` is a path behind the range: `/mod.ts`. */
export interface RangeSpecifier {
  type: "range";
  target: string;
  prefix: string;
  range: string;
  suffix?: string;
}

/** What an entry of a dependency table asks for. `target` is the package's real name, where an alias hides it. */
export type Specifier =
  /** A range after a prefix that is kept: "", `workspace:`, `npm:`, `npm:@org/core@`, `workspace:core@`. */
  | RangeSpecifier
  /** `workspace:*`, `workspace:^`, `workspace:~`: the package manager fills in the version when it packs. */
  | { type: "floating"; target: string; prefix: string; operator: "*" | "^" | "~" }
  /** `catalog:` (name "default") or `catalog:name`. */
  | { type: "catalog"; target: string; catalog: string }
  /** A folder or file: `file:`, `link:`, `portal:`, `workspace:../core`, `../core`. */
  | { type: "local"; target: string }
  | { type: "tag"; target: string }
  /** From somewhere else: git, a URL, another registry. */
  | { type: "foreign" }
  /** None of what npm, Yarn, pnpm and bun read. */
  | { type: "invalid"; target: string };

/**
 * Reads the specifier of a dependency called `name`.
 * Sources: npm "package-spec", pnpm "Workspace protocol" and "Catalogs", Yarn "Protocols".
 */
export function parseSpecifier(name: string, specifier: string): Specifier {
  if (!specifier.includes(":")) return plainSpecifier(name, specifier);
  const protocol = /^([a-z][a-z+.-]*):/i.exec(specifier)?.[1];
  const body = protocol === undefined ? specifier : specifier.slice(protocol.length + 1);
  switch (protocol) {
    case "workspace":
      return workspaceSpecifier(name, body);
    case "npm":
      return npmSpecifier(name, body);
    case "catalog":
      return { type: "catalog", target: name, catalog: body.trim() || "default" };
    case "file":
    case "link":
    case "portal":
      return { type: "local", target: name };
    default:
      return { type: "foreign" };
  }
}

/**
 * Reads what an entry of a Deno manifest's `imports` asks for, where it is a range of a package:
 * `npm:/@org/core@1/path`, and the same under `jsr`. Source: docs.deno.com, "Dependency management".
 */
export function parseImport(specifier: string): RangeSpecifier | undefined {
  const match = /^((?:jsr|npm):\/?(@[^/@]+\/[^/@]+|[^/@]+)@)([^/]+)(\/.*)?$/.exec(specifier);
  if (!match || !isRange(match[3]!)) return undefined;
  const [, prefix, target, range, suffix] = match as unknown as [string, string, string, string, string | undefined];
  return { type: "range", target, prefix, range, ...(suffix === undefined ? {} : { suffix }) };
}

/** The range a specifier stands for while its package is at `version`; undefined where it stands for none. */
export function findSpecifierRange(specifier: Specifier, version: string): string | undefined {
  if (specifier.type === "range") return specifier.range;
  if (specifier.type !== "floating") return undefined;
  return specifier.operator === "*" ? version : specifier.operator + version;
}

/**
 * The specifier for a package that is now at `version`, with its protocol, alias, operator and form kept
 * (see `rewriteRange`). `workspace:*`, `workspace:^` and `workspace:~`, catalogs, paths, tags and everything foreign
 * stay as they are. With `exact` the version itself takes the place of the range, of `workspace:^` and `workspace:~` too.
 */
export function rewriteSpecifier(specifier: string, version: string, { exact = false } = {}): string {
  const parsed = parseSpecifier("", specifier);
  if (parsed.type === "range") return parsed.prefix + (exact ? version : rewriteRange(parsed.range, version));
  if (parsed.type === "floating" && exact && parsed.operator !== "*") return parsed.prefix + version;
  return specifier;
}

/** The same for an entry of a Deno manifest's `imports`. */
export function rewriteImport(specifier: string, version: string, { exact = false } = {}): string {
  const parsed = parseImport(specifier);
  if (!parsed) return specifier;
  return parsed.prefix + (exact ? version : rewriteRange(parsed.range, version)) + (parsed.suffix ?? "");
}

function workspaceSpecifier(name: string, body: string): Specifier {
  const alias = /^(@[^/@]+\/[^/@]+|[^./@][^/@]*)@(.*)$/.exec(body);
  const target = alias?.[1] ?? name;
  const wanted = (alias?.[2] ?? body).trim();
  const prefix = alias ? `workspace:${target}@` : "workspace:";
  if (wanted === "" || wanted === "*") return { type: "floating", target, prefix, operator: "*" };
  if (wanted === "^" || wanted === "~") return { type: "floating", target, prefix, operator: wanted };
  if (isRange(wanted)) return { type: "range", target, prefix, range: wanted };
  if (/[./]/.test(wanted)) return { type: "local", target };
  return isTag(wanted) ? { type: "tag", target } : { type: "invalid", target };
}

function npmSpecifier(name: string, body: string): Specifier {
  if (isRange(body)) return { type: "range", target: name, prefix: "npm:", range: body };
  const alias = /^(@[^/@]+\/[^/@]+|[^/@]+)(?:@(.*))?$/.exec(body);
  if (alias === null) return { type: "invalid", target: name };
  const target = alias[1]!;
  const wanted = alias[2] ?? "";
  if (wanted !== "" && isRange(wanted)) return { type: "range", target, prefix: `npm:${target}@`, range: wanted };
  return isTag(wanted) ? { type: "tag", target } : { type: "invalid", target };
}

function plainSpecifier(name: string, specifier: string): Specifier {
  if (isRange(specifier)) return { type: "range", target: name, prefix: "", range: specifier };
  if (/^(\.{1,2}|~)?\//.test(specifier) || /^\.{1,2}$|\.(tgz|tar|tar\.gz)$/.test(specifier)) {
    return { type: "local", target: name };
  }
  if (specifier.includes("/")) return { type: "foreign" };
  return isTag(specifier) ? { type: "tag", target: name } : { type: "invalid", target: name };
}

/** npm takes for a dist-tag what needs no encoding in a URL. */
function isTag(text: string): boolean {
  return encodeURIComponent(text) === text;
}
