import {
  type ForeignChangeset,
  mapForeignConfig,
  type MappedConfig,
  parseForeignChangeset,
} from "../../domain/release/changesets/foreign_changesets.ts";
import { MIGRATION_SOURCE_INVALID, MIGRATION_SOURCE_NOT_FOUND } from "../../domain/release/changesets/faults.ts";
import { slugOfBranch } from "../../domain/release/changesets/slug.ts";
import { createChangeset, findChangesetOfBranch, type NewChangeset } from "../../domain/release/changesets/store.ts";
import { timestamp } from "../../domain/release/changesets/update.ts";
import { getAt, setAt } from "../../domain/release/config/source.ts";
import { BUMP_TYPES } from "../../domain/release/model.ts";
import { editDocument, stringifyDocument } from "../../formats/document.ts";
import { parseJson } from "../../formats/json.ts";
import { DocumentSyntaxError } from "../../formats/position.ts";
import type { ProjectContext } from "../open_project.ts";
import { type ChangesetOutput, changesetOutput } from "./changeset_output.ts";
import { type ChangesetProject, openChangesets } from "./project_changesets.ts";

export interface Migration {
  executed: boolean;
  from: string;
  changesets: { source: string; changeset: ChangesetOutput }[];
  ignored: { source: string; reason: string }[];
  config: {
    file: string | null;
    set: MappedConfig["values"];
    kept: MappedConfig["values"];
    notes: MappedConfig["notes"];
  };
  prerelease: { mode: string; tag: string; note: string } | null;
  removed: string[];
}

export function emptyMigration(from: string): Migration {
  return {
    executed: false,
    from,
    changesets: [],
    ignored: [],
    config: { file: null, set: [], kept: [], notes: [] },
    prerelease: null,
    removed: [],
  };
}

type MigrateContext = ProjectContext & { options: { from?: string | undefined; execute: boolean; remove: boolean } };

