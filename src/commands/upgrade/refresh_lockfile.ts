import { LOCKFILE_REFRESH_FAILED } from "../../domain/release/upgrades/faults.ts";
import type { LockfileRefresh } from "../../domain/release/upgrades/lockfile_refresh.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import { listUnaccepted } from "../../domain/release/upgrades/peer_conflicts.ts";
import type { Workspace } from "../../domain/release/model.ts";
import type { Files } from "../../kernel/ports.ts";
import type { ProjectContext } from "../open_project.ts";

/**
 * Lets the package manager write its lockfile. Manifests that it writes in its own style are given back the text that
 * they had: what they say is the same. Fault: `LOCKFILE_REFRESH_FAILED`.
 */
export async function refreshLockfile(
  { program, args, env, rewrites }: LockfileRefresh,
  { context: { ports, log }, files, workspace, upgrades }: {
    context: ProjectContext;
    files: Files;
    workspace: Workspace;
    upgrades: readonly Upgrade[];
  },
): Promise<void> {
  const { root } = workspace;
  const texts = rewrites.map((path) => ({ path: `${root}/${path}`, text: files.readText(`${root}/${path}`) }));
  const command = [program, ...args].join(" ");
  log.info(`Running ${command}...`);
  const run = () => ports.processes.run(program, args, { cwd: root, env, inherits: "registries" });
  const { code, stdout, stderr } = await ports.progress.spin("Refreshing the lockfile", run);
  if (code !== 0) {
    const said = (stderr.trim() === "" ? stdout : stderr).trim().split("\n");
    const members = new Set(workspace.packages.map(({ name }) => name));
    throw LOCKFILE_REFRESH_FAILED({
      command,
      code,
      output: said.slice(-20).join("\n"),
      unaccepted: listUnaccepted(upgrades),
      own: upgrades.some(({ peerConflicts }) => peerConflicts.some((each) => members.has(each.package))),
    });
  }
  for (const { path, text } of texts) {
    if (text !== undefined && files.readText(path) !== text) files.write(path, text);
  }
}
