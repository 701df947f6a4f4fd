import { command } from "../../cli/command.ts";
import { integer, onUnlessNo, optionalArgument, requiredArgument, value } from "../../cli/option.ts";
import { INIT_OPTIONS } from "../init/run_init.ts";
import { CLONE_OUTPUT, cloneText } from "./clone_output.ts";

export default command({
  description:
    "Clones a repository with git and gets it ready: the configuration that it has is validated, and where it has none " +
    "it is initialized as by `workspace init`: on a terminal with questions, elsewhere with the options and defaults. " +
    "The exit code is 10 where its configuration is not valid; the clone stays.",
  arguments: {
    url: requiredArgument("URL", "Address of the repository, as git takes it"),
    directory: optionalArgument("DIRECTORY", "Folder to clone into; by default named after the repository", {
      complete: "directories",
    }),
  },
  options: {
    branch: value("NAME", "Branch or tag to check out", { short: "b", defaultText: "the remote's default" }),
    depth: integer("N", "Only the newest N commits", { minimum: 1, defaultText: "all" }),
    init: onUnlessNo("Don't initialize a repository that has no configuration"),
    ...INIT_OPTIONS,
  },
  examples: [
    ["workspace clone git@github.com:myorg/app.git", "Clone, then validate or set up"],
    ["workspace clone https://github.com/myorg/app.git work --branch next", "A branch, into the folder work"],
    ["workspace clone <URL> --no-interactive --strategy unified --config-format yaml", "Everything given"],
    ["workspace clone <URL> --no-init --format json", "Nothing is written besides the clone"],
  ],
  needs: { read: ["anywhere"], write: ["anywhere"], run: ["git"] },
  output: CLONE_OUTPUT,
  async run(context) {
    const { runClone } = await import("./run_clone.ts");
    return await runClone(context);
  },
  exit: ({ state }) => state === "invalid" ? 10 : 0,
  text: cloneText,
});
