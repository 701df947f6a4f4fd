import { OPTION_VALUE_INVALID } from "../cli/faults.ts";
import { findPackageManager } from "../domain/release/packages/package_manager.ts";
import { readRegistrySettings } from "../domain/release/registry/read_settings.ts";
import type { Registry, RegistrySettings } from "../kernel/registry.ts";
import type { Project, ProjectContext } from "./open_project.ts";

/**
 * The registries of a project as its user has configured them (see `readRegistries`). The command needs, besides what
 * that needs, `net: ["registries"]` and the place `cache`. Fault: `OPTION_VALUE_INVALID`.
 */
export async function openRegistry(
  context: ProjectContext,
  { project, registry, offline }: { project: Project; registry?: string | undefined; offline: boolean },
): Promise<{ registry: Registry; settings: RegistrySettings }> {
  const settings = await readRegistries(context, { project, registry });
  return { registry: await context.ports.registry(settings, { offline }), settings };
}

/**
 * How a project's registries are reached: `registry` (an option), the project's configuration, then what the package
 * managers' own configuration says. It holds credentials. The command needs the place `npmrc` and the variables of
 * `REGISTRY_ENVIRONMENT`. Fault: `OPTION_VALUE_INVALID`.
 */
export async function readRegistries(
  { ports, log }: ProjectContext,
  { project, registry }: {
    project: Pick<Project, "config" | "originOf" | "files" | "root">;
    registry?: string | undefined;
  },
): Promise<RegistrySettings> {
  const { config, originOf, files, root } = project;
  if (registry !== undefined && !/^https?:\/\//.test(registry)) {
    const expected = "a URL with http or https";
    throw OPTION_VALUE_INVALID({ option: "--registry", value: registry, expected, known: [] });
  }
  const manager = findPackageManager(files, root);
  const stated = registry === undefined
    ? config.registry === "" ? undefined : { url: config.registry, origin: originOf("registry") }
    : { url: registry, origin: "--registry" };
  const read = await readRegistrySettings(files, { env: ports.env, root, manager, registry: stated });
  const settings = withOwnLimits(read, { config, originOf });
  for (const warning of settings.warnings) log.warn(warning);
  log.debug(`Registry: ${settings.registry} (${settings.origin})`);
  return settings;
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
