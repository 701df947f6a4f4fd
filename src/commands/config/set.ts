import { command } from "../../cli/command.ts";
import { flag, requiredArgument } from "../../cli/option.ts";
import { getConfigKey } from "../../domain/release/config/config_key.ts";
import { CONFIG_NOT_FOUND } from "../../domain/release/config/faults.ts";
import { type ChangedFile, setValue } from "../../domain/release/config/set_value.ts";
import { valueText } from "../../domain/release/config/shown_config.ts";
import { boolean, json, object, text } from "../../kernel/schema.ts";
import { locateConfigFile, type ProjectContext, userConfigFile } from "../open_project.ts";
import { USER_FOLDER_UNKNOWN } from "./faults.ts";

export default command({
  description:
    "Comments and formatting stay. A list is given with commas or as JSON, a table as JSON. What would make " +
    "the configuration invalid is refused. With --profile the value is set in that profile.",
  arguments: {
    key: requiredArgument("KEY", "Key, with dots", { complete: "config-keys" }),
    value: requiredArgument("VALUE", "Its new value", { complete: "config-values" }),
  },
  options: { user: flag("Write the user's own configuration instead of the project's") },
  examples: [
    ["workspace config set version.strategy unified", "One value"],
    ["workspace config set changeset.environments dev,staging,production", "A list"],
    ["workspace config set --profile ci changelog.enabled false", "In a profile"],
    ["workspace config set --user version.defaultBump minor", "For every project of the user"],
  ],
  needs: { read: ["project", "user"], write: ["project", "user"] },
  output: object({
    key: text(),
    value: json(),
    previous: json({ description: "What the file said before; null where it said nothing" }),
    configFile: text(),
    changed: boolean(),
  }),
  async run(context) {
    const { args, options, globals, ports: { files }, log } = context;
    const key = getConfigKey(args.key);
    const { path, ...file } = options.user ? userFile(context) : projectFile(context);
    const text = files.readText(path) ?? "";
    const change = await setValue(text, { ...file, profile: globals.profile }, { key, value: args.value });
    const changed = change.text !== text;
    if (changed) {
      log.debug(`Writing ${path}`);
      files.write(path, change.text);
    }
    return { key: change.key, value: change.after, previous: change.before ?? null, configFile: file.name, changed };
  },
  text({ key, value, configFile, changed }, { style, symbol }) {
    const line = `${key} = ${valueText(value)}`;
    if (!changed) return `${style.info(symbol.info)} ${configFile} says so already: ${line}`;
    return `${style.success(symbol.success)} ${line} ${style.dim(`(${configFile})`)}`;
  },
});

function projectFile(context: ProjectContext): ChangedFile & { path: string } {
  const { file } = locateConfigFile(context);
  if (!file) throw CONFIG_NOT_FOUND({ directory: context.directory, path: null });
  return file;
}

function userFile({ ports }: ProjectContext): ChangedFile & { path: string } {
  const path = userConfigFile(ports.env);
  if (path === undefined) throw USER_FOLDER_UNKNOWN({});
  return { path, name: path, format: "yaml", at: ["defaults"] };
}
