import type { PlannedPackage } from "../model.ts";
import { CHANGELOG_TEMPLATE_MISSING } from "./faults.ts";
import { assembleSections } from "./items.ts";
import type { ChangelogBlock, ChangelogEntry, ChangelogInput, ChangelogItem, ChangelogSection } from "./model.ts";
import { renderTemplate } from "./template.ts";

/**
 * The changelog entries of a release, one per file and version: in each bumped package's file, in the root's, or in
 * both (`changelog.monorepoMode`). A package that is the root itself has one file and one entry.
 * Throws `CHANGELOG_TEMPLATE_MISSING` and the template's faults for `format = "custom"`, and
 * `CHANGELOG_PATTERN_INVALID`. What `changelog.enabled` says is the caller's to follow.
 */
export function assembleEntries(input: ChangelogInput): ChangelogEntry[] {
  const bumped = input.plan.packages.filter((each) => each.willBump);
  if (bumped.length === 0) return [];
  const single = input.plan.packages.length === 1 && bumped[0]!.path === ".";
  if (single) return [packageEntry(bumped[0]!, input)];
  const mode = input.config.monorepoMode;
  const own = mode === "root" ? [] : bumped
    // The root's own file is written once.
    .filter((each) => mode === "per-package" || each.path !== ".")
    .map((each) => packageEntry(each, input));
  return mode === "per-package" ? own : [...assembleRootChangelog(input), ...own];
}

/**
 * The root's entries for a release of several packages. Independent versions: one entry under the release's date,
 * with a heading per package. Unified: one entry for the common version, which tells every change once.
 * A template is filled once per package, or once for the unified version with an empty {name}.
 */
export function assembleRootChangelog(input: ChangelogInput): ChangelogEntry[] {
  const bumped = input.plan.packages.filter((each) => each.willBump);
  const [first] = bumped;
  if (!first) return [];
  const file = input.config.filename;
  if (input.plan.strategy === "unified") {
    const tagged = bumped.find((each) => each.tag !== null) ?? first;
    const sections = assembleSections(bumped, input, { dependencies: false });
    return [versionEntry({ planned: tagged, name: null, file, sections }, input)];
  }
  if (input.config.format === "custom") return bumped.map((each) => ({ ...packageEntry(each, input), file }));
  const blocks = bumped.map((each): ChangelogBlock => {
    const url = compareUrl(each, input);
    const version = url === undefined ? each.nextVersion : `[${each.nextVersion}](${url})`;
    const sections = assembleSections([each], input, { dependencies: true });
    const parts = bodyBlocks(sections, { reason: each.reason, level: 4 });
    const text = parts.flatMap((part) => [part.heading, part.text]).filter((part) => part !== null).join("\n\n");
    return { heading: `### ${each.name} ${version}`, text };
  });
  return [{ file, package: null, version: null, heading: `## ${input.date}`, blocks, definitions: [] }];
}

function packageEntry(planned: PlannedPackage, input: ChangelogInput): ChangelogEntry {
  const file = planned.path === "." ? input.config.filename : `${planned.path}/${input.config.filename}`;
  const sections = assembleSections([planned], input, { dependencies: true });
  return versionEntry({ planned, name: planned.name, file, sections }, input);
}

interface VersionParts {
  planned: PlannedPackage;
  /** Null for the unified version of all packages. */
  name: string | null;
  file: string;
  sections: ChangelogSection[];
}

function versionEntry({ planned, name, file, sections }: VersionParts, input: ChangelogInput): ChangelogEntry {
  const version = planned.nextVersion;
  const common = { file, package: name, version };
  if (input.config.format === "custom") {
    return { ...common, ...templateEntry({ planned, name, file, sections }, input), definitions: [] };
  }
  const url = compareUrl(planned, input);
  const blocks = bodyBlocks(sections, { reason: planned.reason, level: 3 });
  if (input.config.format === "conventional") {
    const title = url === undefined ? version : `[${version}](${url})`;
    return { ...common, heading: `## ${title} (${input.date})`, blocks, definitions: [] };
  }
  // Brackets refer to a definition; without one they would show.
  const title = url === undefined ? version : `[${version}]`;
  const definitions = url === undefined ? [] : [{ label: version, url }];
  return { ...common, heading: `## ${title} - ${input.date}`, blocks, definitions };
}

