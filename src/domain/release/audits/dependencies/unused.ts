import { globMatcher } from "../../packages/glob.ts";
import type { Dependency, Package } from "../../model.ts";
import { shownPackage } from "../manifests.ts";
import type { Finding } from "../model.ts";
import { findTypedPackage } from "../sources/module_name.ts";
import type { PackageUsage, SourceUsage } from "../sources/read_usage.ts";

/** What tells whether a dependency is used by something other than an import. */
export interface UnusedContext {
  packages: readonly Package[];
  usage: SourceUsage;
  /** Names that the lockfile has; undefined without one. */
  locked: ReadonlySet<string> | undefined;
  /** Names or globs that are never called unused. */
  ignored: readonly string[];
  /** Whether a script, a configuration file or a sibling dependency of the package needs it. */
  isNeededByTools(pkg: Package, dependency: string): boolean;
}

/** What compilers write imports of. */
const INJECTED = /^(?:tslib|@swc\/helpers|core-js(?:-pure)?|regenerator-runtime|@babel\/runtime(?:-corejs[23])?)$/;
const ELEMENTS = ["jsx", "tsx", "mdx"];

/**
 * Dependencies and development dependencies that nothing seen uses. Peer and optional ones are declared for others. The
 * root's may be used by any package. Of low severity: what is loaded by a name that is put together cannot be seen. A
 * package of whose sources none could be seen (it has build results only, or collects dependencies) has none unused.
 */
export function findUnused(context: UnusedContext): Finding[] {
  const { packages, usage, ignored } = context;
  const isIgnored = globMatcher(ignored);
  const everywhere = new Set([...usage.packages.values()].flatMap(({ uses }) => [...uses.keys()]));
  return packages.flatMap((pkg) => {
    const own = usage.packages.get(pkg.name);
    if (own === undefined && pkg.path !== ".") return [];
    const isUsed = (name: string) => own?.uses.has(name) || pkg.path === "." && everywhere.has(name);
    const candidates = pkg.dependencies.filter((each) => isCandidate(each, pkg));
    return candidates.filter(({ name }) =>
      !isUsed(name) && !isIgnored(name) && !INJECTED.test(name) && !isImplied(name, { pkg, own, isUsed, context }) &&
      !context.isNeededByTools(pkg, name)
    ).map((dependency) => unused(pkg, dependency));
  });
}

function isCandidate({ name, kind }: Dependency, pkg: Package): boolean {
  if (kind === "peerDependencies" || kind === "optionalDependencies") return false;
  return !pkg.dependencies.some((other) =>
    other.name === name && (other.kind === "peerDependencies" || other.kind === "optionalDependencies")
  );
}

/** What is used without being named: the types of something, the runtime of elements, the compiler of sources. */
function isImplied(
  name: string,
  { pkg, own, isUsed, context }: {
    pkg: Package;
    own: PackageUsage | undefined;
    isUsed: (name: string) => boolean | undefined;
    context: UnusedContext;
  },
): boolean {
  const typed = findTypedPackage(name);
  if (typed !== undefined) {
    if (
      isUsed(typed) || context.packages.some(({ dependencies }) => dependencies.some((each) => each.name === typed))
    ) {
      return true;
    }
    // Types without a package of their own describe what is global.
    return !context.locked?.has(typed);
  }
  const endings = pkg.path === "."
    ? new Set([...context.usage.packages.values()].flatMap((each) => [...each.endings]))
    : own?.endings ?? new Set<string>();
  if (name === "react" || name === "preact") return ELEMENTS.some((each) => endings.has(each));
  if (name === "typescript") return [...endings].some((each) => /^[cm]?tsx?$/.test(each));
  return name === "vue" && endings.has("vue") || name === "svelte" && endings.has("svelte") ||
    name === "astro" && endings.has("astro") ||
    /^(?:sass|sass-embedded|less|stylus)$/.test(name) && hasStyle(endings, name);
}

function hasStyle(endings: ReadonlySet<string>, compiler: string): boolean {
  const own = compiler.startsWith("sass") ? ["scss", "sass"] : compiler === "less" ? ["less"] : ["styl"];
  return own.some((each) => endings.has(each)) || endings.has("vue") || endings.has("svelte");
}

function unused(pkg: Package, { name, kind }: Dependency): Finding {
  return {
    id: "dependencies/unused",
    section: "dependencies",
    severity: "low",
    title: `'${name}' is not used by ${shownPackage(pkg.name)}`,
    detail: `It is in ${kind}, and no source, script or configuration file that could be seen names it.`,
    package: pkg.name,
    dependency: name,
    file: pkg.manifestPath,
    recommendation: {
      text: `Remove '${name}' from ${kind} of ${pkg.manifestPath}, or list it in audit.ignoreUnused if it is needed`,
    },
  };
}
