/** The words of backups: copies of files, made before a command changes them. */

/** One file as it was. */
export interface BackupFile {
  /** Relative to the project's root. */
  path: string;
  /** SHA-256 of the content in hexadecimal; null where the file did not exist. */
  sha256: string | null;
  /** In bytes. */
  size: number;
  /** Permission bits; null where the file did not exist or the system has none. */
  mode: number | null;
}

/** A version that a command changed, for telling backups apart. */
export interface BackedUpUpgrade {
  package: string;
  from: string;
  to: string;
}

/** A backup, as `backup.json` in its folder describes it. */
export interface Backup {
  /** `backup_20240115_103045`; also the folder's name. In UTC; `_2`, `_3` … tell those of one second apart. */
  id: string;
  /** ISO 8601 in UTC. */
  createdAt: string;
  /** What was about to be run: `upgrade apply`. */
  command: string;
  /** Why, as a phrase: `Before 3 upgrades`. */
  reason: string;
  /** Packages of the project whose files are in it. */
  packages: string[];
  upgrades: BackedUpUpgrade[];
  /** Sorted by path. */
  files: BackupFile[];
  /** Folders that the change made for new files, outermost first; a restore removes them where they are empty. */
  folders: string[];
}

/** Something in the folder of the backups that is no backup that could be used. */
export interface UnusableEntry {
  name: string;
  /** `damaged`: a backup whose description or copies are not what they were; `foreign`: never was one. */
  kind: "damaged" | "foreign";
  problem: string;
}

/** All bytes of the copies. */
export function sizeOf({ files }: Pick<Backup, "files">): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
