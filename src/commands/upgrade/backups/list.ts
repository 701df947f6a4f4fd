import { command } from "../../../cli/command.ts";
import { sizeOf } from "../../../domain/release/backups/model.ts";
import { readBackups } from "../../../domain/release/backups/store.ts";
import { integer, list, object, text } from "../../../kernel/schema.ts";
import { BACKUP, backupLines, backupOutput, readableSize, UNUSABLE, unusableLines } from "./backup_output.ts";
import { openBackups } from "./open_backups.ts";

export default command({
  description: "Newest first. Backups are made by `upgrade apply` and by `upgrade backups restore`.",
  examples: [
    ["workspace upgrade backups list", "All backups, newest first"],
    ["workspace upgrade backups list --format json", "For scripts"],
  ],
  needs: { read: ["project", "user"] },
  listing: true,
  output: object({
    backups: list(BACKUP),
    total: integer(),
    totalSize: integer({ description: "Bytes of all copies" }),
    path: text({ description: "Folder of the backups, relative to the project's root" }),
    retention: object({
      maxBackups: integer(),
      maxAge: text({ description: "Such as 30d; empty: for ever" }),
    }, { description: "What `upgrade apply` and `upgrade backups clean` keep" }),
    unusable: UNUSABLE,
  }),
  async run(context) {
    const { store, settings } = await openBackups(context);
    context.log.debug(`Reading backups from ${store.path}`);
    const { backups, unusable } = readBackups(store);
    return {
      backups: backups.map(backupOutput),
      total: backups.length,
      totalSize: backups.reduce((sum, each) => sum + sizeOf(each), 0),
      path: store.path,
      retention: { maxBackups: settings.maxBackups, maxAge: settings.maxAge },
      unusable,
    };
  },
  text({ backups, total, totalSize, retention, unusable }, ui) {
    const others = unusable.length === 0 ? [] : ["", ...unusableLines(unusable, ui)];
    if (total === 0) {
      return ["No backups.", ...others, "", "`workspace upgrade apply` makes one before it changes anything."].join(
        "\n",
      );
    }
    const age = retention.maxAge === "" ? "" : ` for ${retention.maxAge}`;
    return [
      ui.heading("Backups"),
      "",
      ...backups.flatMap((each) => [...backupLines(each, ui), ""]),
      `Total: ${total} (${readableSize(totalSize)}); ${retention.maxBackups} are kept${age}`,
      ...others,
      "",
      "`workspace upgrade backups restore <id>` brings one back.",
    ].join("\n");
  },
});
