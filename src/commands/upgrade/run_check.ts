import { BUMP_TYPES } from "../../domain/release/model.ts";
import { findText, parseManifest } from "../../domain/release/packages/manifest.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import type { Project, ProjectContext } from "../open_project.ts";
import type { CheckedAndApplied } from "./check_output.ts";
import { checkResult } from "./check_result.ts";
import { readUpgrades, type UpgradeRequest } from "./read_upgrades.ts";

type CheckOptions = Omit<UpgradeRequest, "types"> & Record<typeof BUMP_TYPES[number] | "failOnOutdated", boolean>;

/** Looks for upgrades, and offers to apply them where `--interactive` asks for that. */
export async function checkUpgrades(
  context: ProjectContext & { options: CheckOptions },
  project: Project,
): Promise<CheckedAndApplied> {
  const { options, ports: { prompt } } = context;
  const request = { ...options, types: new Set(BUMP_TYPES.filter((each) => options[each])) };
  const reading = await readUpgrades(context, { project, request });
  const result = {
    ...checkResult(reading, { request, ignore: project.config.upgrade.ignore, rootName: rootName(project) }),
    failOnOutdated: options.failOnOutdated,
  };
  const { upgrades } = reading.plan;
  warnOfMajors(context.log, upgrades);
  if (!prompt.guided || !prompt.available || upgrades.length === 0) return result;
  return { ...result, ...await offerToApply(context, upgrades) };
}

const NAMED_AT_MOST = 5;

function warnOfMajors(log: ProjectContext["log"], upgrades: readonly Upgrade[]): void {
  const names = [...new Set(upgrades.filter((each) => each.type === "major").map((each) => each.declared.name))];
  if (names.length > NAMED_AT_MOST) log.warn(`${names.length} packages have major version updates available`);
  else names.forEach((name) => log.warn(`Package '${name}' has major version update available`));
  if (upgrades.some((each) => each.breaking)) log.warn("Breaking changes detected");
}

/** Asks whether to apply what was found; `upgrade apply` then does it, and asks which where that is wanted. */
async function offerToApply(
  context: ProjectContext & { options: CheckOptions },
  upgrades: readonly Upgrade[],
): Promise<Pick<CheckedAndApplied, "applied">> {
  const { ports: { prompt }, options, log } = context;
  for (const { declared, current, target, type, breaking } of upgrades) {
    const where = declared.packages.length > 0 ? declared.packages.join(", ") : declared.file;
    const kind = breaking && type !== "major" ? `${type}, breaking` : type;
    log.info(`${declared.alias} ${current} -> ${target} (${kind}) in ${where}`);
  }
  const answer = await prompt.select("Apply these upgrades?", [
    { value: "yes", description: `all ${upgrades.length}` },
    { value: "no", description: "show them only" },
    { value: "select", description: "choose which" },
  ], { initial: "no" });
  if (answer === "no") return {};
  const { runApply } = await import("./run_apply.ts");
  const applied = await runApply({
    ...context,
    options: {
      ...options,
      dryRun: false,
      patchOnly: false,
      minorAndPatch: false,
      autoChangeset: false,
      changesetBump: undefined,
      backup: true,
      lockfile: false,
      force: answer === "yes",
    },
  });
  return { applied };
}

/** What a root that is no package is called: by its package.json, otherwise ".". */
function rootName({ files, root }: Project): string {
  const text = files.readText(`${root}/package.json`);
  return text === undefined ? "." : findText(parseManifest(text, "package.json"), "name") ?? ".";
}
