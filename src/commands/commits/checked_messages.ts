import type { Context } from "../../cli/command.ts";
import { OPTION_VALUE_INVALID, OPTIONS_CONFLICT } from "../../cli/faults.ts";
import type { ArgumentTable, OptionTable } from "../../cli/option.ts";
import { getRevision, resolveComparison } from "../../domain/release/changes/comparison.ts";
import { MESSAGE_FILE_NOT_FOUND } from "../../domain/release/commits/faults.ts";
import { readMessages } from "../../domain/release/commits/read_messages.ts";
import { resolvePath } from "../../kernel/path.ts";
import type { Git } from "../../kernel/git.ts";
import type { Project } from "../open_project.ts";

/** Where the messages come from that are checked. */
export type MessageSource =
  | { kind: "text"; text: string }
  | { kind: "input" }
  | { kind: "file"; path: string }
  | { kind: "range"; from: string; to: string }
  /** What the current branch has and the base branch has not. */
  | { kind: "branch" };

interface SourceOptions {
  message: string | undefined;
  from: string | undefined;
  to: string | undefined;
  range: string | undefined;
}

/** What the command line asks for. Faults: `OPTIONS_CONFLICT`, `OPTION_VALUE_INVALID`. */
export function messageSource(file: string | undefined, options: SourceOptions): MessageSource {
  const { message, from, to = "HEAD", range } = options;
  if (file !== undefined) {
    const other = (["message", "from", "range"] as const).find((key) => options[key] !== undefined);
    if (other) throw OPTIONS_CONFLICT({ first: "FILE", second: `--${other}` });
    return file === "-" ? { kind: "input" } : { kind: "file", path: file };
  }
  if (message !== undefined) return { kind: "text", text: message };
  if (from !== undefined) return { kind: "range", from, to };
  if (range === undefined) return { kind: "branch" };
  const [, start, end] = /^(.*?)\.{2,3}(.*)$/.exec(range) ?? [];
  if (start === undefined || range === ".." || range === "...") {
    throw OPTION_VALUE_INVALID({
      option: "--range",
      value: range,
      expected: "two revisions, as in main..HEAD",
      known: [],
    });
  }
  return { kind: "range", from: start || "HEAD", to: end || "HEAD" };
}

export interface CheckedMessages {
  /** `commit` is null for a message that is no commit yet. */
  messages: { commit: string | null; message: string }[];
  /** What comments begin with; null where there are none. */
  commentChar: string | null;
}

/** Reads the messages. Faults: `MESSAGE_FILE_NOT_FOUND`, `REVISION_NOT_FOUND`, `BASE_BRANCH_UNKNOWN`, those of git. */
export async function readCheckedMessages(
  source: MessageSource,
  { project, context }: { project: Project; context: Context<OptionTable, ArgumentTable> },
): Promise<CheckedMessages> {
  const { git, config } = project;
  const { directory, ports } = context;
  switch (source.kind) {
    case "text":
      return { messages: [{ commit: null, message: source.text }], commentChar: null };
    case "input":
      return draft(await ports.terminal.readInput(), git);
    case "file": {
      const message = ports.files.readText(resolvePath(directory, source.path));
      if (message === undefined) throw MESSAGE_FILE_NOT_FOUND({ path: source.path });
      return draft(message, git);
    }
    case "range": {
      const [from, to] = await Promise.all([getRevision(git, source.from), getRevision(git, source.to)]);
      return { messages: await readMessages(git, { from, to }), commentChar: null };
    }
    case "branch": {
      git.getLocation();
      const request = { mode: "branch" as const, branch: await project.baseBranch(), remote: config.git.remote };
      const { from, to } = await resolveComparison(git, request);
      return { messages: await readMessages(git, { from: from!, to: to! }), commentChar: null };
    }
  }
}

/** A message that is being written: git drops its comments. */
async function draft(message: string, git: Git): Promise<CheckedMessages> {
  return { messages: [{ commit: null, message }], commentChar: await findCommentChar(git) ?? "#" };
}

async function findCommentChar(git: Git): Promise<string | undefined> {
  if (!git.findLocation()) return undefined;
  // git 2.45 knows both names as one; the one that was set last counts.
  const { stdout } = await git.run(["config", "--get-regexp", "^core\\.comment(char|string)$"], { allowFailure: true });
  return stdout.trimEnd().split("\n").at(-1)?.split(" ").slice(1).join(" ") || undefined;
}
