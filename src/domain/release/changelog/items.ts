import { bumpOf, isBookkeeping, withoutReverted } from "../commits/infer.ts";
import { type ConventionalCommit, parseConventionalCommit } from "../commits/conventional.ts";
import type { BumpType, Changeset, PlannedPackage } from "../model.ts";
import { globMatcher } from "../packages/glob.ts";
import { escapeInline, neutralizeHtml } from "./escape.ts";
import { CHANGELOG_PATTERN_INVALID } from "./faults.ts";
import { commitSuffix, messageSuffix } from "./links.ts";
import type { ChangelogInput, ChangelogItem, ChangelogSection, ReleasedCommit } from "./model.ts";
import { type SectionLayout, sectionLayout } from "./sections.ts";

interface Told extends ChangelogItem {
  type: string;
}

/**
 * What a release tells of these packages, in sections. Messages of changesets come first, in full; then the commits
 * that no message tells of; breaking changes lead their section. `dependencies` adds the updated dependencies.
 *
 * The section of a message follows from the commits of its changeset: the first whose own bump is the changeset's
 * and whose type is shown. Without such a commit the bump decides: minor is a feature, patch a fix, and major a
 * change. A message that is itself in the form `feat: …` says so.
 */
export function assembleSections(
  packages: readonly PlannedPackage[],
  input: ChangelogInput,
  options: { dependencies: boolean },
): ChangelogSection[] {
  const layout = sectionLayout(input.config);
  const names = new Set(packages.map((each) => each.name));
  const ids = new Set(packages.flatMap((each) => each.changesets));
  const changesets = input.plan.changesets.map((each) => each.changeset).filter((each) => ids.has(each.id));
  const told: Told[] = [
    ...changesets.flatMap((changeset) => messageItems(changeset, { input, layout, packages })),
    ...untoldCommits(names, changesets, input).flatMap((commit) => commitItem(commit, { input, layout, packages })),
    ...(options.dependencies ? packages.flatMap((each) => dependencyItem(each, input)) : []),
  ];
  const sections = new Map<string, ChangelogItem[]>();
  for (const { type, text, breaking } of told) {
    const title = layout.findTitle(type, breaking);
    if (title === undefined) continue;
    const items = sections.get(title) ?? [];
    sections.set(title, items);
    if (!items.some((each) => each.text === text)) items.push({ text, breaking });
  }
  return [...sections].sort(([a], [b]) => layout.rank(a) - layout.rank(b)).map(([title, items]) => ({
    title,
    items: [...items.filter((each) => each.breaking), ...items.filter((each) => !each.breaking)],
  }));
}

interface Context {
  input: ChangelogInput;
  layout: SectionLayout;
  packages: readonly PlannedPackage[];
}

const BREAKING_MARK = "**Breaking:** ";
const MARKED = /^\*\*breaking(?: changes?)?:?\*\*/i;

function messageItems(changeset: Changeset, { input, layout, packages }: Context): Told[] {
  const message = neutralizeHtml(changeset.message.replaceAll("\r\n", "\n")).trim();
  if (message === "") return [];
  const bump = bumpFor(changeset, packages);
  const type = messageType(changeset, { bump, input, layout });
  const bullets = splitList(message);
  const anyMarked = bullets.some((each) => MARKED.test(each));
  const suffix = messageSuffix(changeset, input);
  return bullets.map((text) => {
    const breaking = bump === "major" && (!anyMarked || MARKED.test(text));
    const mark = breaking && !MARKED.test(text) && layout.marksBreaking ? BREAKING_MARK : "";
    return { type, breaking, text: withSuffix(mark + text, suffix) };
  });
}

const RANK: Record<BumpType, number> = { patch: 0, minor: 1, major: 2 };

/** The bump that the changeset asks for the packages told of. */
function bumpFor(changeset: Changeset, packages: readonly PlannedPackage[]): BumpType {
  const bumps = packages.filter((each) => each.changesets.includes(changeset.id))
    .map((each) => changeset.packageBumps?.[each.name] ?? changeset.bump);
  return bumps.reduce((a, b) => RANK[b] > RANK[a] ? b : a, bumps[0] ?? changeset.bump);
}

function messageType(
  changeset: Changeset,
  { bump, input, layout }: { bump: BumpType; input: ChangelogInput; layout: SectionLayout },
): string {
  const [subject = ""] = changeset.message.split("\n", 1);
  const own = parseConventionalCommit(subject);
  const candidates = own ? [own] : input.commits.filter((each) => changeset.commits.includes(each.hash))
    .map((each) => parseConventionalCommit(each.subject, each.body))
    .filter((each) => each !== undefined && bumpOf(each) === bump);
  const shown = candidates.map((each) => typeOf(each!)).find((each) => layout.findTitle(each, false) !== undefined);
  return shown ?? { major: "other", minor: "feat", patch: "fix" }[bump];
}

/** `fix(security)` is as much a security fix as `security` is. */
function typeOf(commit: ConventionalCommit): string {
  return commit.scope?.toLowerCase() === "security" ? "security" : commit.type;
}

