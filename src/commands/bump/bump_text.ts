import type { Ui } from "../../view/ui.ts";
import type { BumpOutput } from "./bump_output.ts";

type PackageLine = BumpOutput["packages"][number];

const REASONS: Record<PackageLine["reason"], string> = {
  direct: "direct change",
  dependency_propagation: "dependency propagation",
  unified: "unified version",
  fixed_group: "fixed group",
  linked_group: "linked group",
  requested: "requested with --packages",
  graduation: "end of the prerelease",
  no_changes: "no changes",
  ignored: "ignored by configuration",
  not_selected: "not selected with --packages",
  no_version: "has no version",
};

/** `bump` as lines for a person, in the layout of PRD 7.3. */
export function bumpText(value: BumpOutput, ui: Ui): string {
  if (value.status === "skipped") return "";
  if (value.status === "resumed" || value.status === "aborted") return recoveredText(value, ui);
  if (value.status === "nothing-pending") return nothingText(value, ui);
  const parts = [
    ui.heading(value.status === "applied" ? "Versions Bumped" : "Version Bump Preview"),
    `Strategy: ${value.strategy === "unified" ? "Unified" : "Independent"}`,
    ...(value.mode === "release" ? [] : [`Mode: ${value.mode}`]),
    "",
    ...bumpedLines(value, ui),
    ...unchangedLines(value, ui),
    ...referenceLines(value, ui),
    ...changesetLines(value, ui),
    ...warningLines(value, ui),
    ...tagLines(value),
    ...(value.status === "applied" ? appliedLines(value, ui) : previewLines(value)),
  ];
  return parts.join("\n");
}

function nothingText(value: BumpOutput, ui: Ui): string {
  const recovered = value.recovered === undefined ? [] : [recoveredText(value, ui), ""];
  return [
    ...recovered,
    `${ui.symbol.info} Nothing to bump${value.warnings.length === 0 ? ": no changeset is pending." : "."}`,
    "",
    ...warningLines(value, ui),
    "`workspace changeset create` records what a branch changes.",
  ].join("\n");
}

function recoveredText(value: BumpOutput, ui: Ui): string {
  const { outcome, startedAt, commit, tags } = value.recovered!;
  return [
    `${ui.symbol.success} The release started at ${startedAt} was ${outcome}`,
    ...(commit === null ? [] : [`  Commit: ${commit.slice(0, 12)}`]),
    ...(tags.length === 0 ? [] : [`  Tags: ${tags.join(", ")}`]),
    ...(value.pushed ? ["  Pushed"] : []),
  ].join("\n");
}

function bumpedLines(value: BumpOutput, ui: Ui): string[] {
  const bumped = value.packages.filter((each) => each.willBump);
  const versions = new Set(bumped.map((each) => each.nextVersion));
  const isApplied = value.status === "applied";
  const title = value.strategy === "unified" && versions.size === 1
    ? `All packages ${isApplied ? "were" : "will be"} bumped to: ${[...versions][0]}`
    : isApplied
    ? "Packages bumped:"
    : "Packages to bump (from changesets):";
  return [title, ...bumped.flatMap((each) => packageLines(each, { value, ui })), ""];
}

function packageLines(each: PackageLine, { value, ui }: { value: BumpOutput; ui: Ui }): string[] {
  const { arrow } = ui.symbol;
  const next = ui.style.success(each.nextVersion);
  const why = value.strategy === "unified"
    ? each.changesets.length > 0 ? `${each.bump} bump applied` : "unified version"
    : `${each.bump}, ${REASONS[each.reason]}`;
  const line = `  ${ui.style.highlight(each.name)}: ${each.currentVersion} ${arrow} ${next} (${why})`;
  const chain = each.chain.length > 1 ? [ui.style.dim(`      ${each.chain.join(` ${arrow} `)}`)] : [];
  return [line, ...chain];
}

/** Above this many, packages that stay as they are are told by their number. */
const MANY = 10;
/** Above this many, changelogs and commands that are left to do are. */
const FEW = 4;

