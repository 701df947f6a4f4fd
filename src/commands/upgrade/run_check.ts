import { BUMP_TYPES } from "../../domain/release/model.ts";
import { findText, parseManifest } from "../../domain/release/packages/manifest.ts";
import type { Project, ProjectContext } from "../open_project.ts";
import { checkResult } from "./check_result.ts";
import { readUpgrades, type UpgradeRequest } from "./read_upgrades.ts";
import type { CheckOutput } from "./upgrade_output.ts";

type CheckOptions = Omit<UpgradeRequest, "types"> & Record<typeof BUMP_TYPES[number] | "failOnOutdated", boolean>;

/** Looks for upgrades, and offers to apply them where `--interactive` asks for that. */
export async function checkUpgrades(
  context: ProjectContext & { options: CheckOptions },
  project: Project,
): Promise<CheckOutput> {
  const { options } = context;
  const request = { ...options, types: new Set(BUMP_TYPES.filter((each) => options[each])) };
  const reading = await readUpgrades(context, { project, request });
  const result = {
    ...checkResult(reading, { request, ignore: project.config.upgrade.ignore, rootName: rootName(project) }),
    failOnOutdated: options.failOnOutdated,
  };
  return result;
}

/** What a root that is no package is called: by its package.json, otherwise ".". */
function rootName({ files, root }: Project): string {
  const text = files.readText(`${root}/package.json`);
  return text === undefined ? "." : findText(parseManifest(text, "package.json"), "name") ?? ".";
}
