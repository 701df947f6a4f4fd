import { isFault } from "../../kernel/fault.ts";
import { STORE_LOCKED } from "../../domain/workflow/faults.ts";
import { DISK_FULL, FILE_UNREADABLE, FILE_UNWRITABLE } from "../files/faults.ts";
import { STORE_DAMAGED } from "./faults.ts";

/** Primary result codes of SQLite (sqlite.org/rescode.html) that a user's machine can cause, and their texts. */
const PROBLEMS = [
  { kind: "locked", codes: [5, 6], texts: ["database is locked", "database table is locked"] },
  { kind: "full", codes: [13], texts: ["database or disk is full"] },
  { kind: "damaged", codes: [11, 26], texts: ["database disk image is malformed", "file is not a database"] },
  { kind: "unreadable", codes: [10], texts: ["disk I/O error"] },
  {
    kind: "unwritable",
    codes: [8, 14],
    texts: ["attempt to write a readonly database", "unable to open database file"],
  },
] as const;

/**
 * The fault for an error of SQLite; an error that no user can cause (a mistake in a statement) comes back as it is.
 * Errors of opening and of `exec` carry no result code, only SQLite's text.
 */
export function databaseFault(path: string, error: unknown): unknown {
  if (isFault(error)) return error;
  const { code, errcode, message } = error as { code?: unknown; errcode?: unknown; message: string };
  if (code !== "ERR_SQLITE_ERROR") return error;
  const primary = typeof errcode === "number" ? errcode & 0xff : undefined;
  const known = PROBLEMS.find(({ codes, texts }) =>
    primary === undefined
      ? texts.some((each) => message.startsWith(each))
      : (codes as readonly number[]).includes(primary)
  );
  const options = { cause: error };
  switch (known?.kind) {
    case "locked":
      return STORE_LOCKED({ path }, options);
    case "full":
      return DISK_FULL({ path, problem: "The disk is full." }, options);
    case "damaged":
      return STORE_DAMAGED({ path, problem: message }, options);
    case "unreadable":
      return FILE_UNREADABLE({ path, problem: "The disk reports an input/output error." }, options);
    case "unwritable":
      return FILE_UNWRITABLE({ path, problem: "The operating system denies access to it." }, options);
    default:
      return error;
  }
}

/** True for an error or fault that says that another connection holds the database. */
export function isLocked(error: unknown): boolean {
  return isFault(error, "STORE_LOCKED");
}
