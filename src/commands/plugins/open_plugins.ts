import type { Ports } from "../../cli/command.ts";
import { FORMATS, GLOBAL_OPTIONS } from "../../cli/globals.ts";
import { kebabCase } from "../../cli/option.ts";
import type { Tree } from "../../cli/command.ts";
import { findUserFolders } from "../../cli/user_folders.ts";
import { readSources } from "../../domain/release/config/read_config.ts";
import { PLUGIN_NOT_FOUND, PLUGIN_STORE_HOMELESS } from "../../domain/release/plugins/faults.ts";
import { findPlugins, type Plugin } from "../../domain/release/plugins/find_plugins.ts";
import { type Grant, readGrants } from "../../domain/release/plugins/trust.ts";
import type { Fault } from "../../kernel/fault.ts";
import type { Environment } from "../../kernel/ports.ts";
import { configRequest, type ProjectContext } from "../open_project.ts";

/** What plugins are looked for with. */
export type PluginContext = Omit<ProjectContext, "log" | "ports"> & {
  ports: Pick<Ports, "files" | "env" | "git" | "plugins">;
  tree: Tree;
};

/** The plugins of the project and of its user. */
export interface OpenPlugins {
  /** Absolute: the project's root. */
  root: string;
  plugins: Plugin[];
  /** What is wrong with others that the configuration names. */
  problems: Fault[];
  grants: Record<string, Grant>;
  /** The file that trust is kept in: absolute. */
  store: string | undefined;
}

/**
 * Finds the plugins that the configuration names; the command needs `read: ["project", "user"]`. Faults: those of
 * `readSources` and of `readGrants`.
 */
export async function openPlugins(context: PluginContext): Promise<OpenPlugins> {
  const { ports: { files, env, plugins }, tree } = context;
  const request = configRequest({ ...context, ports: context.ports as Ports });
  const { root, sources } = await readSources(files, request);
  const store = trustStore(env);
  const grants = store === undefined ? {} : readGrants(files, store);
  const found = await findPlugins(files, {
    sources: sources.files,
    userFile: request.userFile,
    root,
    grants,
    plugins: await plugins(),
    reserved: {
      commands: tree.flatMap(({ commands }) =>
        Object.entries(commands).flatMap(([name, node]) => [name, ...("aliases" in node ? node.aliases ?? [] : [])])
      ),
      options: [...Object.keys(GLOBAL_OPTIONS).map(kebabCase), "non-interactive", "timeout"],
      formats: FORMATS,
    },
  });
  return { root, grants, store, ...found };
}

/** The plugin of this name. Faults: what is wrong with plugins where one of them may be it, or `PLUGIN_NOT_FOUND`. */
export function getPlugin({ plugins, problems }: OpenPlugins, name: string): Plugin {
  const found = plugins.find((each) => each.name === name);
  if (found) return found;
  const unknown = PLUGIN_NOT_FOUND({ plugin: name, known: plugins.map((each) => each.name) });
  throw problems.length > 0 ? new AggregateError([unknown, ...problems]) : unknown;
}

/** The file of trust, where one must be. Fault: `PLUGIN_STORE_HOMELESS`. */
export function getTrustStore({ store }: Pick<OpenPlugins, "store">): string {
  if (store === undefined) throw PLUGIN_STORE_HOMELESS({});
  return store;
}

function trustStore(env: Environment): string | undefined {
  const folders = findUserFolders(env);
  return folders && `${folders.data}/plugins.json`;
}
