import type { DependencyKind, ReferenceUpdate } from "../model.ts";
import { folderOf, type LockfileUpdate } from "./update.ts";

/** One line of a mapping: white space, key and, where it is on the line, the value. */
const ENTRY = /^( *)('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[^\s'"#][^:]*(?::\S[^:]*)*):(?: +(\S.*?))?(\r?)$/;

const IMPORTER_TABLES: ReadonlySet<string> = new Set([
  "specifiers",
  "dependencies",
  "devDependencies",
  "optionalDependencies",
]);

interface Line {
  /** Keys from the top to this line. */
  path: string[];
  value: string;
}

/**
 * pnpm-lock.yaml, versions 5.4 to 9: the importers' specifiers, catalogs with their resolved versions, and name,
 * version and peers of injected members. What is linked stays linked. The file is as pnpm writes it, two spaces a
 * level, and often large: it is edited line by line, not parsed as YAML.
 */
export function updatePnpmLockfile(text: string, update: LockfileUpdate): string {
  const changes = changesOf(update);
  const lines = text.split("\n");
  const path: string[] = [];
  for (const [i, line] of lines.entries()) {
    const entry = ENTRY.exec(line);
    if (!entry) continue;
    const [, indent, key, value, carriage] = entry;
    path.length = Math.ceil(indent!.length / 2);
    path.push(unquote(key!));
    if (value === undefined || path.includes(undefined!)) continue;
    const changed = changes({ path, value: unquote(value) });
    if (changed !== undefined) lines[i] = `${indent}${key}: ${quote(changed)}${carriage}`;
  }
  return lines.join("\n");
}

/** What a line's value becomes; undefined where it stays. */
function changesOf({ packages, references, catalogs }: LockfileUpdate): (line: Line) => string | undefined {
  const byImporter = Map.groupBy(references, (each) => `${folderOf(each)}\0${each.dependency}`);
  const byFolder = new Map(packages.map((each) => [each.path, each]));
  const byName = new Map(packages.map((each) => [each.name, each]));
  const byCatalog = new Map(catalogs.map((each) => [`${each.catalog}\0${each.dependency}`, each]));

  const inImporter = ([folder, table, dependency, field]: (string | undefined)[], value: string) => {
    if (table === "specifiers" ? field !== undefined : field !== "specifier") return undefined;
    const found = byImporter.get(`${folder}\0${dependency}`);
    // A peer that pnpm installs by itself stands among the dependencies; 5.4 keeps all kinds in one table.
    return pick(found, value, table === "specifiers" ? undefined : table as DependencyKind)?.to;
  };

  const inCatalogs = ([catalog, dependency, field]: (string | undefined)[], value: string) => {
    const change = byCatalog.get(`${catalog}\0${dependency}`);
    if (!change) return undefined;
    if (field === "specifier") return change.to;
    if (field !== "version") return undefined;
    // pnpm up to 11 records the member's version here, later ones the range.
    if (value === change.from) return change.to;
    const member = byName.get(dependency!);
    return member?.currentVersion === value ? member.nextVersion : undefined;
  };

  const inPackages = ([id, field, dependency]: (string | undefined)[], value: string) => {
    const folder = injectedFolder(id!, byFolder.keys());
    const member = folder === undefined ? undefined : byFolder.get(folder);
    if (!member) return undefined;
    if (field === "version") return value === member.currentVersion ? member.nextVersion : undefined;
    if (field !== "peerDependencies") return undefined;
    return pick(byImporter.get(`${folder}\0${dependency}`), value, "peerDependencies")?.to;
  };

  return ({ path: [section, ...rest], value }) => {
    if (section === "importers") return inImporter(rest, value);
    if (section === "catalogs") return inCatalogs(rest, value);
    if (section === "packages") return inPackages(rest, value);
    // Before version 9, the lockfile of one package has its importer's tables at the top.
    return IMPORTER_TABLES.has(section!) ? inImporter([".", section, ...rest], value) : undefined;
  };
}

/** The folder of an injected member: `@o/b@file:packages/b(peers)`, in 5.4 `file:packages/b_peers`. */
function injectedFolder(id: string, folders: Iterable<string>): string | undefined {
  const target = /(?:^|@)file:(.+)$/.exec(id)?.[1];
  if (target === undefined) return undefined;
  const fitting = [...folders].filter((each) =>
    target.startsWith(each) && /^(?:$|[(_])/.test(target.slice(each.length))
  );
  return fitting.sort((a, b) => b.length - a.length)[0];
}

/** Of the updates of one dependency in one manifest, the one that the lockfile means: it has the specifier recorded. */
function pick(
  updates: readonly ReferenceUpdate[] | undefined,
  recorded: string,
  kind: DependencyKind | undefined,
): ReferenceUpdate | undefined {
  const same = updates?.filter((each) => each.from === recorded);
  return same?.find((each) => each.kind === kind) ?? same?.[0];
}

/** What a scalar says; lines within longer texts may look like scalars and not be any. */
function unquote(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1).replaceAll("''", "'");
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** A text as pnpm writes it: plain where YAML reads that as the text, otherwise in single quotes. */
function quote(text: string): string {
  const plain = /^[\w^~./][^\n]*$/.test(text) && !/: |:$| #|^\s|\s$/.test(text) && !isOtherScalar(text);
  return plain ? text : `'${text.replaceAll("'", "''")}'`;
}

function isOtherScalar(text: string): boolean {
  return /^(?:true|false|null|yes|no|on|off|~|y|n)$/i.test(text) ||
    /^[-+.\d][\d._e+-]*$/i.test(text) && !isNaN(Number(text));
}
