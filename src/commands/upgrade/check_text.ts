import { printable } from "../../view/printable.ts";
import { renderTable } from "../../view/table.ts";
import type { Ui } from "../../view/ui.ts";
import type { CheckOutput, UpgradeJson } from "./upgrade_output.ts";

/** `upgrade check` as lines for a person, in the layout of PRD 7.3. */
export function checkText(value: CheckOutput, ui: Ui): string {
  const { packages, catalogs, overrides, summary } = value;
  const tables: string[] = [];
  for (const { name, upgrades } of packages) tables.push(...groupLines(`${printable(name)}:`, upgrades, ui));
  for (const { name, file, upgrades } of catalogs) {
    tables.push(...groupLines(`Catalog ${printable(name)} (${printable(file)}):`, upgrades, ui));
  }
  for (const { file, upgrades } of overrides) {
    tables.push(...groupLines(`Overrides (${printable(file)}):`, upgrades, ui));
  }
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
  ].join("\n");
}

/** One table of upgrades with its title, and remarks below. */
export function groupLines(title: string, upgrades: readonly UpgradeJson[], ui: Ui): string[] {
  const isLocked = upgrades.some((each) => each.locked !== null);
  const columns = ["Package", "Current", ...(isLocked ? ["Range"] : []), "Latest", "Type"].map((each) => ({
    title: each,
  }));
  const rows = upgrades.map((each) => [
    ui.style.highlight(nameOf(each)),
    each.currentVersion,
    ...(isLocked ? [printable(each.range ?? each.specifier)] : []),
    ui.style.success(each.latestVersion),
    typeText(each, ui),
  ]);
  const table = renderTable(columns, rows, ui);
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
        `${each.package} ${each.version} wants ${each.peer} ${each.wanted}, would get ${each.wouldGet} (${each.path})`,
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

/** Versions in use that are deprecated or vulnerable. */
function concernLines({ concerns }: CheckOutput, { style, symbol }: Ui): string[] {
  if (concerns.length === 0) return [];
  const seen = new Set<string>();
  const lines = concerns.flatMap((each) => {
    const what = `${nameOf(each)} ${each.currentVersion}`;
    return [
      ...each.advisories.map((one) => `${what} has an advisory (${one.severity}): ${one.title} (${one.url})`),
      ...(each.deprecated === null ? [] : [`${what} is deprecated: ${each.deprecated}`]),
    ];
  }).filter((line) => !seen.has(line) && seen.add(line));
  return ["In use:", ...lines.map((line) => `  ${style.warning(`${symbol.warning} ${printable(line)}`)}`), ""];
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
