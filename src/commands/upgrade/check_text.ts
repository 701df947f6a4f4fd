import { printable } from "../../view/printable.ts";
import { renderTable } from "../../view/table.ts";
import type { Ui } from "../../view/ui.ts";
import type { CheckOutput, UpgradeJson } from "./upgrade_output.ts";

/** `upgrade check` as lines for a person, in the layout of PRD 7.3. */
export function checkText(value: CheckOutput, ui: Ui): string {
  const { packages, catalogs, overrides, summary } = value;
  const tables: string[] = [];
  const columns = { version: isFiltered(value) ? "New" : "Latest", range: "Range" } as const;
  const put = (title: string, upgrades: readonly UpgradeJson[]) =>
    tables.push(...groupLines(title, upgrades, { ui, columns }));
  for (const { name, upgrades } of packages) put(`${printable(name)}:`, upgrades);
  for (const { name, file, upgrades } of catalogs) put(`Catalog ${printable(name)} (${printable(file)}):`, upgrades);
  for (const { file, upgrades } of overrides) put(`Overrides (${printable(file)}):`, upgrades);
  const isAny = summary.totalUpgrades > 0;
  return [
    ...(isAny ? [ui.heading("Dependency Upgrades Available"), ""] : []),
    ...filterLines(value),
    ...tables,
    ...(isAny ? [] : [nothingLine(value, ui), ""]),
    ...concernLines(value, ui),
    ...skippedLines(value, ui),
    ...failureLines(value, ui),
    ...summaryLines(value),
    ...nextLines(value),
  ].join("\n");
}

/** Whether other versions than the registry's latest may be offered. */
function isFiltered({ filters, offline }: Pick<CheckOutput, "filters" | "offline">): boolean {
  return filters.target !== "latest" || filters.types.length < 3 || filters.cooldown !== null || offline;
}

/** What columns are called: `New range` shows the range after the upgrade. */
export interface UpgradeColumns {
  version: "Latest" | "New";
  range: "Range" | "New range";
}

/** One table of upgrades with its title, and remarks below. */
export function groupLines(
  title: string,
  upgrades: readonly UpgradeJson[],
  { ui, columns }: { ui: Ui; columns: UpgradeColumns },
): string[] {
  const isLocked = upgrades.some((each) => each.locked !== null);
  const isNew = columns.range === "New range";
  const rangeOf = ({ specifier, range, newSpecifier, newRange }: UpgradeJson) =>
    printable(isNew ? newRange ?? newSpecifier : range ?? specifier);
  const titles = ["Package", "Current", columns.version, "Type"];
  if (isLocked) titles.splice(isNew ? 3 : 2, 0, columns.range);
  const rows = upgrades.map((each) => {
    const cells = [
      ui.style.highlight(each.kind === "peerDependencies" ? `${nameOf(each)} (peer)` : nameOf(each)),
      each.currentVersion,
      ui.style.success(each.latestVersion),
      typeText(each, ui),
    ];
    if (isLocked) cells.splice(isNew ? 3 : 2, 0, rangeOf(each));
    return cells;
  });
  const table = renderTable(titles.map((each) => ({ title: each })), rows, ui);
  return [
    ui.style.bold(title),
    ...table.split("\n").map((line) => `  ${line}`),
    ...upgrades.flatMap((each) => remarks(each, ui)),
    "",
  ];
}

/** What an entry is called: overrides by their whole key, such as `parent > name@^1`. */
function nameOf(
  { package: name, alias, source, keys }: Pick<UpgradeJson, "package" | "alias" | "source" | "keys">,
): string {
  const key = source === "override" ? keys.slice(keys[0] === "pnpm" ? 2 : 1).join(" > ") : alias;
  return printable(key === undefined || key === name ? name : alias === undefined ? key : `${key} (${name})`);
}

function typeText({ type, breaking }: UpgradeJson, { style }: Ui): string {
  if (type === "major") return style.error(type);
  return breaking ? style.warning(`${type} (breaking)`) : type === "minor" ? style.warning(type) : style.success(type);
}

