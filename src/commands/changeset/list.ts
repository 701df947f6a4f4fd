import { command } from "../../cli/command.ts";
import { choice, value } from "../../cli/option.ts";
import { readChangesets } from "../../domain/release/changesets/store.ts";
import { BUMP_TYPES, type Changeset } from "../../domain/release/model.ts";
import { integer, list, object, optional, record, text } from "../../kernel/schema.ts";
import { CHANGESET, changesetLines, changesetOutput, count } from "./changeset_output.ts";
import { explainFilters, openChangesets } from "./project_changesets.ts";

const SORTS = ["date", "bump", "branch"] as const;

export default command({
  description: "A file that is no valid changeset is reported and hides no other; the exit code is then 11.",
  options: {
    filterPackage: value("NAME", "Only changesets that list this package", { complete: "packages" }),
    filterBump: choice("TYPE", BUMP_TYPES, { description: "Only changesets with this bump" }),
    filterEnv: value("ENV", "Only changesets that target this environment", { complete: "environments" }),
    sort: choice("FIELD", SORTS, {
      description: "Newest first, highest bump first, or by branch",
      defaultText: "date",
    }),
  },
  examples: [
    ["workspace changeset list", "All pending changesets"],
    ["workspace changeset list --filter-bump major --sort date", "Only major changes, newest first"],
    ["workspace changeset list --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"] },
  listing: true,
  output: object({
    changesets: list(CHANGESET),
    total: integer({ description: "Number of changesets listed" }),
    pending: integer({ description: "Number of pending changesets, whatever the filters" }),
    summary: object({
      bumps: record(integer(), { description: "Number of the changesets listed, by bump" }),
      packages: integer({ description: "Packages in them" }),
      commits: integer(),
    }),
    invalid: optional(
      list(object({ code: text(), message: text(), hint: text() }), { description: "Files that are no changesets" }),
    ),
  }),
  async run(context) {
    const { options, log } = context;
    const { folder, config } = await openChangesets(context);
    log.debug(`Reading changesets from ${folder.path}`);
    const { changesets, broken } = readChangesets(folder);
    for (const fault of broken) log.warn(`${fault.message}: ${fault.reason} ${fault.hint}`);
    const found = changesets.filter((each) =>
      (options.filterPackage === undefined || each.packages.includes(options.filterPackage)) &&
      (options.filterBump === undefined || bumpsOf(each).has(options.filterBump)) &&
      (options.filterEnv === undefined || each.environments.includes(options.filterEnv))
    ).toSorted(ORDERS[options.sort ?? "date"]);
    if (found.length === 0 && changesets.length > 0) {
      explainFilters({
        package: { name: options.filterPackage, known: changesets.flatMap(({ packages }) => packages) },
        environment: {
          name: options.filterEnv,
          known: [...config.changeset.environments, ...changesets.flatMap(({ environments }) => environments)],
        },
      }, log);
    }
    return {
      changesets: found.map(changesetOutput),
      total: found.length,
      pending: changesets.length,
      summary: {
        bumps: Object.fromEntries(BUMP_TYPES.map((bump) => [bump, found.filter((each) => each.bump === bump).length])),
        packages: new Set(found.flatMap(({ packages }) => packages)).size,
        commits: new Set(found.flatMap(({ commits }) => commits)).size,
      },
      ...(broken.length > 0 ? { invalid: broken.map(({ code, message, hint }) => ({ code, message, hint })) } : {}),
    };
  },
  text({ changesets, total, pending, invalid = [] }, ui) {
    const broken = invalid.length === 0
      ? []
      : ["", `${ui.style.warning(ui.symbol.warning)} ${count(invalid.length, "file")} could not be read`];
    if (pending === 0) {
      return ["No pending changesets.", ...broken, "", "Create one with `workspace changeset create`."].join("\n");
    }
    if (total === 0) {
      return [`No changeset matches (${count(pending, "changeset")} pending).`, ...broken].join("\n");
    }
    return [
      ui.heading("Active Changesets"),
      "",
      ...changesets.flatMap((each) => [...changesetLines(each, ui), ""]),
      `Total: ${count(total, "changeset")}${total < pending ? ` of ${pending}` : ""}`,
      ...broken,
    ].join("\n");
  },
  exit: ({ invalid }) => invalid ? 11 : 0,
});

/** The bumps that a changeset asks for: its own, and those of single packages. */
function bumpsOf(changeset: Changeset): Set<string> {
  return new Set([changeset.bump, ...Object.values(changeset.packageBumps ?? {})]);
}

type Order = (a: Changeset, b: Changeset) => number;

// Changesets come sorted by branch, and sorting is stable.
const ORDERS: Record<typeof SORTS[number], Order> = {
  date: (a, b) => a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0,
  bump: (a, b) => BUMP_TYPES.indexOf(a.bump) - BUMP_TYPES.indexOf(b.bump),
  branch: () => 0,
};
