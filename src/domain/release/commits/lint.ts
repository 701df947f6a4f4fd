import { didYouMean, nearest } from "../../../kernel/suggest.ts";

/** What a commit message must keep to: the `commits` section of the configuration. */
export interface CommitRules {
  types: readonly string[];
  /** Empty: any scope. */
  scopes: readonly string[];
  /** In characters. */
  maxSubjectLength: number;
}

export type CommitProblemCode =
  | "message-empty"
  | "header-form"
  | "header-length"
  | "header-space"
  | "type-unknown"
  | "type-case"
  | "scope-empty"
  | "scope-unknown"
  | "description-missing"
  | "body-blank-line"
  | "breaking-change-form";

/** One thing that is wrong with a commit message. Line and column count from 1 in the text as given. */
export interface CommitProblem {
  code: CommitProblemCode;
  line: number;
  column: number;
  message: string;
  /** What to write instead. */
  hint: string;
}

interface Line {
  number: number;
  text: string;
}

const FORM = "<type>(<scope>): <description>";
const SCISSORS = "------------------------ >8 ------------------------";
const COMMENT_CHARACTERS = "#;@!$%^&|:";
const ACCEPTED = [
  /^Merge (?:branch(?:es)?|remote-tracking branch(?:es)?|tags?|commits?|pull request|heads?|HEAD)\b/,
  /^Merge (?:\S+ into|'|[0-9a-f]{7,64}\b)/,
  /^Merged (?:in \S+ \(pull request #\d+\)|PR \d+:)/,
  /^(?:Revert|Reapply) "/,
  /^(?:fixup|squash|amend)! /,
  /^Initial commit\.?$/i,
];

/**
 * What is wrong with a commit message by conventionalcommits.org and the rules, in reading order; empty when nothing
 * is. The text is what git gives a `commit-msg` hook: comment lines and all below the scissors line are dropped, as
 * git does. `commentChar` is `core.commentChar` (or `core.commentString`), `auto` included; null for a message without
 * comments, such as that of a commit. Merges, reverts, `fixup!`, `squash!`, `amend!` and "Initial commit" are accepted as
 * they are.
 */
export function lintCommitMessage(
  message: string,
  rules: CommitRules,
  options: { commentChar?: string | null } = {},
): CommitProblem[] {
  const { commentChar = "#" } = options;
  const lines = messageLines(message, commentChar);
  const header = lines[0];
  if (!header) {
    return [{
      code: "message-empty",
      line: 1,
      column: 1,
      message: "The message is empty",
      hint: `Write '${FORM}'.`,
    }];
  }
  if (ACCEPTED.some((form) => form.test(header.text))) return [];
  const problems = [...checkHeader(header, rules), ...checkLength(header, rules), ...checkBody(lines)];
  return problems.sort((a, b) => a.line - b.line || a.column - b.column);
}

/** The lines that git keeps, without blank ones at both ends. */
function messageLines(message: string, commentChar: string | null): Line[] {
  let lines = message.replace(/^\uFEFF/, "").split(/\r?\n/).map((text, i) => ({ number: i + 1, text: text.trimEnd() }));
  if (commentChar !== null) {
    const comment = commentChar === "auto" ? detectCommentChar(lines) : commentChar;
    const scissors = lines.findIndex((line) => line.text === `${comment} ${SCISSORS}`);
    if (scissors !== -1) lines = lines.slice(0, scissors);
    lines = lines.filter((line) => !line.text.startsWith(comment));
  }
  const first = lines.findIndex((line) => line.text !== "");
  const last = lines.findLastIndex((line) => line.text !== "");
  return first === -1 ? [] : lines.slice(first, last + 1);
}

/** With `core.commentChar=auto` git ends the text with comment lines of a character that no line begins with. */
function detectCommentChar(lines: readonly Line[]): string {
  const marked = lines.find((line) => line.text.slice(2) === SCISSORS)?.text[0];
  const last = marked ?? lines.findLast((line) => line.text !== "")?.text[0];
  return last !== undefined && COMMENT_CHARACTERS.includes(last) ? last : "#";
}

const LOOSE_HEADER = /^(\s*)([^\s:(!]+)(?:(\s*)(\()([^)]*)\))?(!?)(\s*):(\s*)(.*)$/;

function checkHeader(header: Line, rules: CommitRules): CommitProblem[] {
  const at = (column: number, code: CommitProblemCode, message: string, hint: string): CommitProblem => ({
    code,
    line: header.number,
    column,
    message,
    hint,
  });
  const match = LOOSE_HEADER.exec(header.text);
  if (!match) return [at(1, "header-form", "The header has no type", formHint(header.text, rules))];
  const [, indent, type, gap = "", open, scope, mark, space, after, description] = match as unknown as string[];
  const problems: CommitProblem[] = [];
  const typeColumn = indent!.length + 1;
  if (indent) problems.push(at(1, "header-space", "White space before the type", "Begin the line with the type."));
  problems.push(...checkType(type!, rules).map(([code, text, hint]) => at(typeColumn, code, text, hint)));
  const afterType = typeColumn + type!.length;
  if (gap) problems.push(at(afterType, "header-space", "White space after the type", `Write '${FORM}'.`));
  if (open) {
    const column = afterType + gap.length + 1;
    problems.push(...checkScope(scope!, rules).map(([code, text, hint]) => at(column, code, text, hint)));
  }
  const colon = header.text.length - description!.length - after!.length;
  if (space) {
    problems.push(at(colon - space.length, "header-space", "White space before the colon", "Remove it."));
  }
  if (description === "") {
    const after = `${type}${open ? `(${scope})` : ""}${mark}`;
    problems.push(
      at(colon + 1, "description-missing", "The description is missing", `Write '${after}: <what changes>'.`),
    );
  } else if (after !== " ") {
    const text = after === "" ? "No space after the colon" : "More than one space after the colon";
    problems.push(at(colon + 1, "header-space", text, "Put one space between the colon and the description."));
  }
  return problems;
}

type Finding = [CommitProblemCode, string, string];

function checkType(type: string, rules: CommitRules): Finding[] {
  if (rules.types.includes(type)) return [];
  const known = rules.types.find((each) => each.toLowerCase() === type.toLowerCase());
  if (known !== undefined) return [["type-case", `Type '${type}' is written '${known}'`, `Write '${known}'.`]];
  return [["type-unknown", `Unknown type '${type}'`, didYouMean(type, rules.types, oneOfThese(rules.types))]];
}

function checkScope(scope: string, rules: CommitRules): Finding[] {
  if (scope.trim() === "") return [["scope-empty", "The scope is empty", "Name a scope, or leave out '()'."]];
  if (rules.scopes.length === 0 || rules.scopes.includes(scope)) return [];
  return scope.split(",").map((each) => each.trim()).filter((each) => !rules.scopes.includes(each)).map((each) => [
    "scope-unknown",
    `Unknown scope '${each}'`,
    didYouMean(each, rules.scopes, oneOfThese(rules.scopes)),
  ]);
}

function oneOfThese(names: readonly string[]): string {
  return `Use one of ${names.join(", ")}.`;
}

/** "fix login" lacks a colon, "fxi login" a letter too; anything else gets the form. */
function formHint(text: string, rules: CommitRules): string {
  const [first = "", ...rest] = text.trim().split(/\s+/);
  const type = rules.types.find((each) => each === first.toLowerCase()) ?? nearest(first, rules.types)[0];
  if (type === undefined || rest.length === 0 || /[(:!]/.test(first)) {
    return `Write '${FORM}', with a type of ${rules.types.join(", ")}.`;
  }
  return `Did you mean '${type}: ${rest.join(" ")}'?`;
}

function checkLength(header: Line, rules: CommitRules): CommitProblem[] {
  const length = [...header.text].length;
  if (length <= rules.maxSubjectLength) return [];
  return [{
    code: "header-length",
    line: header.number,
    column: rules.maxSubjectLength + 1,
    message: `The header has ${length} characters, ${length - rules.maxSubjectLength} too many`,
    hint: "Shorten it, and move details to the body.",
  }];
}

function checkBody(lines: readonly Line[]): CommitProblem[] {
  const problems: CommitProblem[] = [];
  const second = lines[1];
  if (second && second.text !== "") {
    problems.push({
      code: "body-blank-line",
      line: second.number,
      column: 1,
      message: "No blank line between the header and the body",
      hint: "Put an empty line below the header.",
    });
  }
  for (const line of lines.slice(1)) {
    const match = /^(breaking[ -]changes?)\s*(:?)\s*(.*)$/i.exec(line.text);
    if (!match || (match[2] === "" && match[1] !== "BREAKING CHANGE")) continue;
    const wellFormed = /^BREAKING[ -]CHANGE: \S/.test(line.text);
    if (wellFormed) continue;
    problems.push({
      code: "breaking-change-form",
      line: line.number,
      column: 1,
      message: `'${match[1]}' does not count as a breaking change as it is written`,
      hint: `Write 'BREAKING CHANGE: ${match[3] || "<what breaks>"}'.`,
    });
  }
  return problems;
}
