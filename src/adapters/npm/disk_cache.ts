/** One answer in the cache. */
export interface CacheEntry {
  /** What it is the answer to. */
  key: string;
  /** When the registry last said so: milliseconds since 1970. */
  checkedAt: number;
  etag?: string;
  lastModified?: string;
  value: unknown;
}

/**
 * Answers of registries on the disk, in a few files with an entry a line: making a file costs up to a millisecond, and
 * a project asks for hundreds of packages. Files are replaced whole (temporary file and rename), so that processes may
 * share a cache: where two save at once, entries of one may be lost, never damaged. What cannot be read, or is not
 * what it says, is as good as absent. Nothing here fails: a cache that cannot be written is no cache.
 */
export interface DiskCache {
  read(key: string): CacheEntry | undefined;
  /** Keeps the entry in memory, until `save`; it must not change any more. */
  write(entry: CacheEntry): void;
  /** Puts on the disk what was written, and leaves out what was written longest ago where that is too much. */
  save(): void;
}

/** A new layout of entries gets a new folder. */
const LAYOUT = "registry-2";
const FILES = 16;

/** Lines of a file by the JSON text of their key; what was written last stands last. */
type Lines = Map<string, string>;

export function diskCache(folder: string, limits: { maxBytes: number }): DiskCache {
  const root = `${folder}/${LAYOUT}`;
  const loaded = new Map<string, Lines>();
  const unsaved = new Map<string, Map<string, CacheEntry>>();
  return {
    read(key) {
      const path = `${root}/${fileOf(key)}`;
      const written = unsaved.get(path)?.get(key);
      if (written) return written;
      const line = linesOf(loaded, path).get(JSON.stringify(key));
      if (line === undefined) return undefined;
      try {
        const entry = JSON.parse(line);
        return isEntry(entry) && entry.key === key ? entry : undefined;
      } catch {
        return undefined;
      }
    },
    write(entry) {
      const path = `${root}/${fileOf(entry.key)}`;
      let entries = unsaved.get(path);
      if (!entries) unsaved.set(path, entries = new Map());
      entries.set(entry.key, entry);
    },
    save() {
      for (const [path, written] of unsaved) {
        // Read again: another process may have saved since.
        const lines = readLines(path);
        for (const { key, ...rest } of written.values()) {
          const name = JSON.stringify(key);
          lines.delete(name);
          lines.set(name, JSON.stringify({ key, ...rest }));
        }
        loaded.set(path, lines);
        replace(path, newest([...lines.values()], limits.maxBytes / FILES));
      }
      if (unsaved.size > 0) removeAbandoned(root);
      unsaved.clear();
    },
  };
}

function linesOf(loaded: Map<string, Lines>, path: string): Lines {
  let lines = loaded.get(path);
  if (!lines) loaded.set(path, lines = readLines(path));
  return lines;
}

/** How every line begins. */
const KEY = /^\{"key":("(?:[^"\\]|\\.)*")/;

function readLines(path: string): Lines {
  const lines: Lines = new Map();
  try {
    for (const line of Deno.readTextFileSync(path).split("\n")) {
      const key = KEY.exec(line)?.[1];
      if (key !== undefined) lines.set(key, line);
    }
  } catch {
    // Not there yet, or not readable.
  }
  return lines;
}

/** The last of the lines that fit into so many characters. */
function newest(lines: string[], most: number): string {
  let length = 0;
  const start = lines.findLastIndex((line) => (length += line.length + 1) > most) + 1;
  return lines.slice(start).map((line) => `${line}\n`).join("");
}

function replace(path: string, text: string): void {
  const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
  try {
    // Not synced: after a crash a file may be cut, whose last line then counts as absent.
    writeMakingFolder(temporary, text);
    Deno.renameSync(temporary, path);
  } catch {
    removeQuietly(temporary);
  }
}

function writeMakingFolder(path: string, text: string): void {
  try {
    Deno.writeTextFileSync(path, text, { mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(path, text, { mode: 0o600 });
  }
}

function fileOf(key: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return `${((hash >>> 16) % FILES).toString(16)}.jsonl`;
}

/** Temporary files of processes that were killed are removed an hour later. */
const ABANDONED = 3_600_000;

function removeAbandoned(root: string): void {
  try {
    for (const { name } of Deno.readDirSync(root)) {
      if (!name.endsWith(".tmp")) continue;
      const changed = Deno.statSync(`${root}/${name}`).mtime?.getTime() ?? 0;
      if (Date.now() - changed > ABANDONED) removeQuietly(`${root}/${name}`);
    }
  } catch {
    // Another process removes them, or the folder is not there.
  }
}

function isEntry(value: unknown): value is CacheEntry {
  if (typeof value !== "object" || value === null) return false;
  const { key, checkedAt, etag, lastModified } = value as Record<string, unknown>;
  const optionalText = (each: unknown) => each === undefined || typeof each === "string";
  return typeof key === "string" && typeof checkedAt === "number" && optionalText(etag) && optionalText(lastModified);
}

function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Already gone, or to be found by the next trimming.
  }
}
