import { fault } from "../../../kernel/fault.ts";

/** A file with a commit message that is not there. */
export const MESSAGE_FILE_NOT_FOUND = fault<{ path: string }>({
  code: "MESSAGE_FILE_NOT_FOUND",
  exit: 5,
  when: "The file that `commits check` is to read the message from does not exist.",
  message: ({ path }) => `Message file '${path}' not found`,
  cause: () => "A commit-msg hook gets the path of the file from git as its first argument.",
  hint: () => 'In the hook write `workspace commits check "$1"`; `--message` takes a text, `-` reads standard input.',
});
