import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

export const PLUGIN_MANIFEST_MISSING = fault<{ source: string; path: string }>({
  code: "PLUGIN_MANIFEST_MISSING",
  exit: 3,
  when: "The configuration names a plugin that is not there.",
  message: ({ source, path }) => `${source}: there is no plugin at '${path}'`,
  cause: () => "A plugin is a folder with a plugin.json, or such a file itself.",
  hint: () => "Correct `path`, or take the plugin out of `plugins`.",
});

export const PLUGIN_MANIFEST_INVALID = fault<{ source: string; problem: string; known: string[]; found: string }>({
  code: "PLUGIN_MANIFEST_INVALID",
  exit: 3,
  when: "A plugin's manifest is not as it should be, or the plugin lies where it may not.",
  message: ({ source, problem }) => `${source}: ${problem}`,
  cause: () => "The plugin's manifest is not valid.",
  hint: ({ found, known }) =>
    didYouMean(found, known, "Correct it; docs/guides/plugins.md describes what a manifest has."),
});

export const PLUGIN_UNTRUSTED = fault<{ plugin: string; isChanged: boolean }>({
  code: "PLUGIN_UNTRUSTED",
  exit: 1,
  when: "A plugin is to run that was not trusted, or has changed since.",
  message: ({ plugin, isChanged }) =>
    isChanged ? `Plugin '${plugin}' has changed since it was trusted` : `Plugin '${plugin}' is not trusted`,
  cause: () => "A plugin runs only after its files and permissions, as they are now, were trusted.",
  hint: ({ plugin }) =>
    `\`workspace plugins list\` shows what it may touch; \`workspace plugins trust ${plugin}\` trusts it.`,
});

export const PLUGIN_NOT_FOUND = fault<{ plugin: string; known: string[] }>({
  code: "PLUGIN_NOT_FOUND",
  exit: 8,
  when: "A plugin is named that the configuration does not have.",
  message: ({ plugin }) => `There is no plugin '${plugin}'`,
  cause: ({ known }) =>
    known.length === 0 ? "The configuration names no plugins." : `The plugins are ${known.join(", ")}.`,
  hint: ({ plugin, known }) => didYouMean(plugin, known, "`workspace plugins list` lists them."),
});

export const PLUGIN_STORE_INVALID = fault<{ path: string }>({
  code: "PLUGIN_STORE_INVALID",
  exit: 3,
  when: "The record of trusted plugins cannot be read.",
  message: ({ path }) => `${path} is not a record of trusted plugins`,
  cause: () => "It is no JSON, or not of its shape: no plugin is trusted while that is so.",
  hint: () => "Remove the file and trust your plugins again.",
});

export const PLUGIN_STORE_HOMELESS = fault<Record<never, never>>({
  code: "PLUGIN_STORE_HOMELESS",
  exit: 3,
  when: "There is no folder for what belongs to the user.",
  message: () => "There is no place to keep which plugins are trusted",
  cause: () => "Neither HOME, XDG_DATA_HOME nor WORKSPACE_HOME is set.",
  hint: () => "Set WORKSPACE_HOME to a folder.",
});
