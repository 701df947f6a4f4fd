import type { Config } from "../config/schema.ts";
import {
  type ChangelogDocument,
  findVersion,
  type Heading,
  isRelease,
  isUnreleased,
  scanChangelog,
} from "./document.ts";
import { type ChangelogBlock, type ChangelogEntry, renderDefinition, renderEntry } from "./model.ts";

type Format = Config["changelog"]["format"];

const INTRODUCTION: Record<Format, string> = {
  "keep-a-changelog": "# Changelog\n\nWhat changed in each version, newest first, in the form of " +
    "[Keep a Changelog](https://keepachangelog.com/en/1.1.0/).\nVersions follow " +
    "[Semantic Versioning](https://semver.org/spec/v2.0.0.html).",
  conventional: "# Changelog",
  custom: "# Changelog",
};

/**
 * A changelog's text with the entry added. Text that exists is never rewritten: every character stays, in order, with
 * the file's line ends and byte order mark. An entry that is there already is not added again.
 *
 * The entry goes above the newest release, below the title and its introduction. Below an `Unreleased` heading it
 * follows what Keep a Changelog expects of a release: notes written there by hand become part of the version, for
 * the version's heading is put between `Unreleased` and the notes; generated sections join the notes' sections of the
 * same name, or follow them. An `Unreleased` section without notes (empty, or only headings and comments) stays as it
 * is above the entry. Link definitions go to those at the end of the file, newest first. A missing or empty file gets
 * a title. A release date that heads the newest entry already takes up further packages of that day.
 */
export function insertEntry(existing: string | undefined, entry: ChangelogEntry, format: Format): string {
  if (existing === undefined || existing.replace(/^\uFEFF/, "").trim() === "") {
    const created = `${INTRODUCTION[format]}\n\n${renderEntry(entry)}`;
    return (existing ?? "") + (existing?.includes("\r\n") ? created.replaceAll("\n", "\r\n") : created);
  }
  const document = scanChangelog(existing);
  const absent = withoutPresent(existing, document, entry);
  if (!absent) return existing;
  const missing = document.openAtEnd ? withDefinitionsInside(absent) : absent;
  const insertions = new Insertions(existing, document.eol);
  const sameDay = missing.version === null && findSameHeading(document, missing);
  const unreleased = document.headings.find(isUnreleased);
  if (sameDay) insertions.put(sameDay.end, renderBlocks(missing.blocks));
  else if (unreleased) insertBelowUnreleased(unreleased, { document, entry: missing, insertions });
  else insertions.put(newestPosition(existing, document), renderBlocks([headOf(missing), ...missing.blocks]));
  insertDefinitions(document, missing, insertions);
  return insertions.apply();
}

/** The entry without what the text has already, or undefined when nothing is missing. */
function withoutPresent(text: string, document: ChangelogDocument, entry: ChangelogEntry): ChangelogEntry | undefined {
  const versions = document.headings.map((each) => findVersion(each.text)).filter((each) => each !== undefined);
  if (entry.heading === null) {
    const own = renderBlocks(entry.blocks).trim();
    return text.replaceAll("\r\n", "\n").includes(own) ? undefined : entry;
  }
  if (entry.version === null) {
    const blocks = entry.blocks.filter(({ heading }) => {
      const own = findVersion(headingText(heading ?? ""));
      return !own || !versions.some((each) => each.name === own.name && each.version === own.version);
    });
    return blocks.length === 0 ? undefined : { ...entry, blocks };
  }
  const own = findVersion(headingText(entry.heading));
  // A template's heading may name its version in any way; then only the same heading is the same entry.
  const present = own?.version === entry.version
    ? versions.some((each) => each.version === entry.version && (own.name ?? each.name) === each.name)
    : findSameHeading(document, entry) !== undefined;
  return present ? undefined : entry;
}

/** For a text that ends inside code or a comment, where definitions would not count. */
function withDefinitionsInside(entry: ChangelogEntry): ChangelogEntry {
  const text = entry.definitions.map(renderDefinition).join("\n");
  return { ...entry, blocks: [...entry.blocks, { heading: null, text }], definitions: [] };
}

function findSameHeading(document: ChangelogDocument, entry: ChangelogEntry): Heading | undefined {
  const text = headingText(entry.heading ?? "");
  return document.headings.find((each) => each.text.trim() === text);
}

