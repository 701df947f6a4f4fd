import { type CheckDeclaration, skipped } from "../../domain/release/doctor/model.ts";
import { registryChecks } from "../../domain/release/doctor/registry_checks.ts";
import { isFault } from "../../kernel/fault.ts";
import type { RegistrySettings } from "../../kernel/registry.ts";
import { openProject, type ProjectContext } from "../open_project.ts";
import { openRegistry } from "../open_registry.ts";

/** Long enough for a registry that is there. */
const MOST_MILLISECONDS = 10_000;

/** The checks of the registries that the project's packages come from. */
export async function openRegistryChecks(context: ProjectContext, offline: boolean): Promise<CheckDeclaration[]> {
  // Warnings of the settings are a check of their own.
  const quiet = { ...context, log: { ...context.log, info: () => {}, warn: () => {} } };
  let settings: RegistrySettings;
  try {
    const project = await openProject(quiet, { config: "optional" });
    ({ settings } = await openRegistry(quiet, { project, offline }));
  } catch (error) {
    if (!isFault(error) && !(error instanceof AggregateError)) throw error;
    // What is wrong with it is said by its own checks.
    const because = "The configuration cannot be read.";
    return [{ id: "settings", title: "Settings", run: () => skipped(because) }];
  }
  const impatient = {
    ...settings,
    timeoutMilliseconds: Math.min(settings.timeoutMilliseconds, MOST_MILLISECONDS),
    retry: { ...settings.retry, attempts: 0 },
  };
  return registryChecks(settings, { registry: await context.ports.registry(impatient, { offline }), offline });
}
