import { type Config, defaultConfig } from "../config/schema.ts";
import type { Catalog, Changeset, Dependency, Package, PlannedPackage, ReleasePlan, Workspace } from "../model.ts";

/** Makers of projects and changesets for tests, and what a release leaves behind of both. */

export type Entries = Record<string, string>;

/** A package in few words: version and dependency tables. */
export interface PackageSketch {
  version?: string | undefined;
  private?: boolean;
  dependencies?: Entries;
  devDependencies?: Entries;
  peerDependencies?: Entries;
  optionalDependencies?: Entries;
}

export function workspaceOf(
  sketches: Record<string, PackageSketch>,
  { catalogs = {}, shape = "monorepo" }: { catalogs?: Record<string, Entries>; shape?: Workspace["shape"] } = {},
): Workspace {
  return {
    root: "/project",
    shape,
    manager: { name: "pnpm", version: undefined },
    packages: Object.entries(sketches).map(([name, sketch]) => packageOf(name, sketch))
      .sort((a, b) => a.path < b.path ? -1 : 1),
    catalogs: Object.entries(catalogs).map(([name, entries]): Catalog => ({
      name,
      file: "pnpm-workspace.yaml",
      keys: name === "default" ? ["catalog"] : ["catalogs", name],
      entries,
    })),
    lockfiles: [],
    warnings: [],
  };
}

function packageOf(name: string, sketch: PackageSketch): Package {
  const path = `packages/${name.replace(/^@[^/]*\//, "")}`;
  const kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"] as const;
  return {
    name,
    version: "version" in sketch ? sketch.version : "1.0.0",
    path,
    manifestPath: `${path}/package.json`,
    private: sketch.private ?? false,
    dependencies: kinds.flatMap((kind) =>
      Object.entries(sketch[kind] ?? {}).map(([dependency, specifier]): Dependency => ({
        name: dependency,
        kind,
        specifier,
      }))
    ),
  };
}

export function changesetOf(id: string, packages: string[], more: Partial<Changeset> = {}): Changeset {
  return {
    id,
    branch: id,
    bump: "patch",
    environments: ["production"],
    packages,
    commits: [],
    message: `Change ${id}`,
    createdAt: "2026-11-20T10:00:00.000Z",
    updatedAt: "2026-11-20T10:00:00.000Z",
    ...more,
  };
}

/** The default configuration with sections overridden. */
export function configOf(sections: { [K in keyof Config]?: Partial<Config[K]> } = {}): Config {
  const config = defaultConfig() as unknown as Record<string, object>;
  for (const [name, values] of Object.entries(sections)) config[name] = { ...config[name], ...values as object };
  return config as unknown as Config;
}

/** What the project and its changesets are after the plan was carried out. */
export function carriedOut(
  workspace: Workspace,
  changesets: readonly Changeset[],
  plan: ReleasePlan,
): { workspace: Workspace; changesets: Changeset[] } {
  const next = structuredClone(workspace);
  const versions = new Map(plan.packages.map((each) => [each.name, each]));
  for (const each of next.packages) {
    if (each.version !== undefined) each.version = versions.get(each.name)!.nextVersion;
    for (const dependency of each.dependencies) {
      const update = plan.references.find((reference) =>
        reference.package === each.name && reference.kind === dependency.kind &&
        reference.dependency === dependency.name
      );
      if (update) dependency.specifier = update.to;
    }
  }
  for (const update of plan.catalogs) {
    next.catalogs.find((each) => each.name === update.catalog)!.entries[update.dependency] = update.to;
  }
  const fates = new Map(plan.changesets.map((each) => [each.changeset.id, each]));
  const left = changesets.flatMap((each) => {
    const fate = fates.get(each.id);
    return fate?.fate === "archive" ? [] : [fate?.replacement ?? each];
  });
  return { workspace: next, changesets: left };
}

/** The new versions by name. */
export function versionsOf(plan: ReleasePlan): Record<string, string> {
  return Object.fromEntries(plan.packages.filter((each) => each.willBump).map((each) => [each.name, each.nextVersion]));
}

export function plannedOf(plan: ReleasePlan, name: string): PlannedPackage {
  return plan.packages.find((each) => each.name === name)!;
}
