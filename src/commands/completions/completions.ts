import { command } from "../../cli/command.ts";
import { requiredArgument } from "../../cli/option.ts";
import { object, oneOf, text } from "../../kernel/schema.ts";

const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
type Shell = typeof SHELLS[number];

/** The files of `completions/` are the scripts: packages install them as they are. */
const SCRIPTS: Record<Shell, () => Promise<{ default: string }>> = {
  bash: () => import("../../../completions/workspace.bash", { with: { type: "text" } }),
  zsh: () => import("../../../completions/_workspace", { with: { type: "text" } }),
  fish: () => import("../../../completions/workspace.fish", { with: { type: "text" } }),
  powershell: () => import("../../../completions/workspace.ps1", { with: { type: "text" } }),
};

export default command({
  description: `Commands, options and their values are completed, and names of the project's own: branches, packages,
changesets, environments, configuration keys, profiles. Load the script when the shell starts:

    bash        echo 'source <(workspace completions bash)' >> ~/.bashrc
    zsh         echo 'source <(workspace completions zsh)' >> ~/.zshrc      (after compinit)
    fish        workspace completions fish > ~/.config/fish/completions/workspace.fish
    PowerShell  workspace completions powershell | Out-String | Invoke-Expression      (in $PROFILE)`,
  arguments: { shell: requiredArgument("SHELL", "Shell that the script is for", { values: SHELLS }) },
  examples: [
    ["source <(workspace completions bash)", "Complete in this bash session"],
    ["workspace completions fish > ~/.config/fish/completions/workspace.fish", "Install for fish"],
  ],
  needs: {},
  output: object({ shell: oneOf(SHELLS), script: text() }),
  async run({ args }) {
    const shell = args.shell as Shell;
    return { shell, script: (await SCRIPTS[shell]()).default };
  },
  text: ({ script }) => script,
});
