import { dirname, join } from "node:path";
import { endProcesses } from "./end_processes.ts";
import manifest from "../../deno.json" with { type: "json" };

/** Where a script's time starts: 2026-01-02T03:04:05Z, in seconds since 1970. */
const START = 1767323045;

/** A temporary place for one script: its folders and the environment of the programs it runs. */
export interface Sandbox {
  /** The script's work folder, `$WORK`. */
  work: string;
  /** Folders by the variable that names them. */
  folders: Record<string, string>;
  env: Record<string, string>;
  /** Moves the clock; without a time, one minute on. */
  advance(to?: number): void;
  /** Replaces the temporary paths in a text by the variables that name them. */
  normalise(text: string): string;
  remove(): void;
}

export function createSandbox(): Sandbox {
  const root = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-script-" }));
  const folders = {
    WORK: join(root, "work"),
    HOME: join(root, "home"),
    WORKSPACE_HOME: join(root, "user"),
    REMOTES: join(root, "remotes"),
    TMPDIR: join(root, "tmp"),
    BIN: join(root, "bin"),
  };
  for (const folder of Object.values(folders)) Deno.mkdirSync(folder);
  const gitConfig = join(folders.HOME, ".gitconfig");
  Deno.writeTextFileSync(gitConfig, "[init]\n\tdefaultBranch = main\n[advice]\n\tdetachedHead = false\n");
  const { BIN, ...named } = folders;
  const separator = Deno.build.os === "windows" ? ";" : ":";
  const env: Record<string, string> = {
    ...named,
    WORKSPACE_KEYCHAIN: "off",
    ...systemVariables(),
    PATH: `${BIN}${separator}${Deno.env.get("PATH")}`,
    GIT_AUTHOR_NAME: "Ada Example",
    GIT_AUTHOR_EMAIL: "ada@example.com",
    GIT_COMMITTER_NAME: "Ada Example",
    GIT_COMMITTER_EMAIL: "ada@example.com",
    GIT_CONFIG_GLOBAL: gitConfig,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: root,
    GIT_TERMINAL_PROMPT: "0",
    TZ: "UTC",
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    TERM: "xterm-256color",
    VERSION: manifest.version,
  };
  let now = 0;
  const advance = (to = now + 60) => {
    now = to;
    env.SOURCE_DATE_EPOCH = String(now);
    env.GIT_AUTHOR_DATE = env.GIT_COMMITTER_DATE = `${now} +0000`;
  };
  advance(START);
  return {
    work: folders.WORK,
    folders,
    env,
    advance,
    normalise: (text) => normalise(text, { ...folders, SANDBOX: root }),
    remove() {
      // Runs of workflows go on in processes of their own.
      if (isThere(`${folders.WORKSPACE_HOME}/data`) || isThere(`${folders.TMPDIR}/server`)) endProcesses(root);
      remove(root);
    },
  };
}

/** What programs cannot start without on Windows. */
function systemVariables(): Record<string, string> {
  if (Deno.build.os !== "windows") return {};
  const names = ["SystemRoot", "ComSpec", "PATHEXT", "WINDIR", "USERPROFILE"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}

function normalise(text: string, folders: Record<string, string>): string {
  return Object.entries(folders).reduce((changed, [name, path]) => {
    const forms = [path, path.replaceAll("\\", "/"), path.replaceAll("\\", "\\\\")];
    return [...new Set(forms)].reduce((shown, form) => shown.replaceAll(form, `$${name}`), changed);
  }, text);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** Folders that a script made read-only are opened again first. */
function remove(root: string): void {
  try {
    Deno.removeSync(root, { recursive: true });
  } catch {
    open(root);
    Deno.removeSync(root, { recursive: true });
  }
}

function open(folder: string): void {
  Deno.chmodSync(folder, 0o700);
  for (const entry of Deno.readDirSync(folder)) if (entry.isDirectory) open(join(folder, entry.name));
}

/** Writes a file of a script, with the folders it needs. */
export function writeFile(path: string, content: string): void {
  Deno.mkdirSync(dirname(path), { recursive: true });
  Deno.writeTextFileSync(path, content);
}