function headingText(line: string): string {
  return line.replace(/^#+\s*/, "").trim();
}

function headOf(entry: ChangelogEntry): ChangelogBlock {
  return { heading: entry.heading, text: "" };
}

function renderBlocks(blocks: readonly ChangelogBlock[]): string {
  return blocks.flatMap((each) => [each.heading, each.text]).filter((each) => each !== null && each !== "").join(
    "\n\n",
  );
}

/** Above the newest release; without one below the title's introduction, or at the top of a text without a title. */
function newestPosition(text: string, document: ChangelogDocument): number {
  const { headings, bodyStart } = document;
  const release = headings.find(isRelease);
  if (release) return release.start;
  const [title, ...others] = headings;
  if (title?.level !== 1) return bodyStart;
  return others.find((each) => each.level <= 2)?.start ?? endPosition(text, document, title);
}

/** The end of the text, above the definitions; right below a heading when the text ends inside code or a comment. */
function endPosition(text: string, document: ChangelogDocument, heading: Heading): number {
  if (document.openAtEnd) return heading.end;
  return document.definitionsStart !== undefined && document.definitionsStart >= heading.end
    ? document.definitionsStart
    : text.length;
}

interface Parts {
  document: ChangelogDocument;
  entry: ChangelogEntry;
  insertions: Insertions;
}

function insertBelowUnreleased(unreleased: Heading, { document, entry, insertions }: Parts): void {
  const { text } = insertions;
  const next = document.headings.find((each) => each.start >= unreleased.end && each.level <= unreleased.level);
  const end = next?.start ?? endPosition(text, document, unreleased);
  const notes = text.slice(unreleased.end, end);
  if (!hasNotes(notes)) {
    insertions.put(end, renderBlocks([headOf(entry), ...entry.blocks]));
    return;
  }
  insertions.put(unreleased.end, renderBlocks([headOf(entry)]));
  const inside = document.headings.filter((each) => each.start >= unreleased.end && each.start < end);
  const rest = entry.blocks.filter((block) => {
    const same = inside.find((each) => isSameSection(each, block.heading));
    if (!same) return true;
    const following = inside.find((each) => each.start >= same.end);
    insertions.put(contentEnd(text, same.end, following?.start ?? end), block.text, { tight: true });
    return false;
  });
  if (rest.length > 0) insertions.put(contentEnd(text, unreleased.end, end), renderBlocks(rest));
}

function isSameSection(heading: Heading, line: string | null): boolean {
  if (line === null) return false;
  const level = /^#+/.exec(line)?.[0].length;
  return heading.level === level && heading.text.trim().toLowerCase() === headingText(line).toLowerCase();
}

/** Headings and comments alone are a form to fill in. */
function hasNotes(text: string): boolean {
  return text.replace(/<!--[^]*?-->/g, "").split(/\r?\n/).some((line) =>
    line.trim() !== "" && !/^#{1,6}(\s|$)/.test(line)
  );
}

/** Behind the last line between two offsets that is not blank. */
function contentEnd(text: string, start: number, end: number): number {
  const content = text.slice(start, end);
  const trimmed = content.trimEnd().length;
  const newline = content.indexOf("\n", trimmed);
  return newline === -1 ? end : start + newline + 1;
}

function insertDefinitions(document: ChangelogDocument, entry: ChangelogEntry, insertions: Insertions): void {
  const known = new Set(document.definitions.map((each) => each.label.toLowerCase()));
  const missing = entry.definitions.filter((each) => !known.has(each.label.toLowerCase()));
  if (missing.length === 0) return;
  const lines = missing.map(renderDefinition).join("\n");
  const { definitionsStart } = document;
  const run = definitionsStart === undefined
    ? []
    : document.definitions.filter((each) => each.start >= definitionsStart);
  const unreleased = run.find((each) => /^unreleased$/i.test(each.label));
  const newest = run.find((each) => findVersion(each.label) !== undefined);
  const at = unreleased?.end ?? newest?.start ?? run.at(-1)?.end;
  if (at === undefined) insertions.put(insertions.text.length, lines);
  else insertions.put(at, lines, { tight: at !== definitionsStart, tightAfter: true });
}

/** Blocks to add to a text, each with the blank lines that markdown needs around it. */
class Insertions {
  readonly #blocks = new Map<number, { block: string; tightAfter: boolean }>();

  constructor(readonly text: string, readonly eol: string) {}

  /** Adds a block at the start of a line (or at the end); `tight`: without a blank line before it. */
  put(offset: number, block: string, spacing: { tight?: boolean; tightAfter?: boolean } = {}): void {
    const { eol } = this;
    const earlier = this.#blocks.get(offset)?.block ?? "";
    const before = this.text.slice(0, offset).replace(/^\uFEFF/, "") + earlier;
    const lineEnd = before === "" || before.endsWith("\n") ? "" : eol;
    const blank = before === "" || spacing.tight || /(?:^|\n)[ \t]*\r?\n$/.test(before) ? "" : eol;
    const lines = block.replaceAll("\n", eol);
    const joined = `${earlier}${lineEnd}${blank}${lines}${eol}`;
    this.#blocks.set(offset, { block: joined, tightAfter: spacing.tightAfter ?? false });
  }

  apply(): string {
    let result = "";
    let end = 0;
    for (const [offset, { block, tightAfter }] of [...this.#blocks].sort(([a], [b]) => a - b)) {
      const after = this.text.slice(offset);
      const blank = after === "" || tightAfter || /^[ \t]*\r?(?:\n|$)/.test(after) ? "" : this.eol;
      result += this.text.slice(end, offset) + block + blank;
      end = offset;
    }
    return result + this.text.slice(end);
  }
}