function unchangedLines(value: BumpOutput, ui: Ui): string[] {
  const unchanged = value.packages.filter((each) => !each.willBump);
  if (unchanged.length === 0) return [];
  const isFolded = unchanged.length > MANY && !ui.detailed;
  const lines = [...Map.groupBy(unchanged, (each) => each.reason)].flatMap(([reason, packages]) => {
    if (isFolded && packages.length > 1) return [`  ${packages.length} packages (${REASONS[reason]})`];
    return packages.map(({ name, currentVersion: version }) =>
      `  ${name}: ${version === "" ? "" : `${version} `}(${REASONS[reason]})`
    );
  });
  const hint = isFolded ? ["  --log-level debug lists them"] : [];
  return ["Packages unchanged:", ...[...lines, ...hint].map((line) => ui.style.dim(line)), ""];
}

function referenceLines(value: BumpOutput, ui: Ui): string[] {
  const { arrow } = ui.symbol;
  const lines = [
    ...value.references.map((each) =>
      `  ${each.package}: ${each.dependency} ${each.from} ${arrow} ${each.to} (${each.kind})`
    ),
    ...value.catalogs.map((each) =>
      `  ${each.file}: ${each.dependency} ${each.from} ${arrow} ${each.to} (catalog ${each.catalog})`
    ),
  ];
  return lines.length === 0 ? [] : ["Dependency references:", ...lines, ""];
}

const FATES: Record<BumpOutput["changesets"][number]["fate"], string> = {
  archive: "",
  keep: ", stays pending for its other packages",
  mark: ", stays pending until the prerelease ends",
};

function changesetLines(value: BumpOutput, ui: Ui): string[] {
  if (value.changesets.length === 0) return [];
  const lines = value.changesets.map((each) => {
    const commits = `${each.commits} ${each.commits === 1 ? "commit" : "commits"}`;
    const fate = value.mode === "snapshot" ? "" : FATES[each.fate];
    return `  ${ui.style.success(ui.symbol.success)} ${each.branch} (${each.bump}, ${commits}, packages: ${
      each.packages.join(", ")
    }${fate})`;
  });
  const highest = value.strategy === "unified" && value.highestBump !== null
    ? [`Highest bump type: ${value.highestBump} (determines unified version)`, ""]
    : [];
  const title = value.status === "applied" ? "Changesets processed:" : "Changesets to process:";
  return [title, ...lines, "", ...highest];
}

function warningLines(value: BumpOutput, ui: Ui): string[] {
  const lines = value.warnings.map((each) => ui.style.warning(`${ui.symbol.warning} ${each}`));
  return lines.length === 0 ? [] : [...lines, ""];
}

function tagLines(value: BumpOutput): string[] {
  if (value.tags.length === 0) return [];
  const title = value.status === "applied" ? "Git tags created:" : "Git tags to create:";
  return [title, ...value.tags.map((tag) => `  ${tag}`), ""];
}

function previewLines(value: BumpOutput): string[] {
  const flag = value.mode === "snapshot" ? "--snapshot --execute" : "--execute";
  return [`Run with ${flag} to apply changes.`];
}

function appliedLines(value: BumpOutput, ui: Ui): string[] {
  const done = (text: string) => `${ui.style.success(ui.symbol.success)} ${text}`;
  const files = `${value.files.length} ${value.files.length === 1 ? "file" : "files"}`;
  const { changelogs } = value;
  const changelogText = changelogs.length > FEW && !ui.detailed ? `${changelogs.length} files` : changelogs.join(", ");
  return [
    done(`${files} written`),
    ...(changelogs.length > 0 ? [done(`Changelogs: ${changelogText}`)] : []),
    ...(value.commit === null ? [] : [done(`Commit: ${value.commit.slice(0, 12)}`)]),
    ...(value.pushed ? [done("Pushed")] : []),
    ...nextLines(value, ui),
  ];
}

function nextLines({ next, commit, tags }: BumpOutput, ui: Ui): string[] {
  if (next.length === 0) return [];
  const left = next.length - FEW;
  const shown = left > 1 && !ui.detailed ? next.slice(0, FEW) : next;
  const option = commit === null
    ? "--git-tag commits and tags"
    : tags.length === 0
    ? "--git-tag tags"
    : tags.length > 3
    ? "--git-push pushes, three at a time as GitHub wants it,"
    : "--git-push pushes";
  return [
    "",
    "Next:",
    ...shown.map((line) => `  ${ui.style.highlight(line)}`),
    ...(shown === next ? [] : [ui.style.dim(`  ${ui.symbol.ellipsis} and ${left} more tags`)]),
    ui.style.dim(`  (${option} in the same step)`),
  ];
}
