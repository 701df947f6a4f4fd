import { resolvePath } from "../../../kernel/path.ts";
import type { Environment } from "../../../kernel/ports.ts";

/** The files by which a shell would complete this program's command lines: absolute; they need not exist. */
export interface ShellFiles {
  /** `bash`, `zsh`, `fish`, …: the last part of SHELL. */
  shell: string;
  /** Completion scripts that the shell finds by itself. */
  scripts: string[];
  /** What it reads when it starts, which may load the script. */
  startup: string[];
}

/** For the user's shell (SHELL); undefined where that is not known, and for shells without a completion script. */
export function findShellFiles(env: Environment): ShellFiles | undefined {
  const shell = env.get("SHELL")?.split(/[\\/]/).at(-1)?.replace(/\.exe$/i, "");
  const home = env.get("HOME") || env.get("USERPROFILE");
  if (!shell || !home) return undefined;
  const data = env.get("XDG_DATA_HOME") || `${home}/.local/share`;
  const config = env.get("XDG_CONFIG_HOME") || `${home}/.config`;
  const shares = [data, "/usr/local/share", "/usr/share", "/opt/homebrew/share", "/home/linuxbrew/.linuxbrew/share"];
  const below = (...paths: string[]) => shares.flatMap((share) => paths.map((path) => resolvePath(share, path)));
  const inHome = (...names: string[]) => names.map((name) => resolvePath(home, name));
  switch (shell) {
    case "bash":
      return {
        shell,
        scripts: [
          ...below("bash-completion/completions/workspace"),
          "/etc/bash_completion.d/workspace",
          "/opt/homebrew/etc/bash_completion.d/workspace",
        ],
        startup: inHome(".bashrc", ".bash_profile", ".bash_completion", ".profile"),
      };
    case "zsh":
      return {
        shell,
        scripts: below("zsh/site-functions/_workspace", "zsh/vendor-completions/_workspace"),
        startup: inHome(".zshrc", ".zprofile"),
      };
    case "fish":
      return {
        shell,
        scripts: [
          resolvePath(config, "fish/completions/workspace.fish"),
          ...below("fish/vendor_completions.d/workspace.fish"),
        ],
        startup: [resolvePath(config, "fish/config.fish")],
      };
  }
}

/** All of them in one list. */
export function listShellFiles(env: Environment): string[] {
  const found = findShellFiles(env);
  return found ? [...found.scripts, ...found.startup] : [];
}
