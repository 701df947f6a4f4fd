/** One footer, in git's trailer form: `Refs: #12`, `Closes #12`, `BREAKING CHANGE: …`. */
export interface CommitFooter {
  token: string;
  value: string;
}

/** An issue or pull request that a commit names: `#12`, `org/repo#12`, `Closes #12`. */
export interface CommitReference {
  /** The keyword before it, in lower case: `closes`, `fixes`, …; undefined for a plain mention. */
  action: string | undefined;
  /** `org/repo` where it is named, and undefined for the repository itself. */
  repository: string | undefined;
  issue: string;
}

/** What a revert takes back. */
export interface CommitRevert {
  /** Subject of the commit taken back; undefined where only the hash is known. */
  subject: string | undefined;
  /** Hashes as written, possibly shortened. */
  hashes: string[];
}

/** A commit message in the form of conventionalcommits.org 1.0.0. */
export interface ConventionalCommit {
  /** In lower case: types are not case-sensitive (rule 15). */
  type: string;
  scope: string | undefined;
  breaking: boolean;
  /** Texts of the `BREAKING CHANGE` footers; empty when only `!` marks the commit. */
  breakingNotes: string[];
  description: string;
  /** Without the footers; empty when there is none. */
  body: string;
  footers: CommitFooter[];
  references: CommitReference[];
  revert: CommitRevert | undefined;
}

const HEADER = /^([A-Za-z][\w-]*)(?:\(([^()]*)\))?(!)?:[ \t]+(\S.*)$/;
const FOOTER = /^(BREAKING CHANGE(?=:)|[A-Za-z][\w-]*)(?::(?: |$)| (?=#))(.*)$/;
const GIT_REVERT = /^(?:Revert|Reapply) "(.*)"\.?$/s;
const REVERTED_HASH = /\bThis reverts commit ([0-9a-f]{7,64})/g;
const ACTIONS = "close[sd]?|fix(?:e[sd])?|resolve[sd]?";
const REFERENCE = new RegExp(
  `(?:(?<![\\w-])(${ACTIONS}):?\\s+)?(?<![\\w./&-])([\\w.-]+/[\\w.-]+)?#(\\d+)(?![\\w-])`,
  "gi",
);

/**
 * Reads a commit message by conventionalcommits.org 1.0.0. `subject` is the first paragraph, `body` all that follows
 * it. A revert as git writes it (`Revert "feat: x"`) has the type `revert`. Other messages give undefined.
 *
 * Footers begin at the first paragraph from which on every paragraph begins with a footer, so that a line such as
 * `Note: this …` inside a body stays in the body; a `BREAKING CHANGE` line begins them wherever it stands.
 */
export function parseConventionalCommit(subject: string, body = ""): ConventionalCommit | undefined {
  const header = HEADER.exec(subject.trim());
  const reverted = GIT_REVERT.exec(subject.trim());
  if (!header && !reverted) return undefined;
  const { text, footers } = splitFooters(body);
  const type = header ? header[1]!.toLowerCase() : "revert";
  const breakingNotes = footers.filter(isBreaking).map((each) => each.value).filter((value) => value !== "");
  return {
    type,
    scope: header?.[2]?.trim() || undefined,
    breaking: header?.[3] === "!" || footers.some(isBreaking),
    breakingNotes,
    description: header ? header[4]!.trim() : reverted![1]!,
    body: text,
    footers,
    references: findReferences(`${subject}\n${body}`),
    revert: findRevert(type, { header: header?.[4]?.trim(), reverted: reverted?.[1], body, footers }),
  };
}

/** Issues and pull requests named in a text, each once, in order. */
export function findReferences(text: string): CommitReference[] {
  const found = new Map<string, CommitReference>();
  for (const line of text.split("\n")) {
    let action: string | undefined;
    let end = 0;
    for (const match of line.matchAll(REFERENCE)) {
      // "Closes #1, #2 and #3": the keyword counts for the whole list.
      const continues = /^(?:\s|,|&|\band\b)*$/.test(line.slice(end, match.index));
      action = match[1]?.toLowerCase() ?? (continues ? action : undefined);
      end = match.index + match[0].length;
      const reference = { action, repository: match[2], issue: match[3]! };
      const key = `${reference.repository ?? ""}#${reference.issue}`;
      if (!found.has(key) || found.get(key)!.action === undefined) found.set(key, reference);
    }
  }
  return [...found.values()];
}

/** True for a footer that announces a breaking change. The token is case-sensitive (rule 15). */
function isBreaking(footer: CommitFooter): boolean {
  return footer.token === "BREAKING CHANGE" || footer.token === "BREAKING-CHANGE";
}

function splitFooters(body: string): { text: string; footers: CommitFooter[] } {
  const lines = body.replaceAll("\r\n", "\n").trim().split("\n");
  const start = footerStart(lines);
  const footers: CommitFooter[] = [];
  for (const line of lines.slice(start)) {
    const match = FOOTER.exec(line);
    if (match) footers.push({ token: match[1]!, value: match[2]! });
    else footers.at(-1)!.value += `\n${line}`;
  }
  for (const footer of footers) footer.value = footer.value.trim();
  return { text: lines.slice(0, start).join("\n").trim(), footers };
}

function footerStart(lines: string[]): number {
  let start = lines.length;
  for (let i = lines.length - 1; i >= 0; i--) {
    const beginsParagraph = lines[i]!.trim() !== "" && (i === 0 || lines[i - 1]!.trim() === "");
    if (!beginsParagraph) continue;
    if (!FOOTER.test(lines[i]!)) break;
    start = i;
  }
  const breaking = lines.findIndex((line) => /^BREAKING[ -]CHANGE:(?: |$)/.test(line));
  return breaking === -1 ? start : Math.min(start, breaking);
}

function findRevert(
  type: string,
  parts: { header: string | undefined; reverted: string | undefined; body: string; footers: CommitFooter[] },
): CommitRevert | undefined {
  const hashes = [...parts.body.matchAll(REVERTED_HASH)].map((match) => match[1]!);
  if (type !== "revert") return undefined;
  for (const footer of parts.footers) {
    if (footer.token.toLowerCase() === "refs") hashes.push(...footer.value.match(/\b[0-9a-f]{7,64}\b/g) ?? []);
  }
  return { subject: parts.reverted ?? parts.header, hashes: [...new Set(hashes)] };
}
