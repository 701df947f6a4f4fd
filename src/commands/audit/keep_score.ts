import { findUserFolders } from "../../cli/user_folders.ts";
import {
  appendHistory,
  comparableEntries,
  historyName,
  isPlaceFault,
  readHistory,
  type ScoreEntry,
} from "../../domain/release/audits/history.ts";
import type { HealthScore } from "../../domain/release/audits/score.ts";
import { resolvePath } from "../../kernel/path.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AuditOutput } from "./audit_output.ts";
import type { AuditInput } from "./audit_input.ts";

/** Entries that a trend shows. */
const SHOWN = 20;

/**
 * Adds a score to the project's history and gives what the history says of audits of the same sections. The history
 * lies in the user's data, or where `audit.history.path` says. One that cannot be written is a warning.
 */
export async function keepScore(
  { ports, options, log }: AuditContext,
  { input, score, write }: { input: AuditInput; score: HealthScore; write: boolean },
): Promise<AuditOutput["history"]> {
  const { project, git } = input;
  const path = historyPath(input, findUserFolders(ports.env)?.data);
  if (path === undefined) return undefined;
  const commit = git && await readCommit(git);
  const entry: ScoreEntry = {
    at: ports.clock.now().toString(),
    score: score.score,
    sections: Object.fromEntries(score.sections.map((each) => [each.section, each.score])),
    offline: options.offline,
    commit: commit ?? null,
  };
  try {
    const before = readHistory(project.files, path);
    if (write) appendHistory(project.files, path, entry);
    const comparable = comparableEntries(before, {
      sections: score.sections.map(({ section }) => section),
      offline: options.offline,
    });
    return {
      previous: comparable.at(-1)?.score ?? null,
      scores: [...comparable, entry].slice(-SHOWN).map((each) => ({ at: each.at, score: each.score })),
    };
  } catch (error) {
    if (!isPlaceFault(error)) throw error;
    log.warn(`The health score is not kept: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function historyPath({ project }: AuditInput, data: string | undefined): string | undefined {
  const { config, root, files } = project;
  if (config.audit.history.path !== "") return resolvePath(root, config.audit.history.path);
  return data && `${data}/audits/${historyName(files.realPath(root) ?? root)}`;
}

async function readCommit(git: NonNullable<AuditInput["git"]>): Promise<string | undefined> {
  const head = await git.readHead();
  return head.state === "unborn" ? undefined : head.commit;
}
