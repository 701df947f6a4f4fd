import { fault } from "../../../kernel/fault.ts";

/** A lockfile that its package manager could not read either. */
export const LOCKFILE_INVALID = fault<{ file: string; line: number; column: number; problem: string }>({
  code: "LOCKFILE_INVALID",
  exit: 3,
  when: "A lockfile cannot be parsed, or is not what its package manager writes.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the lockfile cannot be read`,
  cause: ({ problem }) => `${problem}.`,
  hint: ({ file }) => `Resolve conflicts in ${file} and let the package manager write it again, such as by an install.`,
});
