import type { Commit } from "../../../kernel/git.ts";
import type { BumpType } from "../model.ts";
import { type ConventionalCommit, parseConventionalCommit } from "./conventional.ts";

/** The bump that one commit asks for: breaking → major, `feat` → minor, anything else → patch. */
export function bumpOf(commit: Pick<ConventionalCommit, "type" | "breaking">): BumpType {
  if (commit.breaking) return "major";
  return commit.type === "feat" ? "minor" : "patch";
}

/**
 * The highest bump that the commits ask for by conventionalcommits.org. Undefined when none of them is in that form:
 * the caller then falls back to `version.defaultBump`. A commit and its revert cancel each other.
 */
export function inferBump(commits: readonly Commit[]): BumpType | undefined {
  if (!commits.some((each) => parse(each))) return undefined;
  const bumps = new Set(withoutReverted(commits).map(parse).filter((each) => each !== undefined).map(bumpOf));
  return bumps.has("major") ? "major" : bumps.has("minor") ? "minor" : "patch";
}

/**
 * A changeset's message from its commits (oldest first): the descriptions that matter to users (breaking changes,
 * features, fixes, performance), or all of them when none does. One is a sentence, several are a markdown list.
 * Undefined when nothing is left besides merges, fixups and reverted commits.
 */
export function inferMessage(commits: readonly Commit[]): string | undefined {
  const told = withoutReverted(commits).filter((each) => !isBookkeeping(each))
    .map((each) => ({ subject: each.subject, parsed: parse(each) }));
  const relevant = told.filter(({ parsed }) => parsed && (parsed.breaking || USER_FACING.has(parsed.type)));
  const lines = (relevant.length > 0 ? relevant : told).map(({ subject, parsed }) => {
    const text = capitalised(parsed?.description ?? subject);
    return parsed?.breaking ? `**Breaking:** ${text}` : text;
  });
  const unique = [...new Set(lines)];
  if (unique.length === 0) return undefined;
  return unique.length === 1 ? unique[0] : unique.map((line) => `- ${line}`).join("\n");
}

const USER_FACING = new Set(["feat", "fix", "perf", "revert", "deprecate", "remove", "security"]);

/** True for commits that tell nothing of their own: merges, and fixups that wait for a rebase. */
export function isBookkeeping(commit: Pick<Commit, "parents" | "subject">): boolean {
  return commit.parents.length > 1 || /^(?:fixup|squash|amend)! /.test(commit.subject);
}

/** The commits without those that are taken back among them, and without what took them back. */
export function withoutReverted<C extends Pick<Commit, "hash" | "subject" | "body">>(commits: readonly C[]): C[] {
  const reverts = new Map<string, string[]>();
  for (const commit of commits) {
    const hashes = parse(commit)?.revert?.hashes ?? [];
    const targets = commits.filter((each) => hashes.some((hash) => each !== commit && each.hash.startsWith(hash)));
    if (targets.length > 0) reverts.set(commit.hash, targets.map((each) => each.hash));
  }
  if (reverts.size === 0) return [...commits];
  const alive = (hash: string, seen: ReadonlySet<string>): boolean =>
    ![...reverts].some(([by, targets]) => targets.includes(hash) && !seen.has(by) && alive(by, new Set([...seen, by])));
  return commits.filter((each) => !reverts.has(each.hash) && alive(each.hash, new Set([each.hash])));
}

function parse(commit: Pick<Commit, "subject" | "body">): ConventionalCommit | undefined {
  return parseConventionalCommit(commit.subject, commit.body);
}

function capitalised(text: string): string {
  // A description that begins with code or a name such as `npmClient` keeps its case.
  return /^[a-z]+(?=[\s,.:;]|$)/.test(text) ? text[0]!.toUpperCase() + text.slice(1) : text;
}