/**
 * Fills the template. Values: {name} {version} {previous_version} {date} {bump} {path} {tag} {previous_tag}
 * {compare_url} {repository_url}; {changes}, all bullets, or a loop with {text} and {breaking} of each; {sections},
 * headings with bullets, or a loop with {title} and {items} of each, where {items} is as {changes}. {text} goes behind
 * a bullet of two characters. A text without value is empty, for `{#tag}…{/tag}` and `{^tag}…{/tag}`.
 */
function templateEntry(
  { planned, name, sections }: VersionParts,
  input: ChangelogInput,
): Pick<ChangelogEntry, "heading" | "blocks"> {
  if (input.template === undefined || input.template.trim() === "") {
    throw CHANGELOG_TEMPLATE_MISSING({ file: input.config.template });
  }
  const blocks = bodyBlocks(sections, { reason: planned.reason, level: 3 });
  const itemText = (item: ChangelogItem) => ({ text: indented(item.text), breaking: item.breaking ? "true" : "" });
  const items = sections.flatMap((each) => each.items);
  const text = renderTemplate(input.template, {
    name: name ?? "",
    version: planned.nextVersion,
    previous_version: planned.currentVersion,
    date: input.date,
    bump: planned.bump,
    path: planned.path,
    tag: planned.tag ?? "",
    previous_tag: input.previousTags[planned.name] ?? "",
    compare_url: compareUrl(planned, input) ?? "",
    repository_url: input.repository?.webUrl ?? "",
    changes: {
      text: items.length > 0 ? bullets(items) : blocks[0]!.text,
      items: items.map(itemText),
    },
    sections: {
      text: blocks.flatMap((each) => [each.heading, each.text]).filter((each) => each !== null).join("\n\n"),
      items: sections.map((each) => ({
        title: each.title,
        items: { text: bullets(each.items), items: each.items.map(itemText) },
      })),
    },
  }).replaceAll("\r\n", "\n").trim();
  const [first = "", ...rest] = text.split("\n");
  if (!/^#{1,6}\s/.test(first)) return { heading: null, blocks: [{ heading: null, text }] };
  const body = rest.join("\n").trim();
  return { heading: first.trimEnd(), blocks: body === "" ? [] : [{ heading: null, text: body }] };
}

function bodyBlocks(
  sections: readonly ChangelogSection[],
  { reason, level }: { reason: PlannedPackage["reason"]; level: number },
): ChangelogBlock[] {
  if (sections.length === 0) return [{ heading: null, text: withoutChanges(reason) }];
  return sections.map((each) => ({ heading: `${"#".repeat(level)} ${each.title}`, text: bullets(each.items) }));
}

function withoutChanges(reason: PlannedPackage["reason"]): string {
  const together = reason === "unified" || reason === "fixed_group" || reason === "linked_group";
  return together ? "No changes of its own: released together with other packages." : "No recorded changes.";
}

function bullets(items: readonly ChangelogItem[]): string {
  return items.map((item) => `- ${indented(item.text)}`).join("\n");
}

/** Lines below the first stand under the bullet. */
function indented(text: string): string {
  return text.split("\n").map((line, i) => line.trim() === "" ? "" : i === 0 ? line : `  ${line}`).join("\n");
}

function compareUrl(planned: PlannedPackage, input: ChangelogInput): string | undefined {
  const previous = input.previousTags[planned.name];
  if (!input.config.includeCompareLinks || previous === undefined || planned.tag === null) return undefined;
  return input.repository?.compareUrl(previous, planned.tag);
}
