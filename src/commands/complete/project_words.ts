import type { Ports } from "../../cli/command.ts";
import type { Candidate, TypedContext, WordSource } from "../../cli/complete.ts";
import type { Globals } from "../../cli/globals.ts";
import type { Config } from "../../domain/release/config/schema.ts";
import { resolvePath } from "../../kernel/path.ts";

interface Place {
  typed: TypedContext;
  ports: Ports;
  directory: string;
}

type Source = Parameters<WordSource>[0];

/** Words that are known only by looking at the project that the command line speaks of. Modules load as needed. */
export async function projectWords(source: Source, place: Place): Promise<Candidate[]> {
  switch (source) {
    case "branches":
      return plain(await place.ports.git(projectDirectory(place)).listBranches());
    case "packages":
      return await packageWords(place);
    case "changesets":
      return await changesetWords(place);
    case "backups":
      return await backupWords(place);
    case "environments":
      return plain((await readProject(place)).config.changeset.environments);
    case "profiles":
      return await profileWords(place);
    case "config-keys":
      return await keyWords();
    case "config-values":
      return await valueWords(place);
    case "contexts":
    case "workflows":
    case "runs":
      return await (await import("./workflow_words.ts")).workflowWords(source, place.ports);
  }
}

function plain(values: readonly string[]): Candidate[] {
  return values.map((value) => ({ value, description: "" }));
}

/** The folder that `--root` on the line being typed names, or else the command's own. */
function projectDirectory({ typed, directory }: Place): string {
  const root = typed.options.get("root");
  return root === undefined ? directory : resolvePath(directory, root);
}

async function requestFor(place: Place) {
  const { configRequest } = await import("../open_project.ts");
  const { options } = place.typed;
  return configRequest({
    directory: projectDirectory(place),
    globals: { config: options.get("config"), profile: options.get("profile") } as Globals,
    ports: place.ports,
  });
}

async function readProject(place: Place): Promise<{ root: string; config: Config }> {
  const { readConfig } = await import("../../domain/release/config/read_config.ts");
  return await readConfig(place.ports.files, { ...await requestFor(place), required: false });
}

async function packageWords(place: Place): Promise<Candidate[]> {
  const { locateProject } = await import("../../domain/release/config/locate.ts");
  const { readWorkspace } = await import("../../domain/release/packages/discovery.ts");
  const { files } = place.ports;
  const { root } = locateProject(files, await requestFor(place));
  const { packages } = await readWorkspace(files, root);
  return packages.map(({ name, version }) => ({ value: name, description: version ?? "" }));
}

/** Branches of the pending changesets, or their ids where an id was begun. */
async function changesetWords(place: Place): Promise<Candidate[]> {
  const { root, config } = await readProject(place);
  const folder = `${root}/${config.changeset.path}`;
  const { prefix } = place.typed;
  return (place.ports.files.list(folder) ?? []).flatMap(({ name, kind }) => {
    if (kind !== "file" || !name.endsWith(".json")) return [];
    const id = name.slice(0, -".json".length);
    const { branch, bump, message } = readChangeset(place.ports.files.readText(`${folder}/${name}`) ?? "");
    const value = branch?.startsWith(prefix) ? branch : id;
    return [{ value, description: [bump, message?.split("\n")[0]].filter(Boolean).join(" · ") }];
  });
}

/** Ids of the backups, newest first, and `latest`. */
async function backupWords(place: Place): Promise<Candidate[]> {
  const { readBackups } = await import("../../domain/release/backups/store.ts");
  const { root, config } = await readProject(place);
  const { files } = place.ports;
  const { backups } = readBackups({ files, root, path: config.upgrade.backup.path });
  const described = backups.map(({ id, reason }) => ({ value: id, description: reason }));
  return backups.length === 0 ? [] : [{ value: "latest", description: backups[0]!.id }, ...described];
}

function readChangeset(text: string): { branch?: string; bump?: string; message?: string } {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return {};
    return Object.fromEntries(Object.entries(value).filter(([, each]) => typeof each === "string"));
  } catch {
    return {}; // a broken changeset is still known by its id
  }
}

async function profileWords(place: Place): Promise<Candidate[]> {
  const { readSources } = await import("../../domain/release/config/read_config.ts");
  const { collectProfiles } = await import("../../domain/release/config/profiles.ts");
  const { sources } = await readSources(place.ports.files, await requestFor(place));
  return plain([...collectProfiles(sources.files).keys()]);
}

async function keyWords(): Promise<Candidate[]> {
  const { configKeys } = await import("../../domain/release/config/schema.ts");
  return configKeys().map(({ key, schema }) => ({ value: key, description: schema.description ?? "" }));
}

/** Values that the key before the cursor can have. */
async function valueWords({ typed }: Place): Promise<Candidate[]> {
  const { configKeys } = await import("../../domain/release/config/schema.ts");
  const key = (typed.args.at(-1) ?? "").replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const schema = configKeys().find((each) => each.key === key)?.schema;
  if (schema?.type === "boolean") return plain(["true", "false"]);
  return plain((schema?.enum ?? []).filter((each) => typeof each === "string"));
}
