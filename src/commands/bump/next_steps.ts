import type { Outcome } from "../../domain/release/apply/transaction.ts";
import type { ReleasePlan } from "../../domain/release/model.ts";

/** What a release has done, to tell what is left. */
export interface Done {
  plan: ReleasePlan;
  outcome: Outcome;
  /** Files that were written, relative to the project's root. */
  files: readonly string[];
  /** The message of a release commit. */
  message: string;
  remote: string;
}

/** Tags that one line of a terminal holds. */
const FEW = 3;

/** The commands that complete a release in git: commit, tags, push; those that were not asked for. */
export function nextSteps({ plan, outcome, files, message, remote }: Done): string[] {
  if (plan.mode === "snapshot" || outcome.pushed) return [];
  if (outcome.tags.length > FEW) return [`git push --follow-tags ${quoted(remote)} HEAD`];
  if (outcome.tags.length > 0) return [`git push ${quoted(remote)} HEAD ${outcome.tags.map(quoted).join(" ")}`];
  const places = [...new Set(files.map((path) => path.split("/")[0]!))].sort();
  const subject = message.split("\n")[0]!;
  const commit = outcome.commit === null
    ? [`git add --all -- ${places.map(quoted).join(" ")}`, `git commit -m ${quoted(subject)}`]
    : [];
  return [...commit, ...plan.tags.map((tag) => `git tag -a -m ${quoted(tag)} ${quoted(tag)}`)];
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
