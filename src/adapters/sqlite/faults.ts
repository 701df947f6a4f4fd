import { fault } from "../../kernel/fault.ts";

/** A file that is there and is no database, or a damaged one. */
export const STORE_DAMAGED = fault<{ path: string; problem: string }>({
  code: "STORE_DAMAGED",
  exit: 5,
  when: "The store of workflows is not a database, or is damaged.",
  message: ({ path }) => `The store '${path}' is damaged`,
  cause: ({ problem }) => `SQLite says: ${problem}.`,
  hint: ({ path }) =>
    `Bring it back from a backup, or move it away to begin with an empty one: \`mv '${path}' '${path}.damaged'\`.`,
});
