import type { Git } from "../../../kernel/git.ts";

/** A commit's whole message, as it was written. */
export interface CommitMessage {
  /** Full hash. */
  commit: string;
  message: string;
}

/** Messages of the commits reachable from `to` and not from `from` (full hashes), oldest first, without merges. */
export async function readMessages(git: Git, { from, to }: { from: string; to: string }): Promise<CommitMessage[]> {
  const { stdout } = await git.run([
    "rev-list",
    "--reverse",
    "--no-merges",
    "--encoding=UTF-8",
    "--format=%H%x00%B%x00",
    `${from}..${to}`,
    "--",
  ]);
  const fields = stdout.split("\0");
  const messages: CommitMessage[] = [];
  for (let i = 0; i + 2 <= fields.length; i += 2) {
    // rev-list puts a line "commit <hash>" before each record.
    const head = fields[i]!;
    messages.push({ commit: head.slice(head.lastIndexOf("\n") + 1), message: fields[i + 1]!.trimEnd() });
  }
  return messages;
}
