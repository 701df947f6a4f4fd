import { command } from "../../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../../cli/faults.ts";
import { flag, requiredArgument } from "../../../cli/option.ts";
import { lockBackups } from "../../../domain/release/backups/change_files.ts";
import { findJournal } from "../../../domain/release/backups/journal.ts";
import { applyRestore, planRestore, recoverChange, type Recovered } from "../../../domain/release/backups/restore.ts";
import { getBackup } from "../../../domain/release/backups/store.ts";
import { either, integer, list, nothing, object, oneOf, optional, text } from "../../../kernel/schema.ts";
import { isInBump } from "../../changeset/project_changesets.ts";
import { readableTime } from "./backup_output.ts";
import { openBackups } from "./open_backups.ts";

const ACTIONS = {
  same: "unchanged",
  replace: "restored",
  create: "restored",
  remove: "removed",
  mode: "mode restored",
};

export default command({
  description: `
Files come back to the byte and with their permissions; files that did not exist then are removed. What is there now is
backed up first, so that a restore can be undone as well. An upgrade that was stopped in the middle is taken back first;
for \`latest\`, that is all.`,
  arguments: { id: requiredArgument("ID", "Id of the backup, or latest", { complete: "backups" }) },
  options: { force: flag("Restore without confirmation") },
  examples: [
    ["workspace upgrade backups restore backup_20240115_103045", "Asks before it restores"],
    ["workspace upgrade backups restore latest --force", "Undoes the last change, without asking"],
  ],
  needs: { read: ["project", "user"], write: ["project"] },
  output: object({
    status: oneOf(["restored", "unchanged", "recovered", "skipped"], {
      description: "recovered: an upgrade that was interrupted was taken back; skipped: run by a git hook of bump",
    }),
    id: text({ description: "The backup that was restored" }),
    files: list(object({ path: text(), action: oneOf(["same", "replace", "create", "remove", "mode"]) })),
    packages: list(text()),
    backupId: either([text(), nothing], { description: "Backup of what was there before the restore" }),
    recovered: optional(object({ startedAt: text(), command: text(), backup: text() })),
    summary: object({ restored: integer(), unchanged: integer() }),
  }),
  async run(context) {
    const { args, options, ports, log } = context;
    if (isInBump(ports.env)) {
      const summary = { restored: 0, unchanged: 0 };
      return { status: "skipped" as const, id: args.id, files: [], packages: [], backupId: null, summary };
    }
    const { store } = await openBackups(context);
    // Asked before the lock is taken: nobody waits for an answer.
    const unfinished = findJournal(store);
    const takesBack = unfinished && (args.id === "latest" || args.id === unfinished.backup);
    const asked = takesBack ? undefined : getBackup(store, args.id);
    if (!options.force) {
      const what = asked ? asked.id : `what was before '${unfinished!.command}'`;
      if (!ports.prompt.available) throw CONFIRMATION_REQUIRED({ action: `Restoring ${what}` });
      const count = (asked ?? unfinished)!.files.length;
      const question = `Restore ${what}? This may change ${count} ${count === 1 ? "file" : "files"}.`;
      if (!await ports.prompt.confirm(question)) throw CANCELLED({ action: "The restore" });
    }
    using _lock = lockBackups(store);
    using hold = ports.interruption.hold();
    const recovered: Recovered | undefined = await recoverChange(store);
    const taken = recovered ? { recovered } : {};
    if (!asked) {
      const summary = { restored: 0, unchanged: 0 };
      const id = unfinished!.backup;
      return { status: "recovered" as const, id, files: [], packages: [], backupId: null, summary, ...taken };
    }
    const backup = getBackup(store, asked.id);
    log.info(`Restoring ${backup.id}...`);
    const plan = await planRestore(store, backup);
    const made = await applyRestore(store, { plan, at: ports.clock.now(), interrupted: () => hold.requested });
    return {
      status: made ? "restored" as const : "unchanged" as const,
      id: backup.id,
      files: plan.files,
      packages: backup.packages,
      backupId: made?.id ?? null,
      summary: { restored: plan.targets.length, unchanged: plan.files.length - plan.targets.length },
      ...taken,
    };
  },
  text({ status, id, files, backupId, recovered }, ui) {
    if (status === "skipped") return "";
    const done = ui.style.success(ui.symbol.success);
    const taken = recovered
      ? [`${done} '${recovered.command}', interrupted at ${readableTime(recovered.startedAt)}, was undone`]
      : [];
    if (status === "recovered") return taken.join("\n") || `${done} Nothing was left to undo`;
    if (status === "unchanged") {
      return [...taken, `${ui.symbol.info} Everything is as it was in ${id}: nothing was changed.`].join("\n");
    }
    const changed = files.filter(({ action }) => action !== "same");
    return [
      ...taken,
      `${done} Restored ${id}`,
      "",
      ...changed.map(({ path, action }) => `  ${path} (${ACTIONS[action]})`),
      "",
      `Undo this with \`workspace upgrade backups restore ${backupId}\`.`,
    ].join("\n");
  },
});
