import { PACKAGE_MANAGERS, type PackageManagerName, type Workspace } from "../model.ts";
import { findText, isTable, type Manifest } from "./manifest.ts";

/** Lockfiles and the package managers that write them, most telling first. */
export const LOCKFILES: Readonly<Record<string, PackageManagerName>> = {
  "pnpm-lock.yaml": "pnpm",
  "bun.lock": "bun",
  "bun.lockb": "bun",
  "yarn.lock": "yarn",
  "package-lock.json": "npm",
  "npm-shrinkwrap.json": "npm",
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
    warnings.push(`packageManager '${stated}' in package.json is not one of ${PACKAGE_MANAGERS.join(", ")}`);
  }
  const engines = manifest?.fields.devEngines;
  const engine = isTable(engines) ? [engines.packageManager].flat().find(isTable) : undefined;
  const engineName = knownManager(engine?.name);
  if (engineName) return { manager: { name: engineName, version: undefined }, warnings };

  const managers = new Set(Object.keys(LOCKFILES).filter((file) => names.has(file)).map((file) => LOCKFILES[file]!));
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

function knownManager(name: unknown): PackageManagerName | undefined {
  return PACKAGE_MANAGERS.find((each) => each === name);
}