/** A message that is one markdown list becomes its items; any other message is one item. */
function splitList(message: string): string[] {
  const marker = /^([-*+]) +/.exec(message);
  if (!marker) return [message];
  const items: string[] = [];
  for (const line of message.split("\n")) {
    const start = line.startsWith(`${marker[1]} `);
    if (start) items.push(line.replace(/^[-*+] +/, ""));
    else if (line === "" || /^\s/.test(line)) items[items.length - 1] += `\n${line.replace(/^\s{1,2}/, "")}`;
    else return [message];
  }
  return items.map((each) => each.trim());
}

const BLOCK_LINE = /^\s*(?:#{1,6}\s|[-*+]\s|>|`{3,}|~{3,}|\||\d+[.)]\s|<|[-=*_]+\s*$)/;

/** Puts links at the end of the first paragraph, or below a text that does not begin with one. */
function withSuffix(text: string, suffix: string): string {
  if (suffix === "") return text;
  const lines = text.split("\n");
  const end = lines.findIndex((line) => line.trim() === "" || BLOCK_LINE.test(line));
  if (end === 0) return `${text}\n\n${suffix}`;
  const last = (end === -1 ? lines.length : end) - 1;
  lines[last] = `${lines[last]!.trimEnd()} ${suffix}`;
  return lines.join("\n");
}

/** Commits of the packages that no message tells of, without merges, fixups, reverted and excluded ones. */
function untoldCommits(names: ReadonlySet<string>, changesets: readonly Changeset[], input: ChangelogInput) {
  const told = new Set<string>();
  for (const changeset of changesets) {
    const listed = input.commits.filter((each) => changeset.commits.includes(each.hash));
    const hasMessage = changeset.message.trim() !== "";
    if (hasMessage) { for (const hash of changeset.commits) told.add(hash); }
    // A squash brings the changeset and repeats its commits.
    const squashed = listed.length > 0 && listed.every((each) => !each.reachable);
    const introducing = input.introducedBy[changeset.id];
    if (introducing !== undefined && (hasMessage || squashed)) told.add(introducing);
  }
  const isExcluded = exclusion(input.config);
  const own = input.commits.filter((each) => each.packages.some((name) => names.has(name)));
  return withoutReverted(own).filter((each) => !told.has(each.hash) && !isBookkeeping(each) && !isExcluded(each));
}

function exclusion(config: ChangelogInput["config"]): (commit: ReleasedCommit) => boolean {
  const types = new Set(config.excludeTypes.map((each) => each.toLowerCase()));
  const isAuthor = globMatcher(config.excludeAuthors);
  const patterns = config.excludePatterns.map((pattern) => {
    try {
      return new RegExp(pattern, "u");
    } catch (error) {
      throw CHANGELOG_PATTERN_INVALID({ pattern, problem: (error as Error).message });
    }
  });
  return (commit) =>
    types.has(parseConventionalCommit(commit.subject, commit.body)?.type ?? "other") ||
    isAuthor(commit.author.name) || isAuthor(commit.author.email) ||
    patterns.some((pattern) => pattern.test(commit.subject));
}

function commitItem(commit: ReleasedCommit, { input, layout, packages }: Context): Told[] {
  const parsed = parseConventionalCommit(commit.subject, commit.body);
  const { text, suffix } = commitSuffix(commit, parsed?.description ?? commit.subject, input);
  const scope = parsed?.scope;
  const ownName = packages.length === 1 && scope === packages[0]!.name.replace(/^@[^/]+\//, "");
  const breaking = parsed?.breaking ?? false;
  const head = [
    breaking && layout.marksBreaking ? BREAKING_MARK : "",
    scope === undefined || ownName ? "" : `**${escapeInline(scope)}:** `,
    parsed?.revert ? `Revert "${escapeInline(text)}"` : escapeInline(text),
    suffix === "" ? "" : ` ${suffix}`,
  ].join("");
  const notes = (parsed?.breakingNotes ?? []).map((note) => neutralizeHtml(note));
  return [{ type: parsed ? typeOf(parsed) : "other", breaking, text: [head, ...notes].join("\n\n") }];
}

function dependencyItem(planned: PlannedPackage, input: ChangelogInput): Told[] {
  const updated = new Set(
    input.plan.references
      .filter((each) => each.package === planned.name && each.kind !== "devDependencies")
      .map((each) => each.dependency),
  );
  // A `workspace:` reference need not be rewritten; the chain still names what the package was released for.
  const cause = planned.reason === "dependency_propagation" ? planned.chain.at(-2) : undefined;
  if (cause !== undefined) updated.add(cause);
  const list = input.plan.packages.filter((each) => each.willBump && updated.has(each.name))
    .map((each) => `\`${each.name}\` to ${each.nextVersion}`);
  if (list.length === 0) return [];
  return [{ type: "dependencies", breaking: false, text: `Updated dependencies: ${list.join(", ")}` }];
}
