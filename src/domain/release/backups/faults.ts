import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

export const BACKUP_NOT_FOUND = fault<{ id: string; known: string[] }>({
  code: "BACKUP_NOT_FOUND",
  exit: 8,
  when: "A backup that is asked for does not exist.",
  message: ({ id }) => id === "latest" ? "There is no backup" : `There is no backup '${id}'`,
  cause: ({ known }) =>
    known.length === 0
      ? "The folder of the backups holds none."
      : `The backups are ${known.slice(0, 3).join(", ")}${known.length > 3 ? ` and ${known.length - 3} more` : ""}.`,
  hint: ({ id, known }) =>
    known.length === 0
      ? "`workspace upgrade apply` makes one before it changes anything."
      : didYouMean(id, [...known, "latest"], "`workspace upgrade backups list` lists them; `latest` is the newest."),
});

export const BACKUP_DAMAGED = fault<{ id: string; problem: string; path: string }>({
  code: "BACKUP_DAMAGED",
  exit: 5,
  when: "A backup cannot be used: its description or one of its copies is not what was written.",
  message: ({ id }) => `Backup '${id}' is damaged`,
  cause: ({ problem }) => problem,
  hint: ({ path }) => `Nothing was changed. Look at ${path}; copies that are whole can be taken from there by hand.`,
});

export const BACKUP_JOURNAL_BROKEN = fault<{ path: string }>({
  code: "BACKUP_JOURNAL_BROKEN",
  exit: 5,
  when: "The journal of an interrupted upgrade cannot be read.",
  message: ({ path }) => `The journal of an interrupted upgrade is damaged: ${path}`,
  cause: () => "It is not the JSON that workspace writes; something else changed it, or a newer version wrote it.",
  hint: ({ path }) =>
    `Compare the working tree with the backups (\`workspace upgrade backups show latest\`), then remove ${path}.`,
});

export const UPGRADE_FILE_CHANGED = fault<{ path: string }>({
  code: "UPGRADE_FILE_CHANGED",
  exit: 5,
  when: "A file was changed by something else while upgrades were applied, or before an interrupted apply was undone.",
  message: ({ path }) => `'${path}' was changed by something else meanwhile`,
  cause: () => "Its content is neither what it was nor what was to be written.",
  hint: ({ path }) => `Look at it (\`git diff -- ${path}\`); when it is as it should be, run the command again.`,
});

export const UPGRADE_RUNNING = fault<Record<never, never>>({
  code: "UPGRADE_RUNNING",
  exit: 1,
  when: "Another `upgrade apply` or `upgrade backups restore` runs in the same project.",
  message: () => "Another upgrade is being applied in this project",
  cause: () => "It holds the lock of the backups.",
  hint: () => "Wait until it has ended, then run this one again.",
});

export const UPGRADE_UNFINISHED = fault<{ startedAt: string }>({
  code: "UPGRADE_UNFINISHED",
  exit: 13,
  when: "Backups were to be cleaned while an interrupted upgrade waits to be undone.",
  message: ({ startedAt }) => `An upgrade that was started at ${startedAt} is not finished`,
  cause: () => "The program was stopped in the middle of it; its backup is still needed.",
  hint: () => "`workspace upgrade backups restore latest` undoes it; so does the next `workspace upgrade apply`.",
});

export const UPGRADE_NOT_UNDONE = fault<{ problem: string; obstacle: string }>({
  code: "UPGRADE_NOT_UNDONE",
  exit: 13,
  when: "Applying upgrades failed, and what had been done could not be undone.",
  message: () => "The upgrade failed and could not be undone",
  cause: ({ problem, obstacle }) => `${problem} — then, on the way back: ${obstacle}`,
  hint: () => "Remove what stands in the way, then `workspace upgrade backups restore latest` undoes it.",
});
