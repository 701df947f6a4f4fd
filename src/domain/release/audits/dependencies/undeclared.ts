import type { Package } from "../../model.ts";
import { ROOT_NAME, shownPackage } from "../manifests.ts";
import type { Finding, Severity } from "../model.ts";
import { typesPackageOf } from "../sources/module_name.ts";
import type { SourceUsage, Use } from "../sources/read_usage.ts";

/** What tells whether an import finds its package. */
export interface DeclarationContext {
  packages: readonly Package[];
  usage: SourceUsage;
  /** Names that the lockfile has; undefined without one. */
  locked: ReadonlySet<string> | undefined;
  /** Whether a package's own configuration answers a specifier by a file or a virtual module. */
  isAlias(pkg: Package, use: Use): boolean;
  /** Whether a file goes to the registry as it is. */
  isPublished(pkg: Package, file: string): boolean;
  managerName: string;
  placeOf(use: Use): { line: number; column: number } | undefined;
}

/** Modules that the program around the code provides, and types that `<reference types="node" />` asks for. */
const PROVIDED = new Set(["vscode", "bun", "node"]);

/**
 * Imports without a declaration. A package that nobody declares is missing; one that only the root, another package or
 * a dependency declares is a phantom: it is found by luck. Tests, stories and configurations may use what the root
 * declares. Published code that imports a development dependency is missing it, too, at its users.
 */
export function findUndeclared(context: DeclarationContext): Finding[] {
  const { packages, usage } = context;
  const byName = new Map(packages.map((each) => [each.name, each]));
  const root = packages.find(({ path }) => path === ".");
  const everywhere = new Set(packages.flatMap(({ dependencies }) => dependencies.map(({ name }) => name)));
  const rootNames = namesOf(root);
  const findings: Finding[] = [];
  for (const pkg of packages) {
    const declared = namesOf(pkg);
    for (const [name, all] of usage.packages.get(pkg.name)?.uses ?? []) {
      const uses = all.filter(({ kind, role }) => kind !== "mention" && kind !== "optional" && role !== "style");
      if (uses.length === 0 || name === pkg.name) continue;
      if (declared.has(name)) {
        const finding = findDevInProduction(pkg, { name, uses, context });
        if (finding) findings.push(finding);
        continue;
      }
      if (
        isExcused(pkg, { name, uses, declared: new Set([...declared, ...rootNames]), context, isOwn: byName.has(name) })
      ) continue;
      const inRoot = rootNames.has(name) && pkg !== root;
      const production = uses.filter(({ role }) => role === "production");
      if (inRoot && production.length === 0) continue;
      const by = inRoot
        ? "the root"
        : byName.has(name)
        ? "the workspace"
        : everywhere.has(name)
        ? "another package of the project"
        : context.locked?.has(name)
        ? "one of the dependencies"
        : undefined;
      findings.push(undeclared(pkg, { name, use: worstUse(uses), by, context }));
    }
  }
  return findings;
}

function namesOf(pkg: Package | undefined): Set<string> {
  return new Set(pkg?.dependencies.map(({ name }) => name));
}

interface Undeclared {
  name: string;
  uses: Use[];
  declared: ReadonlySet<string>;
  context: DeclarationContext;
  /** A package of the project. */
  isOwn: boolean;
}

function isExcused(pkg: Package, { name, uses, declared, context, isOwn }: Undeclared): boolean {
  if (PROVIDED.has(name)) return true;
  // Types alone are enough where nothing is loaded.
  if (declared.has(typesPackageOf(name)) && uses.every(({ kind }) => kind === "type")) return true;
  // Paths of a monorepo's packages are mapped to their sources for the editor, and must be declared all the same.
  if (isOwn) return false;
  const { ambient } = context.usage;
  return ambient.has(name) || uses.every((use) => ambient.has(use.specifier) || context.isAlias(pkg, use));
}

/** Production before development, what is loaded before types. */
function worstUse(uses: readonly Use[]): Use {
  const rank = ({ role, kind }: Use) => (role === "production" ? 0 : 2) + (kind === "type" ? 1 : 0);
  return uses.toSorted((a, b) => rank(a) - rank(b))[0]!;
}

function undeclared(
  pkg: Package,
  { name, use, by, context }: { name: string; use: Use; by: string | undefined; context: DeclarationContext },
): Finding {
  const isProduction = use.role === "production" && use.kind !== "type";
  const where = shownPackage(pkg.name);
  const how = use.kind === "type"
    ? "for its types"
    : use.role === "production"
    ? "in production code"
    : "in development files";
  const place = { package: pkg.name, dependency: name, file: use.file, ...context.placeOf(use) };
  const recommendation = {
    text: `Declare '${name}' in ${pkg.manifestPath}`,
    command: addCommand(context.managerName, { pkg, name, dev: !isProduction }),
  };
  if (by === undefined) {
    const severity: Severity = isProduction ? "high" : "medium";
    return {
      id: "dependencies/missing",
      section: "dependencies",
      severity,
      title: `'${name}' is imported by ${where} and declared nowhere`,
      detail:
        `'${use.specifier}' is imported ${how}; no manifest of the project declares it, so it may not be installed.`,
      ...place,
      recommendation,
    };
  }
  return {
    id: "dependencies/phantom",
    section: "dependencies",
    severity: isProduction && !pkg.private ? "medium" : "low",
    title: `'${name}' is imported by ${where} and not declared by it`,
    detail: `'${use.specifier}' is imported ${how}. It is found only because ${by} brings it along.`,
    ...place,
    recommendation,
  };
}

function findDevInProduction(
  pkg: Package,
  { name, uses, context }: { name: string; uses: Use[]; context: DeclarationContext },
): Finding | undefined {
  if (pkg.private || pkg.dependencies.some((each) => each.name === name && each.kind !== "devDependencies")) {
    return undefined;
  }
  const use = uses.find(({ role, kind, file }) =>
    role === "production" && kind !== "type" && context.isPublished(pkg, file)
  );
  if (use === undefined) return undefined;
  return {
    id: "dependencies/dev-in-production",
    section: "dependencies",
    severity: "medium",
    title: `'${name}' is imported by published code of ${pkg.name}, and only in devDependencies`,
    detail: `'${use.specifier}' is not installed where ${pkg.name} is, unless its code is bundled into it.`,
    package: pkg.name,
    dependency: name,
    file: use.file,
    ...context.placeOf(use),
    recommendation: {
      text: `Move '${name}' to dependencies of ${pkg.manifestPath}`,
      command: addCommand(context.managerName, { pkg, name, dev: false }),
    },
  };
}

/** How the project's package manager adds a dependency to a package. */
export function addCommand(
  manager: string,
  { pkg, name, dev }: { pkg: Pick<Package, "name" | "path">; name: string; dev: boolean },
): string {
  const isRoot = pkg.name === ROOT_NAME || pkg.path === ".";
  switch (manager) {
    case "pnpm":
      return `pnpm ${isRoot ? "" : `--filter ${pkg.name} `}add ${dev ? "-D " : ""}${name}`;
    case "yarn":
      return `yarn ${isRoot ? "" : `workspace ${pkg.name} `}add ${dev ? "-D " : ""}${name}`;
    case "bun":
      return `bun add ${dev ? "-d " : ""}${isRoot ? "" : `--cwd ${pkg.path} `}${name}`;
    default:
      return `npm install ${dev ? "-D " : ""}${isRoot ? "" : `-w ${pkg.name} `}${name}`;
  }
}
