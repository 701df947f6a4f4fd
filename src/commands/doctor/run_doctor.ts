import { speaksUnicode, wantsColor } from "../../cli/look.ts";
import { findUserFolders } from "../../cli/user_folders.ts";
import { gitChecks } from "../../domain/release/doctor/git_checks.ts";
import {
  credentialChecks,
  folderChecks,
  shellChecks,
  terminalChecks,
  versionChecks,
} from "../../domain/release/doctor/machine_checks.ts";
import { type Check, CHECK_GROUPS, type CheckDeclaration, type CheckGroup } from "../../domain/release/doctor/model.ts";
import { packageChecks } from "../../domain/release/doctor/package_checks.ts";
import { permissionChecks } from "../../domain/release/doctor/permission_checks.ts";
import { countChecks, runChecks } from "../../domain/release/doctor/run_checks.ts";
import { locateConfigFile } from "../open_project.ts";
import { configurationChecks } from "./configuration_checks.ts";
import type { DoctorContext } from "./doctor_context.ts";
import { openRegistryChecks } from "./open_registry_checks.ts";
import { statedNeeds } from "./stated_needs.ts";

/** Runs the checks, all or those of one group. No check ends the run, whatever it throws. */
export async function runDoctor(
  context: DoctorContext,
  { only, offline }: { only: CheckGroup | undefined; offline: boolean },
): Promise<{ checks: Check[]; summary: ReturnType<typeof countChecks> }> {
  const { log, ports } = context;
  const checks: Check[] = [];
  for (const group of CHECK_GROUPS.filter((each) => only === undefined || each === only)) {
    log.debug(`Checking ${group}`);
    const found = await ports.progress.spin(
      `Checking ${group}`,
      () => runChecks(group, () => declareChecks(group, { context, offline })),
    );
    for (const { id, status } of found) log.trace(`${id}: ${status}`);
    checks.push(...found);
  }
  return { checks, summary: countChecks(checks) };
}

async function declareChecks(
  group: CheckGroup,
  { context, offline }: { context: DoctorContext; offline: boolean },
): Promise<CheckDeclaration[]> {
  const { ports, directory, globals, tree } = context;
  const { files, env, processes, program, terminal } = ports;
  switch (group) {
    case "git":
      return gitChecks({ git: ports.git(directory), processes, files, env, directory });
    case "configuration":
      return configurationChecks(context);
    case "packages":
      return packageChecks({ files, processes, root: locateConfigFile(context).root });
    case "permissions":
      return permissionChecks(await statedNeeds(tree, context), ports.grants);
    case "registries":
      return await openRegistryChecks(context, offline);
    case "credentials":
      return credentialChecks({ processes, target: program.target });
    case "shell":
      return shellChecks({ files, env });
    case "versions":
      return versionChecks(program);
    case "folders":
      return folderChecks(findUserFolders(env), files);
    case "terminal": {
      const isTerminal = terminal.isTerminal("stdout");
      return terminalChecks({
        isTerminal,
        color: !globals.noColor && wantsColor(env, isTerminal),
        unicode: speaksUnicode(env),
        columns: Number(env.get("COLUMNS")) || terminal.columns(),
      });
    }
  }
}
