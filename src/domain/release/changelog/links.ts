import type { Commit } from "../../../kernel/git.ts";
import { parseConventionalCommit } from "../commits/conventional.ts";
import type { Changeset } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import { escapeInline } from "./escape.ts";
import type { ChangelogInput, ReleasedCommit } from "./model.ts";

const TRAILING_PULL_REQUEST = /\s*\((?:pull request )?[#!](\d+)\)\s*$/i;
const LEADING_PULL_REQUEST = /^Merged PR (\d+):\s*/;
const MOST_COMMIT_LINKS = 3;

/** The number of the pull request that a subject names: `Add x (#12)`, `Merged PR 12: Add x`, … */
export function findPullRequestNumber(subject: string): string | undefined {
  return (TRAILING_PULL_REQUEST.exec(subject) ?? LEADING_PULL_REQUEST.exec(subject) ??
    /^Merge pull request #(\d+) /.exec(subject))?.[1];
}

/** Links and authors of one commit, and its description without the pull request that is linked. */
export function commitSuffix(
  commit: ReleasedCommit,
  description: string,
  input: ChangelogInput,
): { text: string; suffix: string } {
  const number = findPullRequestNumber(commit.subject);
  const text = description.replace(TRAILING_PULL_REQUEST, "").replace(LEADING_PULL_REQUEST, "");
  const hash = commit.reachable ? commit.hash : bringerOf(commit.hash, input);
  const links = [
    ...(number === undefined ? [] : [pullRequestLink(number, input)]),
    ...(hash === undefined ? [] : commitLinks([hash], input)),
  ];
  return { text, suffix: suffixOf(links, authorsOf([commit], input)) };
}

/**
 * Links and authors of a changeset: its pull requests, then its reachable commits (of more than three the newest),
 * or the commit that brought it where none is reachable.
 */
export function messageSuffix(changeset: Changeset, input: ChangelogInput): string {
  const listed = changeset.commits.map((hash) => input.commits.find((each) => each.hash === hash))
    .filter((each) => each !== undefined);
  const introducing = input.introducedBy[changeset.id];
  const reachable = listed.filter((each) => each.reachable).map((each) => each.hash);
  const bringing = introducing === undefined ? [] : [introducing];
  const hashes = reachable.length === 0 ? bringing : reachable;
  const subjects = [...listed, ...input.commits.filter((each) => each.hash === introducing)].map((each) =>
    each.subject
  );
  const numbers = new Set(subjects.map(findPullRequestNumber).filter((each) => each !== undefined));
  const links = [
    ...[...numbers].map((number) => pullRequestLink(number, input)),
    ...commitLinks(hashes.length > MOST_COMMIT_LINKS ? hashes.slice(-1) : hashes, input),
  ];
  return suffixOf(links, authorsOf(listed, input));
}

function bringerOf(hash: string, input: ChangelogInput): string | undefined {
  const changeset = input.plan.changesets.find((each) => each.changeset.commits.includes(hash));
  return changeset && input.introducedBy[changeset.changeset.id];
}

function pullRequestLink(number: string, input: ChangelogInput): string {
  const name = `${input.repository?.pullRequestSign ?? "#"}${number}`;
  const url = input.config.includePullRequestLinks ? input.repository?.pullRequestUrl(number) : undefined;
  return url === undefined ? name : `[${name}](${url})`;
}

function commitLinks(hashes: string[], { config, repository }: ChangelogInput): string[] {
  if (!config.includeCommitLinks || !repository) return [];
  return hashes.map((hash) => `[${hash.slice(0, 7)}](${repository.commitUrl(hash)})`);
}

/** Names of authors and co-authors, each once, without those that are excluded. */
function authorsOf(commits: readonly Commit[], { config }: ChangelogInput): string[] {
  if (!config.includeAuthors) return [];
  const isExcluded = globMatcher(config.excludeAuthors);
  const people = commits.flatMap((commit) => [commit.author, ...coAuthorsOf(commit)]);
  return [
    ...new Set(people.filter((each) => !isExcluded(each.name) && !isExcluded(each.email)).map((each) => each.name)),
  ];
}

function coAuthorsOf(commit: Commit): { name: string; email: string }[] {
  const footers = parseConventionalCommit(commit.subject, commit.body)?.footers ?? [];
  return footers.filter((each) => each.token.toLowerCase() === "co-authored-by").flatMap(({ value }) => {
    const [, name, email] = /^(.*?)\s*<([^>]*)>/.exec(value) ?? [];
    return name ? [{ name, email: email! }] : [];
  });
}

function suffixOf(links: string[], authors: string[]): string {
  const by = authors.length === 0 ? "" : `by ${authors.map(escapeInline).join(", ")}`;
  return [links.length === 0 ? "" : `(${links.join(", ")})`, by].filter((each) => each !== "").join(" ");
}
