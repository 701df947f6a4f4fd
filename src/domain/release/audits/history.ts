import { isFault } from "../../../kernel/fault.ts";
import type { Files } from "../../../kernel/ports.ts";
import type { AuditSection } from "./model.ts";

/** One audit of the past: a line of the history. */
export interface ScoreEntry {
  /** ISO 8601, UTC. */
  at: string;
  score: number;
  sections: Partial<Record<AuditSection, number>>;
  /** Whether registries were asked. */
  offline: boolean;
  /** Full hash; null outside a working tree. */
  commit: string | null;
}

/** Entries kept; the oldest go first. */
const KEPT_ENTRIES = 500;

/** The history in a file of JSON lines, oldest first; lines that cannot be read are passed over. */
export function readHistory(files: Files, path: string): ScoreEntry[] {
  return (files.readText(path) ?? "").split("\n").map(parseEntry).filter((each) => each !== undefined);
}

/** Adds an entry; concurrent audits lose none. */
export function appendHistory(files: Files, path: string, entry: ScoreEntry): void {
  using _lock = files.lock(`${path}.lock`)!;
  const entries = [...readHistory(files, path), entry].slice(-KEPT_ENTRIES);
  files.write(path, entries.map((each) => `${JSON.stringify(each)}\n`).join(""));
}

/** Entries of audits that looked at the same things: others have other scores. */
export function comparableEntries(
  entries: readonly ScoreEntry[],
  { sections, offline }: { sections: readonly AuditSection[]; offline: boolean },
): ScoreEntry[] {
  const wanted = [...sections].sort().join();
  return entries.filter((each) => each.offline === offline && Object.keys(each.sections).sort().join() === wanted);
}

function parseEntry(line: string): ScoreEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const { at, score, sections, offline, commit } = value as Partial<Record<keyof ScoreEntry, unknown>>;
  if (typeof at !== "string" || typeof score !== "number" || !(score >= 0 && score <= 100)) return undefined;
  return {
    at,
    score: Math.round(score),
    sections: typeof sections === "object" && sections !== null ? sections as ScoreEntry["sections"] : {},
    offline: offline === true,
    commit: typeof commit === "string" ? commit : null,
  };
}

/**
 * The name of a project's history among those of all projects: its folder's name, and a hash of the whole path (FNV-1a,
 * 64 bits) that tells folders of one name apart.
 */
export function historyName(root: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(root)) {
    hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  }
  const folder = root.slice(root.lastIndexOf("/") + 1).replaceAll(/[^\w.-]/g, "-").slice(0, 60) || "root";
  return `${folder}-${hash.toString(16).padStart(16, "0")}.jsonl`;
}

/** Whether a history could not be kept because its place may not be written: no reason for an audit to fail. */
export function isPlaceFault(error: unknown): boolean {
  return isFault(error) || error instanceof Error && error.name === "NotCapable";
}
