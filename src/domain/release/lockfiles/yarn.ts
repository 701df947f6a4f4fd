import type { ReferenceUpdate } from "../model.ts";
import { folderOf, type LockfileUpdate } from "./update.ts";

/** One entry of the file: its key, which is a list of descriptors, and the lines of its body. */
interface Entry {
  descriptors: string[];
  body: string[];
  /** Name and folder of the project's package that it stands for. */
  member: { name: string; folder: string } | undefined;
}

/** A range that was replaced by another, of the project's package `dependency`. */
interface Replacement {
  dependency: string;
  from: string;
  to: string;
  /** The catalog that the range stands in. */
  catalog?: string;
}

/**
 * yarn.lock of Yarn 2 and later: the tables of the project's packages, and the descriptors that resolve to them, in
 * Yarn's order. Versions of members are not recorded. Yarn classic records nothing of members: unchanged.
 */
export function updateYarnLockfile(text: string, { references, catalogs }: LockfileUpdate): string {
  if (!/^__metadata:/m.test(text)) return text;
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  const end = text.trimEnd().length;
  const blocks = text.slice(0, end).split(eol + eol);
  const first = blocks.findIndex((each) => each.includes(`${eol}  resolution: `));
  if (first < 0) return text;

  const entries = blocks.slice(first).map((block) => parseEntry(block.split(eol)));
  const byFolder = Map.groupBy(references, folderOf);
  for (const { member, body } of entries) {
    if (member) updateTables(body, byFolder.get(member.folder) ?? []);
  }
  const replacements: Replacement[] = [...references.filter((each) => each.kind !== "peerDependencies"), ...catalogs];
  const byName = Map.groupBy(replacements, (each) => each.dependency);
  const used = usedRanges(entries);
  for (const entry of entries) {
    const own = entry.member && byName.get(entry.member.name);
    if (own) entry.descriptors = updateDescriptors(entry.descriptors, own, used.get(entry.member!.name) ?? new Set());
  }
  const lines = entries.map((entry) => ({ key: entry.descriptors.join(", "), body: entry.body }));
  const printed = lines.sort((a, b) => compare(a.key, b.key)).map(({ key, body }) =>
    [printKey(key, eol), ...body].join(eol)
  );
  return [...blocks.slice(0, first), ...printed].join(eol + eol) + text.slice(end);
}

function parseEntry(lines: string[]): Entry {
  const long = lines[0]!.startsWith("? ");
  const key = long ? lines[0]!.slice(2) : lines[0]!.replace(/:$/, "");
  const body = lines.slice(long ? 2 : 1);
  const resolution = body.find((line) => line.startsWith("  resolution: "))?.slice("  resolution: ".length);
  const match = /^(@?[^@]+)@workspace:(.+)$/.exec(unquote(resolution ?? ""));
  return {
    descriptors: unquote(key).split(", "),
    body,
    member: match ? { name: match[1]!, folder: match[2]! } : undefined,
  };
}

/** Calls `visit` for each line of the tables that hold ranges; what it returns replaces the range. */
function eachRange(
  body: string[],
  visit: (line: { table: string; name: string; range: string }) => string | undefined,
): void {
  let table = "";
  for (const [i, line] of body.entries()) {
    if (/^ {2}\S/.test(line)) table = line.trim().replace(/:$/, "");
    if (table !== "dependencies" && table !== "peerDependencies") continue;
    const match = /^( {4})("(?:[^"\\]|\\.)*"|[^\s:"]+): (.*)$/.exec(line);
    if (!match) continue;
    const changed = visit({ table, name: unquote(match[2]!), range: unquote(match[3]!) });
    if (changed !== undefined) body[i] = `${match[1]}${match[2]}: ${quote(changed)}`;
  }
}

/** Yarn 4 writes the default protocol into tables, earlier ones the range as the manifest has it. */
function updateTables(body: string[], references: readonly ReferenceUpdate[]): void {
  eachRange(body, ({ table, name, range }) => {
    const update = references.find((each) =>
      each.dependency === name && (each.kind === "peerDependencies") === (table === "peerDependencies") &&
      (range === each.from || range === `npm:${each.from}`)
    );
    if (!update) return undefined;
    return range === update.from ? update.to : `npm:${update.to}`;
  });
}

/** Every range that some table asks for, by package. */
function usedRanges(entries: readonly Entry[]): Map<string, Set<string>> {
  const used = new Map<string, Set<string>>();
  for (const { body } of entries) {
    eachRange(body, ({ table, name, range }) => {
      if (table === "dependencies") used.set(name, (used.get(name) ?? new Set()).add(range));
      return undefined;
    });
  }
  return used;
}

function updateDescriptors(old: readonly string[], replacements: readonly Replacement[], used: Set<string>): string[] {
  const next = new Set(old);
  const isUsed = (range: string) => used.has(range) || used.has(`npm:${range}`);
  for (const { dependency, from, to, catalog } of replacements) {
    const protocol = ["npm:", ""].find((each) => old.includes(`${dependency}@${each}${from}`));
    if (protocol === undefined) continue;
    if (!isUsed(from)) next.delete(`${dependency}@${protocol}${from}`);
    const byCatalog = catalog !== undefined &&
      (used.has(`catalog:${catalog}`) || catalog === "default" && used.has("catalog:"));
    if (isUsed(to) || byCatalog) next.add(`${dependency}@${protocol}${to}`);
  }
  return [...next].sort(compare);
}

/** By UTF-16 units, as Yarn sorts. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function printKey(key: string, eol: string): string {
  const printed = quote(key);
  return printed.length > 1024 ? `? ${printed}${eol}:` : `${printed}:`;
}

function unquote(text: string): string {
  return text.startsWith('"') ? JSON.parse(text) as string : text;
}

/** A text as Yarn writes it: plain where its YAML subset reads that as the text. */
function quote(text: string): string {
  const plain = /^(?![-?:,\][{}#&*!|>'"%@` \t\r\n]).([ \t]*(?![,\][{}:# \t\r\n]).)*$/.test(text);
  return plain ? text : JSON.stringify(text);
}
