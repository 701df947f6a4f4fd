import { command } from "../../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED, OPTION_VALUE_INVALID } from "../../../cli/faults.ts";
import { flag, integer as whole, value } from "../../../cli/option.ts";
import { AGE_FORM, findDays } from "../../../domain/release/backups/age.ts";
import { lockBackups } from "../../../domain/release/backups/change_files.ts";
import { UPGRADE_UNFINISHED } from "../../../domain/release/backups/faults.ts";
import { findJournal } from "../../../domain/release/backups/journal.ts";
import { sizeOf } from "../../../domain/release/backups/model.ts";
import { planRetention } from "../../../domain/release/backups/retention.ts";
import { readBackups, removeBackup } from "../../../domain/release/backups/store.ts";
import { boolean, integer, list, object, optional, text } from "../../../kernel/schema.ts";
import { isInBump } from "../../changeset/project_changesets.ts";
import { BACKUP, backupOutput, readableSize, readableTime, UNUSABLE, unusableLines } from "./backup_output.ts";
import { openBackups } from "./open_backups.ts";

export default command({
  description: `
Without options it follows upgrade.backup.maxBackups and maxAge. The newest backup stays, unless --keep 0 asks for it.
Entries of the folder that are no whole backups are named and stay.`,
  options: {
    keep: whole("N", "Keep the newest N backups", { minimum: 0, defaultText: "upgrade.backup.maxBackups" }),
    olderThan: value("AGE", "Remove backups older than this", {
      defaultText: "upgrade.backup.maxAge",
      example: "30d, 8w",
    }),
    dryRun: flag("Show what would be removed"),
    force: flag("Remove without confirmation"),
  },
  examples: [
    ["workspace upgrade backups clean", "As the configuration says"],
    ["workspace upgrade backups clean --keep 5", "Keep the newest five"],
    ["workspace upgrade backups clean --older-than 30d --force", "By age, without asking"],
  ],
  needs: { read: ["project", "user"], write: ["project"] },
  output: object({
    skipped: optional(boolean({ description: "Run by a git hook of bump: nothing was done" })),
    dryRun: boolean(),
    removed: list(BACKUP),
    kept: list(text(), { description: "Ids, newest first" }),
    summary: object({ removed: integer(), kept: integer(), freed: integer({ description: "Bytes" }) }),
    unusable: UNUSABLE,
  }),
  async run(context) {
    const { options, ports, log } = context;
    if (isInBump(ports.env)) {
      const summary = { removed: 0, kept: 0, freed: 0 };
      return { skipped: true, dryRun: options.dryRun, removed: [], kept: [], summary, unusable: [] };
    }
    const days = readAge(options.olderThan);
    const { store, settings } = await openBackups(context);
    // One limit that is given stands alone: --older-than 1y does not remove the sixth.
    const isGiven = options.keep !== undefined || days !== undefined;
    const retention = isGiven
      ? { keep: options.keep, days }
      : { keep: settings.maxBackups, days: findDays(settings.maxAge) };
    const { backups, unusable } = readBackups(store);
    const due = planRetention(backups, { ...retention, at: ports.clock.now() });
    const result = {
      dryRun: options.dryRun,
      removed: due.map(backupOutput),
      kept: backups.filter((each) => !due.includes(each)).map(({ id }) => id),
      summary: {
        removed: due.length,
        kept: backups.length - due.length,
        freed: due.reduce((sum, each) => sum + sizeOf(each), 0),
      },
      unusable,
    };
    if (options.dryRun || due.length === 0) return result;
    if (!options.force) {
      const what = `${due.length} ${due.length === 1 ? "backup" : "backups"}`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action: `Removing ${what}` });
      if (!await ports.prompt.confirm(`Remove ${what}?`)) throw CANCELLED({ action: "The removal" });
    }
    using _lock = lockBackups(store);
    const unfinished = findJournal(store);
    if (unfinished) throw UPGRADE_UNFINISHED({ startedAt: unfinished.startedAt });
    for (const each of due) {
      log.debug(`Removing ${each.id}`);
      removeBackup(store, each);
    }
    return result;
  },
  text({ skipped, dryRun, removed, kept, summary, unusable }, ui) {
    if (skipped) return "";
    const others = unusable.length === 0 ? [] : ["", ...unusableLines(unusable, ui)];
    if (removed.length === 0) return [`Nothing to remove: ${kept.length} kept.`, ...others].join("\n");
    const sign = dryRun ? ui.symbol.bullet : ui.style.success(ui.symbol.success);
    return [
      ...removed.map((each) => `${sign} ${each.id} (${readableTime(each.createdAt)}, ${readableSize(each.size)})`),
      "",
      `${dryRun ? "Would remove" : "Removed"} ${summary.removed}, keep ${summary.kept}; ${readableSize(summary.freed)}`,
      ...others,
    ].join("\n");
  },
});

function readAge(age: string | undefined): number | undefined {
  if (age === undefined) return undefined;
  const days = findDays(age);
  if (days === undefined) {
    throw OPTION_VALUE_INVALID({ option: "--older-than", value: age, expected: AGE_FORM, known: [] });
  }
  return days;
}
