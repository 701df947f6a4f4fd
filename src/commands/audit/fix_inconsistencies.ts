import { type Alignment, findInconsistencies } from "../../domain/release/audits/consistency/find_inconsistencies.ts";
import { changeFiles, lockBackups } from "../../domain/release/backups/change_files.ts";
import { UPGRADE_UNFINISHED } from "../../domain/release/backups/faults.ts";
import { findJournal } from "../../domain/release/backups/journal.ts";
import { replaceJsonTexts } from "../../formats/json_edit.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AuditInput } from "./audit_input.ts";

export interface Fixes {
  alignments: Alignment[];
  /** Null where nothing was changed, or no backups are kept. */
  backupId: string | null;
}

/**
 * Writes the suggested alignments into the manifests: all files or none, with a backup. Every byte that is not a
 * specifier stays. Faults: those of `changeFiles`, `UPGRADE_UNFINISHED`.
 */
export async function fixInconsistencies({ ports, log }: AuditContext, input: AuditInput): Promise<Fixes> {
  const { project, workspace, manifests, inventory, graph, isIgnored } = input;
  const { alignments } = findInconsistencies({
    workspace,
    packages: manifests.packages,
    declared: inventory.declared,
    graph,
    isIgnored,
  });
  if (alignments.length === 0) return { alignments, backupId: null };
  const { files, root, config } = project;
  const store = { files, root, path: config.upgrade.backup.path, log };
  const unfinished = findJournal(store);
  if (unfinished) throw UPGRADE_UNFINISHED({ startedAt: unfinished.startedAt });
  const targets = [...Map.groupBy(alignments, ({ file }) => file)].flatMap(([path, same]) => {
    const expected = files.readText(`${root}/${path}`);
    if (expected === undefined) return [];
    const content = replaceJsonTexts(expected, same.map(({ keys, to }) => ({ path: keys, value: to })));
    return [{ path, content, expected }];
  });
  using _lock = lockBackups(store);
  using hold = ports.interruption.hold();
  log.info(`Aligning ${targets.length} ${targets.length === 1 ? "manifest" : "manifests"}...`);
  const backup = await changeFiles(store, {
    command: "audit --fix",
    reason: `Before aligning ${alignments.length} ${alignments.length === 1 ? "range" : "ranges"}`,
    packages: [...new Set(alignments.map((each) => each.package))].filter((each) => each !== ".").sort(),
    upgrades: alignments.map(({ dependency, from, to }) => ({ package: dependency, from, to })),
    targets,
    keepBackup: config.upgrade.backup.enabled,
    at: ports.clock.now(),
    interrupted: () => hold.requested,
  });
  return { alignments, backupId: backup?.id ?? null };
}
