import type { Fault } from "../../kernel/fault.ts";
import { DISK_FULL, FILE_UNREADABLE, FILE_UNWRITABLE } from "./faults.ts";

/** System error codes in words. */
const PROBLEMS: Record<string, string> = {
  EACCES: "The operating system denies access to it.",
  EPERM: "The operating system does not permit the operation.",
  EROFS: "The file system is read-only.",
  EISDIR: "It is a folder, not a file.",
  ENOTDIR: "A part of its path is a file, not a folder.",
  ENOTEMPTY: "The folder is not empty.",
  ELOOP: "Its symbolic links lead in a circle.",
  ENAMETOOLONG: "Its name is too long for the file system.",
  EMFILE: "This process has too many files open.",
  ENFILE: "The system has too many files open.",
  EBUSY: "It is in use by another program, or is a mount point.",
  ETXTBSY: "It is a program that is running.",
  EIO: "The disk reports an input/output error.",
  EINVAL: "The name is not valid on this file system.",
};

const FULL: Record<string, string> = {
  ENOSPC: "The disk is full.",
  EDQUOT: "The disk quota is used up.",
  EFBIG: "The file is larger than the file system allows.",
};

/** True when an error says that nothing is at the path. */
export function isAbsence(error: unknown): boolean {
  return error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory ||
    codeOf(error) === "ENOTDIR";
}

/** The fault for a failed read. */
export function readFault(path: string, error: unknown): Fault {
  return FILE_UNREADABLE({ path, problem: problemOf(error, "read") }, { cause: error });
}

/** The fault for a failed write, whatever its kind. */
export function writeFault(path: string, error: unknown): Fault {
  const full = FULL[codeOf(error) ?? ""];
  if (full) return DISK_FULL({ path, problem: full }, { cause: error });
  return FILE_UNWRITABLE({ path, problem: problemOf(error, "write") }, { cause: error });
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

function problemOf(error: unknown, access: "read" | "write"): string {
  if (error instanceof Deno.errors.NotCapable) return `This program was not granted ${access} access to it.`;
  const known = PROBLEMS[codeOf(error) ?? ""];
  if (known) return known;
  if (error instanceof Deno.errors.PermissionDenied) return PROBLEMS.EACCES!;
  if (error instanceof Deno.errors.IsADirectory) return PROBLEMS.EISDIR!;
  const message = error instanceof Error ? error.message : String(error);
  return `${message.replace(/\s*\(os error \d+\).*$/s, "")}.`;
}
