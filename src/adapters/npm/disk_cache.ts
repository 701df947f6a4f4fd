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
 * Answers of registries on the disk, one small file for each. Files are replaced whole (temporary file and rename), so
 * that processes may share a cache; one that cannot be read, or is not what it says, is as good as absent. Nothing
 * here fails: a cache that cannot be written is no cache.
 */
export interface DiskCache {
  read(key: string): CacheEntry | undefined;
  write(entry: CacheEntry): void;
  /** Removes what was not used for longest until the cache is within its size. Call once, after writing. */
  trim(): void;
}

/** A new layout of entries gets a new folder. */
const LAYOUT = "registry-1";

export function diskCache(folder: string, limits: { maxBytes: number }): DiskCache {
  const root = `${folder}/${LAYOUT}`;
  let written = 0;
  return {
    read(key) {
      const path = `${root}/${fileName(key)}`;
      try {
        const entry = JSON.parse(Deno.readTextFileSync(path));
        return isEntry(entry) && entry.key === key ? entry : undefined;
      } catch {
        return undefined;
      }
    },
    write(entry) {
      const path = `${root}/${fileName(entry.key)}`;
      const temporary = `${path}.${crypto.randomUUID().slice(0, 8)}.tmp`;
      try {
        const text = JSON.stringify(entry);
        written += text.length;
        // Not synced: after a crash a file may be empty, which reading takes for absent.
        writeMakingFolder(temporary, text);
        Deno.renameSync(temporary, path);
      } catch {
        removeQuietly(temporary);
      }
    },
    trim() {
      // Looking at every file costs time: now and then is enough.
      if (written > 0 && (written > limits.maxBytes / 10 || Math.random() < 0.02)) trimFolder(root, limits.maxBytes);
    },
  };
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

/**
 * A name that any file system takes, the same for the same key. Different keys may share one on purpose-made input: the
 * entry holds its key, so that such a file counts as absent.
 */
export function fileName(key: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < key.length; i++) {
    a = Math.imul(a ^ key.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ key.charCodeAt(i), 0x5bd1e995) ^ (b >>> 15);
  }
  const hash = (a >>> 0).toString(16).padStart(8, "0") + (b >>> 0).toString(16).padStart(8, "0");
  const shown = key.slice(key.lastIndexOf(" ") + 1).toLowerCase().replaceAll(/[^a-z0-9.-]+/g, "_").slice(0, 60);
  return `${shown.replace(/^\.+/, "_")}-${hash}.json`;
}

/** Temporary files of processes that were killed are removed an hour later. */
const ABANDONED = 3_600_000;

export function trimFolder(root: string, maxBytes: number): void {
  try {
    const files: { path: string; size: number; used: number }[] = [];
    for (const { name, isFile } of Deno.readDirSync(root)) {
      if (!isFile) continue;
      const path = `${root}/${name}`;
      const { size, mtime, atime } = Deno.statSync(path);
      const changed = mtime?.getTime() ?? 0;
      if (name.endsWith(".tmp")) {
        if (Date.now() - changed > ABANDONED) removeQuietly(path);
      } else files.push({ path, size, used: Math.max(changed, atime?.getTime() ?? 0) });
    }
    let total = files.reduce((sum, { size }) => sum + size, 0);
    files.sort((a, b) => a.used - b.used);
    for (const { path, size } of files) {
      if (total <= maxBytes) return;
      removeQuietly(path);
      total -= size;
    }
  } catch {
    // Another process trims, or the folder is gone.
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
