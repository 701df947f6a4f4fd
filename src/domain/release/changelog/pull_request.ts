import type { Commit } from "../../../kernel/git.ts";
import { parseConventionalCommit } from "../commits/conventional.ts";
import { isBookkeeping } from "../commits/infer.ts";
import type { Changeset, PlannedPackage, ReleasePlan, ReleaseReason } from "../model.ts";
import type { Repository } from "../repository/repository.ts";
import { escapeInline, neutralizeHtml } from "./escape.ts";
import { sectionLayout } from "./sections.ts";

/** The first line of a description: a later run finds the comment by it and replaces it. */
export const PREVIEW_MARKER = "<!-- workspace:preview -->";

/** What a description is made from. */
export interface PullRequestInput {
  /** The branch's changeset; undefined when it has none yet. */
  changeset: Changeset | undefined;
  /** The branch's commits; they keep this order. */
  commits: readonly Commit[];
  /** What a bump of the changeset would do. */
  plan: Pick<ReleasePlan, "packages" | "warnings">;
  /** Where commits link to; undefined: no links. */
  repository?: Repository | undefined;
}

const REASONS: Record<ReleaseReason, string> = {
  direct: "changed",
  dependency_propagation: "dependency",
  unified: "one version for all",
  fixed_group: "fixed group",
  linked_group: "linked group",
  requested: "requested",
  graduation: "prerelease becomes stable",
  no_changes: "no changes",
  ignored: "ignored",
  not_selected: "not selected",
  no_version: "no version",
};

/**
 * The description of a pull request as markdown, for `changes --markdown` and for a comment that later runs replace:
 * the changeset's message, the versions that a bump would give, environments, and the commits by kind. Without a
 * changeset it says how to make one.
 */
export function assemblePullRequestDescription(input: PullRequestInput): string {
  const parts = input.changeset ? changesetParts(input.changeset, input) : missingParts();
  return [PREVIEW_MARKER, ...parts, ...commitParts(input)].filter((part) => part !== "").join("\n\n") + "\n";
}

function changesetParts(changeset: Changeset, { plan }: PullRequestInput): string[] {
  const bumped = plan.packages.filter((each) => each.willBump);
  const message = neutralizeHtml(changeset.message.replaceAll("\r\n", "\n")).trim();
  return [
    `## Changeset: ${changeset.bump} bump of ${count(changeset.packages.length, "package")}`,
    message,
    bumped.length === 0 ? "No version changes." : versionTable(bumped, plan.packages.length - bumped.length),
    `**Environments:** ${changeset.environments.map(code).join(", ") || "none"}`,
    plan.warnings.map((each) => `> **Warning:** ${escapeInline(each)}`).join("\n>\n"),
  ];
}

function versionTable(bumped: readonly PlannedPackage[], unchanged: number): string {
  const rows = bumped.map((each) =>
    [code(each.name), `${each.currentVersion} → **${each.nextVersion}**`, each.bump, reasonOf(each)].join(" | ")
  );
  return [
    "### Versions",
    "",
    "| Package | Version | Bump | Reason |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
    ...(unchanged === 0 ? [] : ["", `${count(unchanged, "other package")} unchanged.`]),
  ].join("\n");
}

function reasonOf({ reason, chain }: PlannedPackage): string {
  return reason === "dependency_propagation" && chain.length > 1
    ? `dependency: ${chain.map(code).join(" → ")}`
    : REASONS[reason];
}

function missingParts(): string[] {
  return [
    "## No changeset yet",
    "This branch has no changeset: merging it releases nothing. If it changes what users get, run",
    "```sh\nworkspace changeset create\n```",
    "and commit the file it writes. `workspace changeset create --from-commits` takes bump and message from the commits.",
  ];
}

function commitParts({ commits, repository }: PullRequestInput): string[] {
  const layout = sectionLayout({ format: "conventional", sections: {} });
  const groups = new Map<string, string[]>();
  for (const commit of commits) {
    if (isBookkeeping(commit)) continue;
    const parsed = parseConventionalCommit(commit.subject, commit.body);
    const title = layout.findTitle(parsed?.type ?? "other", parsed?.breaking ?? false) ?? "Other Changes";
    const hash = commit.hash.slice(0, 7);
    const link = repository ? `[${hash}](${repository.commitUrl(commit.hash)})` : `\`${hash}\``;
    groups.set(title, [...groups.get(title) ?? [], `- ${escapeInline(commit.subject)} (${link})`]);
  }
  if (groups.size === 0) return [];
  const sorted = [...groups].sort(([a], [b]) => layout.rank(a) - layout.rank(b));
  return ["### Commits", ...sorted.flatMap(([title, lines]) => [`**${title}**`, lines.join("\n")])];
}

/** A code span that a table cell can hold. */
function code(text: string): string {
  return `\`${text.replace(/[`|\r\n]/g, " ")}\``;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
