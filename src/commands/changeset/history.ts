import { command } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { choice, integer as integerOption, value } from "../../cli/option.ts";
import { DATE_INVALID } from "../../domain/release/changesets/faults.ts";
import { type ArchivedChangeset, findReleaseCommits, readHistory } from "../../domain/release/changesets/history.ts";
import { BUMP_TYPES } from "../../domain/release/model.ts";
import { boolean, either, integer, list, nothing, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET, changesetOutput, count, day, packageList } from "./changeset_output.ts";
import { explainFilters, openChangesets } from "./project_changesets.ts";

const RELEASE = object({
  id: text(),
  releasedAt: text({ description: "ISO 8601, UTC" }),
  released: boolean({ description: "False for a changeset that was archived without a release" }),
  commit: either([text(), nothing], { description: "The commit that brought the release; null until it is committed" }),
  tags: list(text()),
  packages: list(object({
    name: text(),
    path: text(),
    from: text(),
    to: text(),
    tag: either([text(), nothing]),
  })),
});

const ENTRY = { ...CHANGESET, properties: { ...CHANGESET.properties, release: RELEASE } };

export default command({
  description: "Archived changesets, newest release first. Files outside the dates asked for are not opened.",
  options: {
    package: value("NAME", "Filter by package", { complete: "packages" }),
    since: value("DATE", "Released at or after this date (ISO 8601)"),
    until: value("DATE", "Released before this time, or on this day or before (ISO 8601)"),
    env: value("ENV", "Filter by environment", { complete: "environments" }),
    bump: choice("TYPE", BUMP_TYPES, { description: "Filter by bump type" }),
    limit: integerOption("N", "Limit results; 0 for all", { minimum: 0, default: 50 }),
    page: integerOption("N", "Page of so many results, from 1", { minimum: 1, default: 1 }),
    offset: integerOption("N", "Results to leave out first", { minimum: 0, conflicts: ["page"] }),
  },
  examples: [
    ["workspace changeset history --package @myorg/core --since 2024-01-01", "What happened to a package"],
    ["workspace changeset history --limit 10 --page 2", "The second ten"],
    ["workspace changeset history --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"], run: ["git"] },
  listing: true,
  output: object({
    changesets: list(ENTRY as typeof CHANGESET),
    total: integer({ description: "Number of changesets that fit, on all pages" }),
    offset: integer(),
    limit: integer({ description: "0 for all" }),
    nextPage: either([integer(), nothing]),
    invalid: optional(list(object({ code: text(), message: text(), hint: text() }))),
  }),
  async run(context) {
    const { options, log } = context;
    const project = await openChangesets(context);
    const { folder } = project;
    const dates = {
      since: options.since === undefined ? undefined : instantOf("--since", options.since, 0),
      until: options.until === undefined ? undefined : instantOf("--until", options.until, 1),
    };
    if (dates.since && dates.until && Temporal.Instant.compare(dates.since, dates.until) >= 0) {
      const expected = `a date that is not before --since ${options.since}`;
      throw OPTION_VALUE_INVALID({ option: "--until", value: options.until!, expected, known: [] });
    }
    log.debug(`Reading releases from ${folder.historyPath}`);
    const filters = { package: options.package, environment: options.env };
    const { entries, broken } = readHistory(folder, { ...filters, bump: options.bump, ...dates });
    if (entries.length === 0 && (filters.package ?? filters.environment) !== undefined) {
      const all = readHistory(folder, {}).entries.map(({ changeset }) => changeset);
      explainFilters({
        package: { name: filters.package, known: all.flatMap(({ packages }) => packages) },
        environment: {
          name: filters.environment,
          known: [...project.config.changeset.environments, ...all.flatMap(({ environments }) => environments)],
        },
      }, log);
    }
    for (const fault of broken) log.warn(`${fault.message}: ${fault.reason}`);
    const limit = options.limit!;
    if (limit === 0 && options.page !== 1) {
      throw OPTION_VALUE_INVALID({
        option: "--page",
        value: `${options.page}`,
        expected: "1 without --limit",
        known: [],
      });
    }
    const offset = options.offset ?? (options.page! - 1) * limit;
    const shown = entries.slice(offset, limit === 0 ? undefined : offset + limit);
    const location = project.git.findLocation();
    const ids = [...new Set(shown.map(({ release }) => release.id))];
    const commits = location && ids.length > 0
      ? await findReleaseCommits(project.git, { top: location.top, folder: { ...folder, root: project.realRoot }, ids })
      : new Map<string, string>();
    return {
      changesets: shown.map((entry) => entryOf(entry, commits)),
      total: entries.length,
      offset,
      limit,
      nextPage: limit > 0 && offset + limit < entries.length ? Math.floor(offset / limit) + 2 : null,
      ...(broken.length > 0 ? { invalid: broken.map(({ code, message, hint }) => ({ code, message, hint })) } : {}),
    };
  },
  text({ changesets, total, offset, nextPage }, ui) {
    if (total === 0) return "No archived changesets found.";
    if (changesets.length === 0) return `No more results: ${count(total, "archived changeset")} in all.`;
    const lines = (changesets as Entry[]).flatMap(({ branch, bump, environments, commits, release, ...changeset }) => [
      `${ui.style.highlight(branch)} (${bump})`,
      release.released
        ? `  Released: ${day(release.releasedAt)}${release.commit === null ? "" : ` in ${release.commit.slice(0, 7)}`}`
        : `  Archived: ${day(release.releasedAt)}, not released`,
      `  Packages: ${packageList(changeset)}`,
      ...versionLines(release, changeset.packages, ui.symbol.arrow),
      `  Environments: ${environments.join(", ") || "none"}`,
      `  Commits: ${commits.length}`,
      ...(release.tags.length > 0 ? [`  Tags: ${release.tags.join(", ")}`] : []),
      "",
    ]);
    const range = offset === 0 && nextPage === null ? "" : ` (${offset + 1}-${offset + changesets.length} shown)`;
    return [
      ui.heading("Changeset History"),
      "",
      ...lines,
      `Total: ${count(total, "changeset")}${range}`,
      ...(nextPage === null ? [] : [`More with --page ${nextPage}`]),
    ].join("\n");
  },
});

type Entry = ReturnType<typeof entryOf>;

function entryOf({ changeset, release }: ArchivedChangeset, commits: ReadonlyMap<string, string>) {
  const { id, releasedAt, tags, packages } = release;
  return {
    ...changesetOutput(changeset),
    release: {
      id,
      releasedAt,
      released: packages.length > 0,
      commit: commits.get(id) ?? null,
      tags,
      packages: packages.map(({ name, path, from, to, tag }) => ({ name, path, from, to, tag: tag ?? null })),
    },
  };
}

function versionLines({ packages }: Entry["release"], names: string[], arrow: string): string[] {
  return packages.filter(({ name }) => names.includes(name)).map(({ name, from, to }) =>
    `    ${name}: ${from} ${arrow} ${to}`
  );
}

/** The instant that a date stands for: a day (in UTC, `days` later) or a time with its zone. */
function instantOf(option: string, given: string, days: number): Temporal.Instant {
  try {
    if (/^\d{4}-\d{2}-\d{2}$/.test(given)) {
      return Temporal.PlainDate.from(given).add({ days }).toZonedDateTime("UTC").toInstant();
    }
    return Temporal.Instant.from(/[zZ]$|[+-]\d{2}:?\d{2}$/.test(given) ? given : `${given}Z`);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw DATE_INVALID({ option, value: given }, { cause: error });
  }
}
