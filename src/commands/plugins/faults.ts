import { fault } from "../../kernel/fault.ts";

export const PLUGIN_ANSWER_UNFIT = fault<{ plugin: string; name: string; problem: string }>({
  code: "PLUGIN_ANSWER_UNFIT",
  exit: 1,
  when: "A plugin returned a value that does not fit what its function is for.",
  message: ({ plugin, name, problem }) => `Plugin '${plugin}' returned a wrong value from ${name}: ${problem}`,
  cause: () => "A command returns {result?, text?, exitCode?}, a formatter a text.",
  hint: () => "Tell the plugin's author; docs/guides/plugins.md describes what functions return.",
});
