import { command } from "../../cli/command.ts";
import { choice, flag, value } from "../../cli/option.ts";
import { TEMPLATE_NAMES } from "../../domain/workflow/templates/template.ts";
import { either } from "../../kernel/schema.ts";
import { isNewPlace, ONBOARDING_OUTPUT, onboardingText, runOnboarding } from "./onboarding.ts";
import { INIT_OPTIONS, INIT_OUTPUT, initText, runInit } from "./run_init.ts";

/** Options about releases, which a project of workflows has nothing to do with. */
const RELEASE_OPTIONS = Object.keys(INIT_OPTIONS) as (keyof typeof INIT_OPTIONS)[];

export default command({
  description: "Finds out what the project is made of, asks for what was not given (on a terminal) and writes a " +
    "configuration file with the folders of the changesets. A configuration that exists is replaced only with --force; " +
    "a copy is kept beside it as .bak, and the new file has its format unless another one is asked for.\n\n" +
    "--format toml and --format yaml set the format of the file and print text; --format json prints JSON.\n\n" +
    "With --template, or on a terminal where there are no packages, it makes a project of workflows in a folder of its " +
    "own: a configuration, examples and a README, and with --git a git repository. Nothing is overwritten.",
  options: {
    ...INIT_OPTIONS,
    template: choice("TEMPLATE", TEMPLATE_NAMES, {
      description: "Make a project of workflows from this template",
      conflicts: RELEASE_OPTIONS,
    }),
    name: value("NAME", "Name of the project of workflows, and of its folder", {
      defaultText: "my-workflows, or the template's",
      conflicts: RELEASE_OPTIONS,
    }),
    git: flag("Make a git repository of the project of workflows", { conflicts: RELEASE_OPTIONS }),
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
    ["workspace init --template ml-pipeline --name my-ai-workflows --git", "A project of workflows"],
  ],
  needs: { read: ["project"], write: ["project"], run: ["git"] },
  formats: { toml: "text", yaml: "text" },
  output: either([INIT_OUTPUT, ONBOARDING_OUTPUT]),
  async run(context) {
    const { options, ports } = context;
    const asked = options.template !== undefined || options.name !== undefined || options.git;
    const given = options.force || RELEASE_OPTIONS.some((each) => options[each] !== undefined);
    if (asked || ports.prompt.available && !given && isNewPlace(context)) return await runOnboarding(context);
    return await runInit(context);
  },
  text: (value, ui) => "project" in value ? onboardingText(value, ui) : initText(value, ui),
});
