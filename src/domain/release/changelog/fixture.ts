import { defaultConfig } from "../config/schema.ts";
import type { Changeset, PlannedPackage } from "../model.ts";
import { parseRepositoryUrl } from "../repository/repository.ts";
import type { ChangelogInput, ReleasedCommit } from "./model.ts";

/** A full hash that begins with these seven characters. */
export const hashOf = (start: string): string => start.padEnd(40, "0");

export function commit(start: string, subject: string, options: Partial<ReleasedCommit> = {}): ReleasedCommit {
  return {
    hash: hashOf(start),
    parents: [hashOf("ffffff")],
    author: { name: "Ada", email: "ada@example.com" },
    authoredAt: "2026-11-19T10:00:00+01:00",
    subject,
    body: "",
    packages: ["@org/core"],
    reachable: true,
    ...options,
  };
}

export function changeset(id: string, options: Partial<Changeset> = {}): Changeset {
  return {
    id,
    branch: id,
    bump: "minor",
    environments: ["production"],
    packages: ["@org/core"],
    commits: [],
    message: "",
    createdAt: "2026-11-19T09:00:00Z",
    updatedAt: "2026-11-19T09:00:00Z",
    ...options,
  };
}

export function planned(name: string, options: Partial<PlannedPackage> = {}): PlannedPackage {
  return {
    name,
    path: `packages/${name.replace("@org/", "")}`,
    private: false,
    currentVersion: "1.0.0",
    nextVersion: "1.1.0",
    bump: "minor",
    reason: "direct",
    willBump: true,
    chain: [],
    changesets: [],
    tag: `${name}@1.1.0`,
    ...options,
  };
}

/** Input for one package `@org/core` that all given changesets list. */
export function input(
  options: Partial<Omit<ChangelogInput, "config" | "plan">> & {
    config?: Partial<ChangelogInput["config"]>;
    plan?: Partial<ChangelogInput["plan"]>;
    changesets?: Changeset[];
  } = {},
): ChangelogInput {
  const { config, plan, changesets = [], ...rest } = options;
  return {
    date: "2026-11-20",
    commits: [],
    introducedBy: {},
    previousTags: { "@org/core": "@org/core@1.0.0" },
    repository: parseRepositoryUrl("git@github.com:org/repo.git"),
    ...rest,
    config: { ...defaultConfig().changelog, ...config },
    plan: {
      strategy: "independent",
      packages: [planned("@org/core", { changesets: changesets.map((each) => each.id) })],
      changesets: changesets.map((each) => ({ changeset: each, fate: "archive" as const })),
      references: [],
      ...plan,
    },
  };
}
