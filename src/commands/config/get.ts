import { command } from "../../cli/command.ts";
import { flag, requiredArgument } from "../../cli/option.ts";
import { getConfigKey, keysWithin } from "../../domain/release/config/config_key.ts";
import { shownConfig, valueText } from "../../domain/release/config/shown_config.ts";
import { getAt } from "../../domain/release/config/source.ts";
import { npmDefaultRegistry } from "../../domain/release/registry/default_registry.ts";
import { REGISTRY_ENVIRONMENT } from "../../domain/release/registry/environment.ts";
import { json, object, record, text } from "../../kernel/schema.ts";
import { openProject, openUserConfig, type ProjectContext } from "../open_project.ts";

export default command({
  description:
    "The key is a value (version.strategy), an entry of a table (changelog.sections.feat) or a whole section " +
    "(version). With --user only the user's own file counts, over the defaults.",
  arguments: { key: requiredArgument("KEY", "Key, with dots", { complete: "config-keys" }) },
  options: { user: flag("Read the user's own configuration instead of the project's") },
  examples: [
    ["workspace config get version.strategy", "One value"],
    ["workspace config get changeset --format json", "A section, for scripts"],
    ["workspace config get registry --user", "What the user's own file says"],
  ],
  needs: { read: ["project", "user", "npmrc"], env: REGISTRY_ENVIRONMENT },
  listing: true,
  output: object({
    key: text(),
    value: json({ description: "Null for an entry that is not there" }),
    origins: record(text(), { description: "Where each value comes from, by key" }),
  }),
  async run(context) {
    const key = getConfigKey(context.args.key);
    const project = context.options.user
      ? await openUserConfig(context)
      : await openProject(context, { config: "optional" });
    const { config, originOf } = project;
    const keys = key.kind === "entry" ? keysWithin(getConfigKey(key.path.slice(0, -1).join("."))) : keysWithin(key);
    const origins = Object.fromEntries(keys.map((each) => [each, originOf(each)]));
    let { registry } = config;
    if (keys.includes("registry")) ({ registry, origin: origins.registry } = await findRegistry(context, project));
    return { key: key.key, value: getAt(shownConfig(config, registry), key.path) ?? null, origins };
  },
  text({ key, value }) {
    return lines(key, value).join("\n");
  },
});

/** The registry in force, and where it is stated; where no project counts, what the user's own file says. */
async function findRegistry(
  context: ProjectContext,
  project: Awaited<ReturnType<typeof openProject | typeof openUserConfig>>,
): Promise<{ registry: string; origin: string }> {
  if (project.root === undefined) {
    const { config: { registry }, originOf } = project;
    return { registry: registry || await npmDefaultRegistry(), origin: originOf("registry") };
  }
  const { readRegistries } = await import("../open_registry.ts");
  return await readRegistries(context, { project });
}

/** A value alone, a list's items one a line, and of a table a line for each value with its key. */
function lines(key: string, value: unknown): string[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value.map(valueText);
  if (typeof value !== "object") return [valueText(value)];
  return Object.entries(value).flatMap(([name, each]) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? lines(`${key}.${name}`, each)
      : [`${key}.${name} = ${valueText(each)}`]
  );
}