/** What else is to be known of an upgrade, a line each. */
function remarks(upgrade: UpgradeJson, { style, symbol }: Ui): string[] {
  const { latestVersion, deprecated, advisories, heldBack, engines, peerConflicts, usedBy } = upgrade;
  const name = nameOf(upgrade);
  const warn = (text: string) => `  ${style.warning(`${symbol.warning} ${printable(text)}`)}`;
  const tell = (text: string) => `  ${style.dim(`${symbol.info} ${printable(text)}`)}`;
  const fixed = advisories.current.filter((each) => !advisories.latest.some(({ id }) => id === each.id));
  return [
    ...fixed.map((each) =>
      tell(`${name} ${latestVersion} fixes an advisory (${each.severity}): ${each.title} (${each.url})`)
    ),
    ...advisories.latest.map((each) =>
      warn(`${name} ${latestVersion} has an advisory (${each.severity}): ${each.title} (${each.url})`)
    ),
    ...(deprecated.latest === null ? [] : [warn(`${name} ${latestVersion} is deprecated: ${deprecated.latest}`)]),
    ...peerConflicts.map((each) =>
      warn(
        `${each.package} ${each.version} wants ${each.peer} ${each.wanted}, would get ${each.wouldGet} (${
          each.path === "." ? "the root" : each.path
        })`,
      )
    ),
    ...(engines === null
      ? []
      : [warn(`${name} ${latestVersion} needs Node ${engines.wanted}, the project states ${engines.project}`)]),
    ...(heldBack === null ? [] : [tell(`${name} ${heldBackText(heldBack)}`)]),
    ...(usedBy === undefined || usedBy.length === 0 ? [] : [tell(`${name} is used by ${usedBy.join(", ")}`)]),
    ...(upgrade.newSpecifier === upgrade.specifier
      ? [tell(`${name}: '${upgrade.specifier}' admits ${latestVersion} already, only the lockfile is behind`)]
      : []),
  ];
}

function heldBackText({ version, publishedAt, until }: NonNullable<UpgradeJson["heldBack"]>): string {
  if (publishedAt === null) return `${version} is held back: the registry does not say how old it is`;
  return `${version} is held back: published ${publishedAt}${until === null ? "" : `, old enough at ${until}`}`;
}

function nothingLine({ summary, failures }: CheckOutput, { symbol, style }: Ui): string {
  if (summary.upToDate + summary.skipped === 0 && failures.length > 0) return "No upgrades are known.";
  if (summary.upToDate + summary.skipped === 0) return "No dependencies to check.";
  return `${style.success(symbol.success)} All dependencies are up to date.`;
}

/** The filters in force, where they leave anything out. */
export function filterLines({ filters, offline }: Pick<CheckOutput, "filters" | "offline">): string[] {
  const { target, types, include, packages, scope, workspacePackages, cooldown, ignore } = filters;
  const usual = ["prod", "dev", "optional", "catalogs", "overrides", "packageManager"];
  const isUsual = usual.length === include.length && usual.every((each) => include.includes(each));
  const parts = [
    ...(target === "latest" ? [] : [`target ${target}`]),
    ...(types.length === 3 ? [] : [`types ${types.join(", ") || "none"}`]),
    ...(isUsual ? [] : [`dependencies ${include.join(", ") || "none"}`]),
    ...(packages === null ? [] : [`packages ${packages.join(", ")}`]),
    ...(scope === null ? [] : [`scope ${scope.join(", ")}`]),
    ...(workspacePackages === null ? [] : [`in ${workspacePackages.join(", ")}`]),
    ...(ignore.length === 0 ? [] : [`without ${ignore.join(", ")}`]),
    ...(cooldown === null ? [] : [`${cooldownText(cooldown)} (${cooldown.origin})`]),
    ...(offline ? ["offline"] : []),
  ];
  return parts.length === 0 ? [] : [`Filters: ${printable(parts.join(" · "))}`, ""];
}

function cooldownText({ minutes, before }: NonNullable<CheckOutput["filters"]["cooldown"]>): string {
  if (minutes === null) return `published before ${before}`;
  const [number, unit] = minutes % 1440 === 0
    ? [minutes / 1440, "day"]
    : minutes % 60 === 0
    ? [minutes / 60, "hour"]
    : [minutes, "minute"];
  return `at least ${number} ${unit}${number === 1 ? "" : "s"} old`;
}

const SEVERITIES = ["critical", "high", "medium", "low", "info"];

