import { command } from "../../cli/command.ts";
import { flag } from "../../cli/option.ts";
import { INIT_OPTIONS, INIT_OUTPUT, initText, runInit } from "./run_init.ts";

export default command({
  description: "Finds out what the project is made of, asks for what was not given (on a terminal) and writes a " +
    "configuration file with the folders of the changesets. A configuration that exists is replaced only with --force; " +
    "a copy is kept beside it as .bak, and the new file has its format unless another one is asked for.\n\n" +
    "--format toml and --format yaml set the format of the file and print text; --format json prints JSON.",
  options: {
    ...INIT_OPTIONS,
    force: flag("Replace an existing configuration; a copy is kept"),
  },
  examples: [
    ["workspace init", "Asks for everything"],
    [
      "workspace init --non-interactive --strategy unified --format yaml --environments dev,staging,prod --default-env prod",
      "Everything given",
    ],
    ["workspace init --non-interactive", "The defaults"],
    ["workspace init --non-interactive --format json", "The result as JSON, for scripts"],
  ],
  needs: { read: ["project"], write: ["project"] },
  formats: { toml: "text", yaml: "text" },
  output: INIT_OUTPUT,
  run: runInit,
  text: initText,
});
