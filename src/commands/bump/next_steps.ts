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

/** Above three tags in one push GitHub sends no events for them: no workflow would run. */
const TAGS_AT_ONCE = 3;

/** The commands that complete a release in git: commit, tags, push; those that were not asked for. */
export function nextSteps({ plan, outcome, files, message, remote }: Done): string[] {
  if (plan.mode === "snapshot" || outcome.pushed) return [];
  if (outcome.tags.length > TAGS_AT_ONCE) {
    const push = `git push ${quoted(remote)}`;
    return [`${push} HEAD`, `git tag --points-at HEAD | xargs -n ${TAGS_AT_ONCE} ${push}`];
  }
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