/** Versions in use that are deprecated or vulnerable; advisories that an upgrade leaves behind stand beside it. */
function concernLines(value: CheckOutput, { style, symbol }: Ui): string[] {
  const all = [...value.packages, ...value.catalogs, ...value.overrides].flatMap(({ upgrades }) => upgrades);
  const placeOf = ({ file, keys }: Pick<UpgradeJson, "file" | "keys">) => [file, ...keys].join("\0");
  const byPlace = new Map(all.map((each) => [placeOf(each), each]));
  const found = value.concerns.flatMap((each) => {
    const what = `${nameOf(each)} ${each.currentVersion}`;
    const upgrade = byPlace.get(placeOf(each));
    const left = upgrade
      ? each.advisories.filter(({ id }) => upgrade.advisories.latest.some((one) => one.id === id))
      : each.advisories;
    return [
      ...left.map(({ severity, title, url }) => ({
        rank: SEVERITIES.indexOf(severity),
        line: `${what} has an advisory (${severity}): ${title} (${url})`,
      })),
      ...(each.deprecated === null
        ? []
        : [{ rank: SEVERITIES.length, line: `${what} is deprecated: ${each.deprecated}` }]),
    ];
  });
  if (found.length === 0) return [];
  const lines = new Set(found.toSorted((a, b) => a.rank - b.rank).map(({ line }) => line));
  return ["In use:", ...[...lines].map((line) => `  ${style.warning(`${symbol.warning} ${printable(line)}`)}`), ""];
}

const REASONS: Record<CheckOutput["skipped"][number]["reason"], string> = {
  major_version: "major",
  minor_version: "minor",
  patch_version: "patch",
  ignored: "ignored by configuration",
  too_young: "too young",
  tag_missing: "the registry has no such dist-tag",
  version_unknown: "the range admits no version",
};

function skippedLines({ skipped }: CheckOutput, { style, symbol }: Ui): string[] {
  if (skipped.length === 0) return [];
  const lines = skipped.map((each) => {
    const { currentVersion, latestVersion, reason, heldBack } = each;
    const versions = [currentVersion, latestVersion].filter((version) => version !== null).join(` ${symbol.arrow} `);
    const why = heldBack?.publishedAt === null ? "of unknown age" : REASONS[reason];
    const until = reason === "too_young" && heldBack?.until ? `, until ${heldBack.until}` : "";
    return `${nameOf(each)}${versions === "" ? "" : ` ${versions}`} (${why}${until})`;
  });
  return ["Left out:", ...[...new Set(lines)].map((line) => `  ${style.dim(`${symbol.bullet} ${line}`)}`), ""];
}

export function failureLines({ failures }: Pick<CheckOutput, "failures">, { style, symbol }: Ui): string[] {
  if (failures.length === 0) return [];
  return [
    "Could not be read:",
    ...failures.flatMap(({ message, cause, code, hint }) => [
      `  ${style.error(symbol.error)} ${printable(message)} ${style.dim(`(${code})`)}`,
      `    ${printable(cause)}`,
      `    ${style.dim(printable(hint))}`,
    ]),
    "",
  ];
}

function summaryLines({ summary, advisories }: CheckOutput): string[] {
  const { totalUpgrades, major, minor, patch, deprecated, vulnerable, failed } = summary;
  return [
    "Summary:",
    `  Total upgrades: ${totalUpgrades}`,
    `  Major: ${major}`,
    `  Minor: ${minor}`,
    `  Patch: ${patch}`,
    ...(deprecated > 0 ? [`  Deprecated: ${deprecated}`] : []),
    ...(vulnerable > 0 ? [`  Vulnerable: ${vulnerable}`] : []),
    ...(failed > 0 ? [`  Failed: ${failed} (not among the numbers above)`] : []),
    ...(advisories.state === "unavailable"
      ? [`  Advisories: unavailable (${printable(advisories.problem ?? "")})`]
      : []),
  ];
}

/** What writes the upgrades. */
function nextLines({ summary: { totalUpgrades, major } }: CheckOutput): string[] {
  if (totalUpgrades === 0) return [];
  const compatible = major === 0 ? "" : "; --minor-and-patch stays within each major";
  return ["", `\`workspace upgrade apply\` with the same options writes them${compatible}.`];
}
