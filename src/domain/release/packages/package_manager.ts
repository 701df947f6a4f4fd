import { isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import { PACKAGE_MANAGERS, type PackageManagerName, type Workspace } from "../model.ts";
import { findText, isTable, type Manifest, parseManifest } from "./manifest.ts";

/** Lockfiles and the package managers that write them, most telling first. */
export const LOCKFILES: Readonly<Record<string, PackageManagerName>> = {
  "pnpm-lock.yaml": "pnpm",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "yarn.lock": "yarn",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
  "deno.lock": "deno",
};

/** Other files that only one package manager reads. */
const SIGNS: Readonly<Record<string, PackageManagerName>> = {
  "pnpm-workspace.yaml": "pnpm",
  ".yarnrc.yml": "yarn",
  "bunfig.toml": "bun",
};

/**
 * The package manager of a project: the manifest's `packageManager` (Node's corepack) or `devEngines.packageManager`,
 * then the lockfile, then other files of its own, then npm. `names` are the files in the root.
 */
export function detectPackageManager(
  manifest: Manifest | undefined,
  names: ReadonlySet<string>,
): { manager: Workspace["manager"]; warnings: string[] } {
  const warnings: string[] = [];
  const stated = manifest && findText(manifest, "packageManager");
  if (stated !== undefined) {
    const match = /^([^@]+)(?:@([^+]*))?/.exec(stated);
    const name = knownManager(match?.[1]);
    if (name) return { manager: { name, version: match![2] || undefined }, warnings };
    warnings.push(`packageManager '${stated}' in package.json is not one of ${STATED_MANAGERS.join(", ")}`);
  }
  const engines = manifest?.fields.devEngines;
  const engine = isTable(engines) ? [engines.packageManager].flat().find(isTable) : undefined;
  const engineName = knownManager(engine?.name);
  if (engineName) return { manager: { name: engineName, version: undefined }, warnings };

  const managers = new Set(Object.keys(LOCKFILES).filter((file) => names.has(file)).map((file) => LOCKFILES[file]!));
  // Deno runs projects of the others, too.
  if (managers.size > 1) managers.delete("deno");
  const [byLockfile] = managers;
  if (managers.size > 1) {
    warnings.push(
      `Lockfiles of several package managers (${[...managers].join(", ")}): ${byLockfile} is assumed; ` +
        "'packageManager' in package.json decides",
    );
  }
  const bySign = Object.entries(SIGNS).find(([file]) => names.has(file))?.[1];
  return { manager: { name: byLockfile ?? bySign ?? "npm", version: undefined }, warnings };
}

/** The package manager of the project in `root`, as far as its files tell: a package.json that cannot be read says nothing. */
export function findPackageManager(files: Files, root: string): PackageManagerName {
  const names = new Set(files.list(root)?.map((each) => each.name));
  let manifest: Manifest | undefined;
  try {
    const text = names.has("package.json") ? files.readText(`${root}/package.json`) : undefined;
    if (text !== undefined) manifest = parseManifest(text, "package.json");
  } catch (error) {
    if (!isFault(error)) throw error;
  }
  return detectPackageManager(manifest, names).manager.name;
}

/** What a package.json may name; Deno is known by its files. */
const STATED_MANAGERS = PACKAGE_MANAGERS.filter((each) => each !== "deno");

function knownManager(name: unknown): PackageManagerName | undefined {
  return STATED_MANAGERS.find((each) => each === name);
}