/** Takes over another tool's folder. Faults: `MIGRATION_SOURCE_NOT_FOUND`, `MIGRATION_SOURCE_INVALID`. */
export async function runMigrate(context: MigrateContext): Promise<Migration> {
  const { options, ports, log } = context;
  const project = await openChangesets(context);
  const { files, root, folder } = project;
  const from = (options.from ?? ".changeset").replace(/^\.\//, "").replace(/\/+$/, "");
  const entries = files.list(`${root}/${from}`);
  if (!entries) throw MIGRATION_SOURCE_NOT_FOUND({ path: from });
  const migration = { ...emptyMigration(from), executed: options.execute };
  // Read before anything is written: what cannot be read leaves everything as it was.
  const config = readJson(project, `${from}/config.json`);
  migration.prerelease = prereleaseOf(readJson(project, `${from}/pre.json`));
  const known = new Set((await project.workspace()).packages.map(({ name }) => name));
  const origins = await findOrigins(project, from);
  const at = ports.clock.now();
  const consumed: string[] = [];
  for (const { name: file, kind } of entries) {
    if (kind !== "file" || !file.endsWith(".md") || /^readme\.md$/i.test(file)) continue;
    const source = `${from}/${file}`;
    log.debug(`Reading ${source}`);
    const foreign = await parseForeignChangeset(file.slice(0, -".md".length), files.readText(`${root}/${source}`)!);
    const ignore = (reason: string) => migration.ignored.push({ source, reason });
    if ("problem" in foreign) {
      ignore(foreign.problem);
      continue;
    }
    const unknown = Object.keys(foreign.bumps).filter((name) => !known.has(name));
    if (unknown.length > 0) {
      ignore(`It names ${unknown.join(", ")}, which the project does not have`);
      continue;
    }
    const fields = fieldsOf(foreign, { origin: origins.get(source), at, project });
    const existing = findChangesetOfBranch(folder, fields.branch);
    if (existing) ignore(`Changeset '${existing.id}' is there already`);
    else {
      const changeset = options.execute
        ? createChangeset(folder, fields)
        : { id: slugOfBranch(fields.branch), ...fields };
      migration.changesets.push({ source, changeset: changesetOutput(changeset) });
      consumed.push(source);
    }
  }
  if (config) {
    migration.config = await takeOverConfig(project, mapForeignConfig(config), options.execute);
    consumed.push(`${from}/config.json`);
  }
  if (options.execute && options.remove) {
    for (const path of consumed) files.remove(`${root}/${path}`);
    migration.removed = consumed;
  }
  return migration;
}

/** The commit that brought a file, and when. */
interface Origin {
  commit: string;
  time: string;
}

function fieldsOf(
  { name, bumps, summary }: ForeignChangeset,
  { origin, at, project }: { origin: Origin | undefined; at: Temporal.Instant; project: ChangesetProject },
): NewChangeset {
  const highest = BUMP_TYPES.find((bump) => Object.values(bumps).includes(bump))!;
  const own = Object.entries(bumps).filter(([, bump]) => bump !== highest);
  return {
    branch: `migrated/${name}`,
    bump: highest,
    ...(own.length > 0 ? { packageBumps: Object.fromEntries(own) } : {}),
    environments: [...project.config.changeset.defaultEnvironments],
    packages: Object.keys(bumps),
    commits: origin ? [origin.commit] : [],
    message: summary,
    createdAt: origin ? timestamp(Temporal.Instant.from(origin.time)) : timestamp(at),
    updatedAt: timestamp(at),
  };
}

async function findOrigins({ git, fromTop }: ChangesetProject, from: string): Promise<Map<string, Origin>> {
  const origins = new Map<string, Origin>();
  if (!git.findLocation() || (await git.readHead()).state === "unborn") return origins;
  const args = ["--no-renames", "--diff-filter=A", "--name-only", "--format=%x00%H %aI"];
  const { code, stdout } = await git.run(
    ["-c", "core.quotePath=false", "log", ...args, "--", `:(top,literal)${fromTop(from)}`],
    { allowFailure: true },
  );
  if (code !== 0) return origins;
  const prefix = fromTop("");
  for (const section of stdout.split("\0").slice(1)) {
    const [head, ...paths] = section.split("\n").filter((line) => line !== "");
    const [commit, time] = head!.split(" ");
    for (const path of paths) origins.set(path.slice(prefix.length), { commit: commit!, time: time! });
  }
  return origins;
}

async function takeOverConfig(
  project: ChangesetProject,
  mapped: MappedConfig,
  execute: boolean,
): Promise<Migration["config"]> {
  const { files, root, configFile, originOf, config } = project;
  const isSame = (each: MappedConfig["values"][number]) =>
    JSON.stringify(getAt(config, each.key.split("."))) === JSON.stringify(each.value);
  const isSet = (each: MappedConfig["values"][number]) => originOf(each.key) !== "default";
  const kept = mapped.values.filter((each) => isSet(each) && !isSame(each));
  const set = mapped.values.filter((each) => !isSame(each) && !isSet(each));
  const name = configFile?.name ?? "repo.config.toml";
  if (execute && set.length > 0) {
    if (configFile) {
      const edits = set.map(({ key, value }) => ({ path: key.split("."), value }));
      const text = files.readText(configFile.path) ?? "";
      files.write(configFile.path, await editDocument(text, configFile.format, edits));
    } else {
      const content: Record<string, unknown> = {};
      for (const { key, value } of set) setAt(content, key.split("."), value);
      files.write(`${root}/${name}`, await stringifyDocument(content, "toml"), { createOnly: true });
    }
  }
  return { file: set.length > 0 ? name : null, set, kept, notes: mapped.notes };
}

function readJson({ files, root }: ChangesetProject, path: string): Record<string, unknown> | undefined {
  const text = files.readText(`${root}/${path}`);
  if (text === undefined) return undefined;
  try {
    const value = parseJson(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
    throw MIGRATION_SOURCE_INVALID({ file: path, line: 1, column: 1, problem: "Expected an object" });
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw MIGRATION_SOURCE_INVALID({ file: path, line, column, problem: message }, { cause: error });
  }
}

function prereleaseOf(state: Record<string, unknown> | undefined): Migration["prerelease"] {
  if (!state) return null;
  const [mode, tag] = [String(state.mode ?? "pre"), String(state.tag ?? "next")];
  const note = mode === "exit"
    ? "pre.json says that prereleases end: the next `workspace bump --execute` gives stable versions. " +
      "It counts from the versions in package.json: set them to the stable ones of before first."
    : `pre.json says that prereleases '${tag}' are out: go on with \`workspace bump --prerelease ${tag}\`. ` +
      "It counts from the versions in package.json, not from initialVersions.";
  return { mode, tag, note };
}
