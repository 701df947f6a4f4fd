import type { Outcome } from "../../domain/release/apply/transaction.ts";
import type { DraftedRelease } from "../../domain/release/bump/draft_release.ts";
import type { ReleasePlan } from "../../domain/release/model.ts";
import type { BumpOutput } from "./bump_output.ts";

/** What was done with a plan so far. */
export interface Progress {
  status: "preview" | "applied" | "nothing-pending";
  drafted?: DraftedRelease;
  files?: string[];
  outcome?: Outcome;
  next?: string[];
}

/** The result of a bump, from its plan. */
export function bumpResult(
  plan: ReleasePlan,
  { status, drafted, files = [], outcome, next = [] }: Progress,
): BumpOutput {
  const tags = outcome ? outcome.tags : plan.tags;
  return {
    status,
    mode: plan.mode,
    strategy: plan.strategy,
    dryRun: status !== "applied",
    packages: plan.packages,
    changesets: plan.changesets.map(({ changeset, fate }) => ({
      id: changeset.id,
      branch: changeset.branch,
      bump: changeset.bump,
      commits: changeset.commits.length,
      packages: changeset.packages,
      environments: changeset.environments,
      message: changeset.message,
      fate,
    })),
    references: plan.references.map(({ manifestPath: _, ...each }) => each),
    catalogs: plan.catalogs.map(({ keys: _, ...each }) => each),
    tags,
    cycles: plan.cycles.map((each) => each.packages),
    warnings: [...plan.warnings, ...drafted?.warnings ?? []],
    highestBump: plan.highestBump,
    files,
    changelogs: drafted?.changelogs ?? [],
    commit: outcome?.commit ?? null,
    pushed: outcome?.pushed ?? false,
    next,
    summary: {
      totalPackages: plan.packages.length,
      bumpedPackages: plan.packages.filter((each) => each.willBump).length,
      totalChangesets: plan.changesets.length,
      totalTags: tags.length,
    },
  };
}

/** A result that tells of no plan. */
export function emptyResult(status: "skipped" | "resumed" | "aborted"): BumpOutput {
  return {
    status,
    mode: "release",
    strategy: "independent",
    dryRun: false,
    packages: [],
    changesets: [],
    references: [],
    catalogs: [],
    tags: [],
    cycles: [],
    warnings: [],
    highestBump: null,
    files: [],
    changelogs: [],
    commit: null,
    pushed: false,
    next: [],
    summary: { totalPackages: 0, bumpedPackages: 0, totalChangesets: 0, totalTags: 0 },
  };
}

/** Whether a plan releases nothing. */
export function isEmpty(plan: ReleasePlan): boolean {
  return !plan.packages.some((each) => each.willBump);
}
