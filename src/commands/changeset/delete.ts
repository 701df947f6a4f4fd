import { command } from "../../cli/command.ts";
import { CANCELLED, CONFIRMATION_REQUIRED } from "../../cli/faults.ts";
import { flag, requiredArgument } from "../../cli/option.ts";
import { assembleDiscardRecord, formatRecord, recordPath } from "../../domain/release/changesets/release_record.ts";
import {
  changesetPath,
  deleteChangeset,
  findChangeset,
  readChangesets,
} from "../../domain/release/changesets/store.ts";
import { CHANGESET_NOT_FOUND } from "../../domain/release/changesets/faults.ts";
import { boolean, either, nothing, object, optional, text } from "../../kernel/schema.ts";
import { CHANGESET, changesetLines, changesetOutput, packageList } from "./changeset_output.ts";
import { isInBump, openChangesets } from "./project_changesets.ts";

export default command({
  description: "The branch or id must be written in full, so that no other changeset is deleted by mistake: the " +
    "beginning that `workspace changeset show` takes is not enough.",
  arguments: {
    branch: requiredArgument("BRANCH", "Branch or id of the changeset, in full", { complete: "changesets" }),
  },
  options: {
    force: flag("Delete without confirmation"),
    archive: flag("Move it to the history instead, as not released"),
  },
  examples: [
    ["workspace changeset delete old-feature", "Asks before it deletes"],
    ["workspace changeset delete old-feature --force", "Does not ask"],
    ["workspace changeset delete old-feature --archive", "Keeps it in the history"],
  ],
  needs: { read: ["project", "user"], write: ["project"] },
  output: object({
    skipped: optional(boolean({ description: "Started by a git hook of bump: nothing was done" })),
    deleted: boolean(),
    archived: either([text(), nothing], { description: "The file it was archived to, relative to the project's root" }),
    changeset: optional(CHANGESET),
  }),
  async run(context) {
    const { args, options, ports, log } = context;
    if (isInBump(ports.env)) return { skipped: true, deleted: false, archived: null };
    const { folder, files, root } = await openChangesets(context);
    const changeset = findChangeset(folder, args.branch);
    if (!changeset) {
      const known = readChangesets(folder).changesets.flatMap(({ branch, id }) => [branch, id]);
      throw CHANGESET_NOT_FOUND({ name: args.branch, known: [...new Set(known)] });
    }
    const verb = options.archive ? "Archive" : "Delete";
    if (!options.force) {
      if (!ports.prompt.available) {
        throw CONFIRMATION_REQUIRED({ action: `${verb.slice(0, -1)}ing changeset '${changeset.branch}'` });
      }
      const question = `${verb} changeset ${changeset.branch} (${changeset.bump}; ${packageList(changeset)})?`;
      if (!await ports.prompt.confirm(question)) throw CANCELLED({ action: `${verb.slice(0, -1)}ing the changeset` });
    }
    log.debug(`${verb.slice(0, -1)}ing ${changesetPath(folder, changeset.id)}`);
    const record = options.archive ? assembleDiscardRecord([changeset], ports.clock.now()) : undefined;
    const archived = record ? recordPath(folder, record.id) : null;
    // The record comes first, so that nothing is lost; it goes again where the changeset has to stay.
    let isRecorded = false;
    try {
      deleteChangeset(folder, changeset.id, () => {
        if (record) files.write(`${root}/${archived}`, formatRecord(record), { createOnly: true });
        isRecorded = record !== undefined;
      });
    } catch (error) {
      if (isRecorded) files.remove(`${root}/${archived}`);
      throw error;
    }
    return { deleted: true, archived, changeset: changesetOutput(changeset) };
  },
  text({ skipped, archived, changeset }, ui) {
    if (skipped) return "";
    return [
      `${ui.style.success(ui.symbol.success)} ${archived === null ? "Deleted" : "Archived"} changeset ${changeset!.id}`,
      "",
      ...changesetLines(changeset!, ui),
      ...(archived === null ? [] : [`  Archived to: ${archived}`]),
    ].join("\n");
  },
});
