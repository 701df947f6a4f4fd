import { command } from "../../cli/command.ts";
import { CONFIG_SCHEMA, configKeys } from "../../domain/release/config/schema.ts";
import { emptyMeaning, shownConfig, valueText } from "../../domain/release/config/shown_config.ts";
import { getAt } from "../../domain/release/config/source.ts";
import { REGISTRY_ENVIRONMENT } from "../../domain/release/registry/environment.ts";
import { either, nothing, object, record, text } from "../../kernel/schema.ts";
import { openProject } from "../open_project.ts";

/** What stands first, with its label. */
const LEADING: readonly (readonly [key: string, label: string])[] = [
  ["version.strategy", "Strategy"],
  ["changeset.path", "Changeset Path"],
  ["changeset.environments", "Environments"],
  ["changeset.defaultEnvironments", "Default Environments"],
  ["registry", "Registry"],
  ["plugins", "Plugins"],
];

export default command({
  description:
    "Values come from the defaults, the user's file, the project's file, a profile and WORKSPACE_* variables; " +
    "each is shown with its origin.",
  examples: [
    ["workspace config show", "Every value and where it comes from"],
    ["workspace config show --format json", "For scripts"],
    ["workspace config show --profile ci", "With a profile applied"],
  ],
  needs: { read: ["project", "user", "npmrc"], env: REGISTRY_ENVIRONMENT },
  listing: true,
  output: object({
    config: CONFIG_SCHEMA,
    configFile: either([text(), nothing], { description: "Relative to the root; null where there is none" }),
    root: text(),
    profile: either([text(), nothing]),
    origins: record(text(), { description: "Where each value comes from, by key" }),
  }),
  async run(context) {
    const project = await openProject(context, { config: "optional" });
    if (!project.configFile) context.log.warn("There is no configuration file; `workspace init` creates one");
    const { config } = project;
    const { readRegistries } = await import("../open_registry.ts");
    const { registry, origin } = await readRegistries(context, { project });
    return {
      config: shownConfig(config, registry),
      configFile: project.configFile?.name ?? null,
      root: project.root,
      profile: project.profile ?? null,
      origins: {
        ...Object.fromEntries(configKeys().map(({ key }) => [key, project.originOf(key)])),
        registry: origin,
      },
    };
  },
  text({ config, configFile, profile, origins }, ui) {
    const descriptions = new Map(configKeys().map(({ key, schema }) => [key, schema.description ?? ""]));
    const line = (key: string, label: string) => {
      const value = valueText(getAt(config, key.split(".")));
      const isEmpty = value === "" || value === "{}";
      const shown = isEmpty ? ui.style.dim(emptyMeaning(descriptions.get(key) ?? "")) : value;
      return `${label}: ${shown} ${ui.style.dim(`(${origins[key]})`)}`;
    };
    const lines = [ui.heading("Configuration"), "", ...LEADING.map(([key, label]) => line(key, label))];
    const shown = new Set(LEADING.map(([key]) => key));
    const sections = Map.groupBy(
      configKeys().map(({ key }) => key).filter((key) => !shown.has(key)),
      (key) => key.slice(0, key.indexOf(".")),
    );
    for (const [section, keys] of sections) {
      lines.push("", ui.style.bold(section), ...keys.map((key) => `  ${line(key, key.slice(section.length + 1))}`));
    }
    lines.push("", `Config file: ${configFile ?? "none"}`);
    if (profile !== null) lines.push(`Profile: ${profile}`);
    return lines.join("\n");
  },
});
