import { fault } from "../../kernel/fault.ts";

/** A program that is not installed. */
export const PROGRAM_NOT_FOUND = fault<{ program: string }>({
  code: "PROGRAM_NOT_FOUND",
  exit: 1,
  when: "A program that a command needs is not installed.",
  message: ({ program }) => `Program '${program}' not found`,
  cause: () => "No folder of PATH has an executable file of this name.",
  hint: ({ program }) =>
    `Install ${program}, or add its folder to PATH; \`command -v ${program}\` shows what is found.`,
});

/** A folder that a program was to run in. */
export const WORKING_FOLDER_NOT_FOUND = fault<{ path: string }>({
  code: "WORKING_FOLDER_NOT_FOUND",
  exit: 5,
  when: "The folder that a program is to run in is not there.",
  message: ({ path }) => `Folder '${path}' not found`,
  cause: () => "A program was to run there, and there is no such folder.",
  hint: () => "Check --root, and whether the folder was removed meanwhile.",
});

/** A fixed time that is none. */
export const SOURCE_DATE_EPOCH_INVALID = fault<{ value: string }>({
  code: "SOURCE_DATE_EPOCH_INVALID",
  exit: 2,
  when: "The variable SOURCE_DATE_EPOCH is not a number of seconds since 1970.",
  message: ({ value }) => `SOURCE_DATE_EPOCH is '${value}'`,
  cause: () => "It fixes the time, as whole seconds since 1970-01-01 in UTC, and this is no such number.",
  hint: () => "Unset it, or set it with `export SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`.",
});
