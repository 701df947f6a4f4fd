import { OPTION_VALUE_INVALID } from "../cli/faults.ts";
import { readRegistrySettings } from "../domain/release/registry/read_settings.ts";
import type { Registry, RegistrySettings } from "../kernel/registry.ts";
import type { Project, ProjectContext } from "./open_project.ts";

/**
 * The registries of a project as its user has configured them: `registry` (an option), the project's configuration,
 * then what the package managers' own configuration says. The command needs `net: ["registries"]`, the places `cache`
 * and `npmrc`, and the variables of `REGISTRY_ENVIRONMENT`. Fault: `OPTION_VALUE_INVALID`.
 */
export async function openRegistry(
  { ports, log }: ProjectContext,
  { project, registry, offline }: { project: Project; registry?: string | undefined; offline: boolean },
): Promise<{ registry: Registry; settings: RegistrySettings }> {
  const { config, originOf, files, root } = project;
  if (registry !== undefined && !/^https?:\/\//.test(registry)) {
    const expected = "a URL with http or https";
    throw OPTION_VALUE_INVALID({ option: "--registry", value: registry, expected, known: [] });
  }
  const { manager } = await project.workspace();
  const stated = registry === undefined
    ? config.registry === "" ? undefined : { url: config.registry, origin: originOf("registry") }
    : { url: registry, origin: "--registry" };
  const read = await readRegistrySettings(files, { env: ports.env, root, manager: manager.name, registry: stated });
  const settings = withOwnLimits(read, { config, originOf });
  for (const warning of settings.warnings) log.warn(warning);
  log.debug(`Registry: ${settings.registry} (${settings.origin})`);
  return { registry: await ports.registry(settings, { offline }), settings };
}

/** What the project's configuration states itself goes before npm's. */
function withOwnLimits(
  settings: RegistrySettings,
  { config, originOf }: Pick<Project, "config" | "originOf">,
): RegistrySettings {
  const { timeout, retries } = config.upgrade.registry;
  const isStated = (key: string) => originOf(`upgrade.registry.${key}`) !== "default";
  return {
    ...settings,
    timeoutMilliseconds: isStated("timeout") ? timeout * 1000 : settings.timeoutMilliseconds,
    retry: isStated("retries") ? { ...settings.retry, attempts: retries } : settings.retry,
  };
}
