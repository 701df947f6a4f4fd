import { isFault } from "../../../kernel/fault.ts";
import { parentOf } from "../../../kernel/path.ts";
import type { Environment, Files, Processes } from "../../../kernel/ports.ts";
import { type CheckDeclaration, failed, type Finding, ok, skipped, warning } from "./model.ts";
import { findShellFiles } from "./shell_files.ts";

/** The programs that keep secrets, by what the target's name has in it; Windows' own is part of PowerShell. */
const STORES: readonly [system: string, program: string, args: string[], name: string][] = [
  ["darwin", "security", ["help"], "the keychain of macOS"],
  ["windows", "powershell", ["-NoProfile", "-NonInteractive", "-Command", "exit 0"], "Windows' credential store"],
  ["linux", "secret-tool", ["--version"], "the Secret Service"],
];

/** A keyring without a desktop session may never answer. */
const STORE_MILLISECONDS = 2000;

/** Whether the operating system's store of secrets is there. It is only looked for. */
export function credentialChecks({ processes, target }: { processes: Processes; target: string }): CheckDeclaration[] {
  return [{
    id: "store",
    title: "Store",
    async run() {
      const store = STORES.find(([system]) => target.includes(system));
      if (!store) return skipped("No store is known for this system.");
      const [, program, args, name] = store;
      const instead = "Without it, secrets stay in a file that only you can read.";
      try {
        const { code } = await processes.run(program, args, { limitMilliseconds: STORE_MILLISECONDS });
        return code === 124
          ? warning(`${program} did not answer within 2 s. ${instead}`, "Unlock the keyring, or start its service.")
          : ok(`${name} (${program})`);
      } catch (error) {
        if (!isFault(error, "PROGRAM_NOT_FOUND")) throw error;
        return skipped(`${program} is not installed. ${instead}`);
      }
    },
  }];
}

/** Whether the user's shell completes command lines of this program. */
export function shellChecks({ files, env }: { files: Files; env: Environment }): CheckDeclaration[] {
  return [{
    id: "completion",
    title: "Completion",
    run() {
      const found = findShellFiles(env);
      if (!found) return skipped(env.get("SHELL") ? "This shell has no completion script." : "SHELL names no shell.");
      const { shell, scripts, startup } = found;
      const script = scripts.find((path) => isThere(files, path));
      if (script !== undefined) return ok(`${shell}: ${script}`);
      const loads = startup.find((path) => /^[^#\n]*workspace completions/m.test(textOf(files, path) ?? ""));
      if (loads !== undefined) return ok(`${shell}: loaded by ${loads}`);
      const fix = shell === "fish"
        ? "Run `workspace completions fish > ~/.config/fish/completions/workspace.fish`."
        : `Run \`echo 'source <(workspace completions ${shell})' >> ~/.${shell}rc\` and open a new terminal.`;
      return warning(`${shell} does not complete command lines of workspace.`, fix);
    },
  }];
}

/** What cannot be read does not count. */
function textOf(files: Files, path: string): string | undefined {
  try {
    return files.readText(path);
  } catch {
    return undefined;
  }
}

function isThere(files: Files, path: string): boolean {
  try {
    return files.kindOf(path) === "file";
  } catch {
    return false;
  }
}

/** What the program is. */
export interface ProgramFacts {
  version: string;
  commit: string | undefined;
  denoVersion: string;
  target: string;
  profile: "source" | "bundle" | "release";
}

const PROFILES = { source: "run from its sources", bundle: "a bundle", release: "a compiled binary" } as const;

export function versionChecks({ version, commit, denoVersion, target, profile }: ProgramFacts): CheckDeclaration[] {
  return [
    { id: "program", title: "workspace", run: () => ok(`${version}${commit ? ` (${commit.slice(0, 7)})` : ""}`) },
    { id: "profile", title: "Build", run: () => ok(`${PROFILES[profile]}, ${target}`) },
    { id: "deno", title: "Deno", run: () => ok(denoVersion) },
  ];
}

/** Whether the user's own folders can be written. What is made for that is removed again. */
export function folderChecks(
  folders: { config: string; data: string; cache: string } | undefined,
  files: Files,
): CheckDeclaration[] {
  if (!folders) {
    const fix = "Set HOME, or WORKSPACE_HOME to a folder for configuration, data and cache.";
    return [{ id: "home", title: "Home", run: () => failed("The user has no home folder.", fix) }];
  }
  const titles = { config: "Configuration", data: "Data", cache: "Cache" } as const;
  return (["config", "data", "cache"] as const).map((id) => ({
    id,
    title: titles[id],
    run(): Finding {
      const folder = folders[id];
      const missing = missingFolders(files, folder);
      try {
        files.stage(`${folder}/doctor`, "").discard();
      } catch (error) {
        if (!isFault(error)) throw error;
        return failed(
          `${folder} cannot be written: ${error.reason}`,
          "Make it yours, or set WORKSPACE_HOME to another folder.",
        );
      } finally {
        removeMade(files, missing);
      }
      return ok(missing.length === 0 ? folder : `${folder} (made when it is needed)`);
    },
  }));
}

/** The folder and those around it that are not there, the innermost first. */
function missingFolders(files: Files, folder: string): string[] {
  const missing: string[] = [];
  try {
    for (let each: string | undefined = folder; each && files.kindOf(each) === undefined; each = parentOf(each)) {
      missing.push(each);
    }
  } catch {
    // What is further out may not be looked at, and is there then.
  }
  return missing;
}

function removeMade(files: Files, folders: string[]): void {
  try {
    for (const each of folders) files.removeEmptyDirectory(each);
  } catch {
    // An empty folder that may not be removed does no harm.
  }
}

/** What the standard output can show. */
export interface TerminalFacts {
  isTerminal: boolean;
  color: boolean;
  unicode: boolean;
  columns: number | undefined;
}

/** Narrower than this, tables and long lines break. */
const NARROW = 60;

export function terminalChecks({ isTerminal, color, unicode, columns }: TerminalFacts): CheckDeclaration[] {
  return [
    {
      id: "color",
      title: "Colours",
      run: () => ok(color ? "on" : isTerminal ? "off (NO_COLOR, CLICOLOR or TERM)" : "off: the output is no terminal"),
    },
    {
      id: "unicode",
      title: "Symbols",
      run: () =>
        unicode ? ok("Unicode") : warning(
          "Plain symbols: the locale is not UTF-8, or the terminal is dumb.",
          "Set a locale with UTF-8, such as `export LANG=C.UTF-8`.",
        ),
    },
    {
      id: "width",
      title: "Width",
      run: () =>
        columns === undefined
          ? ok("not known; 80 columns are assumed")
          : columns < NARROW
          ? warning(`${columns} columns: tables do not fit.`, "Make the window wider, or use `--format json`.")
          : ok(`${columns} columns`),
    },
  ];
}
