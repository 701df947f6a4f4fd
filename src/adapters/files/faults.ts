import { fault } from "../../kernel/fault.ts";

/** What every file fault carries. */
interface FileProblem extends Record<string, unknown> {
  path: string;
  /** Why, as a sentence. */
  problem: string;
}

/** A path that is there and cannot be read. */
export const FILE_UNREADABLE = fault<FileProblem>({
  code: "FILE_UNREADABLE",
  exit: 5,
  when: "A file or folder is there and cannot be read.",
  message: ({ path }) => `Cannot read '${path}'`,
  cause: ({ problem }) => problem,
  hint: ({ path }) => `Look at its kind and permissions with \`ls -ld ${quoted(path)}\`, and run the command again.`,
});

/** A path that cannot be written, made or removed. */
export const FILE_UNWRITABLE = fault<FileProblem>({
  code: "FILE_UNWRITABLE",
  exit: 5,
  when: "A file or folder cannot be written, made or removed.",
  message: ({ path }) => `Cannot write '${path}'`,
  cause: ({ problem }) => problem,
  hint: ({ path }) =>
    `Make it and its folder writable (\`ls -ld ${
      quoted(folderOf(path))
    }\` shows who may write), and run the command again.`,
});

/** No room for what is to be written. */
export const DISK_FULL = fault<FileProblem>({
  code: "DISK_FULL",
  exit: 5,
  when: "A file cannot be written because the disk or the user's quota is full.",
  message: ({ path }) => `No space left to write '${path}'`,
  cause: ({ problem }) => problem,
  hint: ({ path }) => `Free some space (\`df -h ${quoted(folderOf(path))}\` shows how much is left), and run it again.`,
});

/** A file that was to be made is there already. */
export const FILE_EXISTS = fault<{ path: string }>({
  code: "FILE_EXISTS",
  exit: 5,
  when: "A file that is to be made is there already.",
  message: ({ path }) => `File '${path}' exists already`,
  cause: () => "It would have been replaced, and nothing said that it may be.",
  hint: ({ path }) => `Look at it with \`cat ${quoted(path)}\`; rename or remove it if it is not needed.`,
});

function folderOf(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash <= 0 ? "/" : path.slice(0, slash);
}

function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", `'\\''`)}'`;
}
