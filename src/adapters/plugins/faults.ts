import { fault } from "../../kernel/fault.ts";

export const PLUGIN_PERMISSION_DENIED = fault<{ plugin: string; wanted: string }>({
  code: "PLUGIN_PERMISSION_DENIED",
  exit: 1,
  when: "A plugin reached for something that it was not granted.",
  message: ({ plugin, wanted }) => `Plugin '${plugin}' was stopped: it wanted ${wanted}`,
  cause: () => "A plugin may touch only what its manifest states and you have granted.",
  hint: ({ plugin }) =>
    `If it is right, add it to "permissions" in the plugin's manifest and run \`workspace plugins trust ${plugin}\`.`,
});

export const PLUGIN_IMPORT_DENIED = fault<{ plugin: string; specifier: string }>({
  code: "PLUGIN_IMPORT_DENIED",
  exit: 1,
  when: "A plugin's code imports something.",
  message: ({ plugin, specifier }) => `Plugin '${plugin}' was stopped: it wanted to import '${specifier}'`,
  cause: () => "A plugin's module is one file: what it imports is not in what was trusted.",
  hint: () => "Bundle what it needs into its module; files, network and programs are there as `Deno` and `fetch`.",
});

export const PLUGIN_PERMISSION_UNAVAILABLE = fault<{ plugin: string; problem: string }>({
  code: "PLUGIN_PERMISSION_UNAVAILABLE",
  exit: 1,
  when: "A plugin was granted what the running program itself may not touch.",
  message: ({ plugin }) => `Plugin '${plugin}' cannot have what it was granted`,
  cause: ({ problem }) => `The program itself was started without it (${problem}).`,
  hint: () => "A program can pass on only what it has: take it out of the manifest, or start workspace with it.",
});

export const PLUGIN_FAILED = fault<{ plugin: string; name: string; error: string }>({
  code: "PLUGIN_FAILED",
  exit: 1,
  when: "A plugin's code threw an error, or could not be loaded.",
  message: ({ plugin, name, error }) => `Plugin '${plugin}' failed in ${name}: ${error}`,
  cause: () => "The plugin's own code threw this.",
  hint: () => "Add --debug for the stack trace, and tell the plugin's author.",
});

export const PLUGIN_TIMED_OUT = fault<{ plugin: string; name: string; seconds: number }>({
  code: "PLUGIN_TIMED_OUT",
  exit: 124,
  when: "A plugin did not answer in time.",
  message: ({ plugin, name, seconds }) => `Plugin '${plugin}' did not finish ${name} in ${seconds} s`,
  cause: () => "It was ended.",
  hint: () =>
    "A plugin's own command takes --timeout <SECONDS>, an audit --rule-timeout <SECONDS>; or ask the plugin's author.",
});

export const PLUGIN_ANSWER_INVALID = fault<{ plugin: string; name: string; problem: string }>({
  code: "PLUGIN_ANSWER_INVALID",
  exit: 1,
  when: "What a plugin returned is not what it should be.",
  message: ({ plugin, name, problem }) => `Plugin '${plugin}' gave a wrong answer to ${name}: ${problem}`,
  cause: () => "The answer is not of the shape that plugins return.",
  hint: () => "Tell the plugin's author; docs/guides/plugins.md describes the shape.",
});
