import { type Fault, isFault } from "../../kernel/fault.ts";
import type { GitLocation } from "../../kernel/git.ts";
import type { Environment, Files, Processes, ProcessResult } from "../../kernel/ports.ts";
import {
  GIT_FAILED,
  GIT_LOCKED,
  GIT_NOT_INSTALLED,
  GIT_OWNERSHIP_DUBIOUS,
  GIT_REPOSITORY_NOT_FOUND,
  REMOTE_UNREACHABLE,
} from "./faults.ts";
import { isAbsolutePath, isWithin, parentOf, resolvePath } from "../../kernel/path.ts";

/** What git is run with. */
export interface GitRunner {
  files: Files;
  processes: Processes;
  env: Environment;
  /** Where git runs when no repository is found. */
  root: string;
  findLocation(): GitLocation | undefined;
}

export interface GitRun {
  input?: string;
  env?: Record<string, string>;
  /** Exit codes besides 0 that are answers, not failures; `"any"` for all. */
  answers?: number[] | "any";
}

/**
 * Reads from the repository: English words, no pager, no colour, no locks, no file system monitor, whatever the
 * user's configuration says.
 */
export function readGit(runner: GitRunner, args: string[], run: GitRun = {}): Promise<ProcessResult> {
  const fixed = ["--no-pager", "-c", "color.ui=false", "-c", "core.fsmonitor=false"];
  return runGit(runner, [...fixed, ...args], { ...run, env: { LC_ALL: "C", GIT_OPTIONAL_LOCKS: "0", ...run.env } });
}

/** Runs git as the user would: configuration and hooks apply; messages are in English. */
export async function runGit(runner: GitRunner, args: string[], run: GitRun = {}): Promise<ProcessResult> {
  const location = runner.findLocation();
  const env = {
    // Read by gettext before LC_ALL, and without effect on the encoding that hooks see.
    LANGUAGE: "en",
    GIT_PAGER: "cat",
    ...(runner.env.get("GIT_TERMINAL_PROMPT") === undefined ? { GIT_TERMINAL_PROMPT: "0" } : {}),
    ...(location ? repositoryEnvironment(runner, location) : {}),
    ...run.env,
  };
  const cwd = location?.top ?? runner.root;
  let result: ProcessResult;
  try {
    const input = run.input === undefined ? {} : { input: run.input };
    result = await runner.processes.run("git", args, { cwd, env, ...input });
  } catch (error) {
    throw isFault(error, "PROGRAM_NOT_FOUND") ? GIT_NOT_INSTALLED({}, { cause: error }) : error;
  }
  const { answers = [] } = run;
  if (result.code === 0 || answers === "any" || answers.includes(result.code)) return result;
  throw gitFault(args, result, cwd);
}

/**
 * Variables that keep git in the repository of `location`. Inside a hook git names the hook's repository and index in
 * the environment: its index (a temporary one during `git commit -a`) is kept there, and replaced anywhere else.
 */
function repositoryEnvironment({ env, files }: GitRunner, location: GitLocation): Record<string, string> {
  const { top, gitDir, commonDir } = location;
  const real = (path: string) => files.realPath(resolvePath(top, path));
  const found: Record<string, string> = {};
  const dir = env.get("GIT_DIR");
  const tree = env.get("GIT_WORK_TREE");
  if (dir !== undefined) found.GIT_DIR = gitDir;
  if (dir !== undefined || tree !== undefined) found.GIT_WORK_TREE = top;
  if (env.get("GIT_COMMON_DIR") !== undefined) found.GIT_COMMON_DIR = commonDir;
  const index = env.get("GIT_INDEX_FILE");
  if (index !== undefined) {
    const path = resolvePath(top, index);
    const own = real(parentOf(path) ?? "/") === gitDir ||
      (dir !== undefined && isAbsolutePath(dir) && real(dir) === gitDir);
    found.GIT_INDEX_FILE = own ? path : `${gitDir}/index`;
  }
  const objects = env.get("GIT_OBJECT_DIRECTORY");
  if (objects !== undefined) {
    const path = real(objects);
    found.GIT_OBJECT_DIRECTORY = path !== undefined && isWithin(commonDir, path) ? path : `${commonDir}/objects`;
  }
  return found;
}

/** The fault for a git that failed: its kind from git's words, which are its cause. */
export function gitFault(args: string[], result: ProcessResult, path: string): Fault {
  const words = withoutCredentials((result.stderr.trim() || result.stdout.trim()).slice(0, 4000));
  if (/detected dubious ownership|unsafe repository/.test(words)) {
    return GIT_OWNERSHIP_DUBIOUS({ path: /in repository at '([^']+)'/.exec(words)?.[1] ?? path });
  }
  if (/^fatal: not a git repository/m.test(words)) return GIT_REPOSITORY_NOT_FOUND({ path });
  const lock = /Unable to create '([^']+\.lock)': File exists/.exec(words)?.[1];
  if (lock !== undefined) return GIT_LOCKED({ path: lock });
  if (/Could not read from remote repository|unable to access '|Could not resolve host/.test(words)) {
    return REMOTE_UNREACHABLE({ command: commandLine(args), output: words });
  }
  return GIT_FAILED({ command: commandLine(args), exitCode: result.code, output: words });
}

function commandLine(args: string[]): string {
  const own: string[] = [];
  for (let i = 0; i < args.length; i++) {
    if (args[i] === "-c") i++;
    else if (args[i] !== "--no-pager") own.push(args[i]!);
  }
  const line = own.map((each) => /^[\w@%+=:,./^~{}-]+$/.test(each) ? each : `'${each.replaceAll("'", `'\\''`)}'`);
  return withoutCredentials(["git", ...line].join(" "));
}

/** Text without the user names and passwords of URLs. */
export function withoutCredentials(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, "$1");
}
