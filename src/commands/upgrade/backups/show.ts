import { command } from "../../../cli/command.ts";
import { requiredArgument } from "../../../cli/option.ts";
import { BACKUP_FILE_FIELDS } from "../../../domain/release/backups/backup_file.ts";
import { compareBackup } from "../../../domain/release/backups/compare.ts";
import { getBackup } from "../../../domain/release/backups/store.ts";
import { boolean, either, list, nothing, object, oneOf, text } from "../../../kernel/schema.ts";
import { BACKUP, backupLines, backupOutput, readableSize } from "./backup_output.ts";
import { openBackups } from "./open_backups.ts";

const ACTIONS = {
  same: "unchanged since",
  replace: "changed since",
  create: "removed since",
  remove: "made since",
  mode: "mode changed since",
};

export default command({
  description: "The difference is what a restore would do: lines with - go, lines with + come back.",
  arguments: { id: requiredArgument("ID", "Id of the backup, or latest", { complete: "backups" }) },
  examples: [
    ["workspace upgrade backups show latest", "What the newest backup holds, and what differs now"],
    ["workspace upgrade backups show backup_20240115_103045 --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"] },
  listing: true,
  output: object({
    backup: BACKUP,
    files: list(object({
      ...BACKUP_FILE_FIELDS,
      action: oneOf(["same", "replace", "create", "remove", "mode"], { description: "What a restore does with it" }),
      diff: either([text(), nothing], { description: "Hunks from now to the backup; null where they cannot be shown" }),
    })),
    identical: boolean({ description: "Whether a restore would change nothing" }),
  }),
  async run(context) {
    const { store } = await openBackups(context);
    const backup = getBackup(store, context.args.id);
    const files = await compareBackup(store, backup);
    return { backup: backupOutput(backup), files, identical: files.every(({ action }) => action === "same") };
  },
  text({ backup, files, identical }, ui) {
    const paint = (line: string) =>
      line.startsWith("+") ? ui.style.success(line) : line.startsWith("-") ? ui.style.error(line) : ui.style.dim(line);
    const fileLines = files.flatMap((each) => [
      `  ${each.path} (${each.sha256 === null ? "not there then" : readableSize(each.size)}): ${ACTIONS[each.action]}`,
      ...(each.diff === null || each.diff === "" ? [] : each.diff.split("\n").map((line) => `    ${paint(line)}`)),
    ]);
    return [
      ...backupLines(backup, ui),
      "",
      "Files:",
      ...fileLines,
      "",
      identical
        ? "Everything is as it was then."
        : `\`workspace upgrade backups restore ${backup.id}\` brings it back.`,
    ].join("\n");
  },
});
