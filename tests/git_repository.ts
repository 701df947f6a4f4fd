import assert from "node:assert/strict";
import { denoFiles } from "../src/adapters/files/deno_files.ts";
import { gitAdapter } from "../src/adapters/git/git_adapter.ts";
import { denoProcesses } from "../src/adapters/process/deno_processes.ts";
import type { Git } from "../src/kernel/git.ts";
import type { Environment } from "../src/kernel/ports.ts";

/** Variables that make git the same everywhere: no configuration of the machine, one identity, one time. */
export const GIT_TEST_ENVIRONMENT: Record<string, string> = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Test Author",
  GIT_AUTHOR_EMAIL: "author@example.com",
  GIT_AUTHOR_DATE: "2026-03-01T12:00:00+01:00",
  GIT_COMMITTER_NAME: "Test Author",
  GIT_COMMITTER_EMAIL: "author@example.com",
  GIT_COMMITTER_DATE: "2026-03-01T12:00:00+01:00",
  GIT_TERMINAL_PROMPT: "0",
};

/** A real repository in a temporary folder, removed when disposed. */
export interface TemporaryRepository extends Disposable {
  /** Top of the working tree, symbolic links resolved. */
  top: string;
  /** The folder around it, for clones and worktrees beside it. */
  outside: string;
  git: Git;
  /** A `Git` for another folder or environment. */
  open(root: string, env?: Record<string, string>): Git;
  /** Runs git, by default at the top, and gives its output without the final newline. */
  exec(args: string[], options?: { cwd?: string; env?: Record<string, string>; input?: string }): Promise<string>;
  /** Writes files, given by paths relative to the top; null removes one. */
  put(files: Record<string, string | Uint8Array | null>): void;
  /** Writes files and commits everything; gives the hash. Each commit is a minute later than the one before. */
  commit(message: string, files?: Record<string, string | Uint8Array | null>): Promise<string>;
}

/** Makes a repository on the branch `main` without commits. */
export async function temporaryRepository(options: { init?: string[] } = {}): Promise<TemporaryRepository> {
  const files = denoFiles();
  const outside = Deno.realPathSync(Deno.makeTempDirSync());
  const top = `${outside}/repository`;
  const of = (extra: Record<string, string> = {}): Environment => ({
    get: (name) => ({ ...GIT_TEST_ENVIRONMENT, ...extra })[name],
  });
  // git gets the machine's PATH and the variables above, and nothing else.
  const processes = denoProcesses({
    get: (name) => name === "LD_PRELOAD" ? "" : name === "PATH" ? Deno.env.get("PATH") : GIT_TEST_ENVIRONMENT[name],
  });
  let commits = 0;

  const repository: TemporaryRepository = {
    top,
    outside,
    open: (root, env = {}) =>
      gitAdapter({
        files,
        processes: {
          run: (program, args, run = {}) => processes.run(program, args, { ...run, env: { ...env, ...run.env } }),
        },
        env: of(env),
        root,
      }),
    get git() {
      return repository.open(top);
    },
    async exec(args, { cwd = top, env = {}, input } = {}) {
      const result = await processes.run("git", args, { cwd, env, ...(input === undefined ? {} : { input }) });
      assert.equal(result.code, 0, `git ${args.join(" ")}: ${result.stderr}`);
      return result.stdout.replace(/\n$/, "");
    },
    put(changed) {
      for (const [path, content] of Object.entries(changed)) {
        if (content === null) files.remove(`${top}/${path}`);
        else files.write(`${top}/${path}`, content);
      }
    },
    async commit(message, changed = {}) {
      repository.put(changed);
      await repository.exec(["add", "--all"]);
      const time = `2026-03-01T12:${String(++commits % 60).padStart(2, "0")}:00+01:00`;
      const env = { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time };
      await repository.exec(["commit", "--quiet", "--allow-empty", "-m", message], { env });
      return await repository.exec(["rev-parse", "HEAD"]);
    },
    [Symbol.dispose]: () => Deno.removeSync(outside, { recursive: true }),
  };
  files.makeDirectory(top);
  await repository.exec(["init", "--quiet", ...options.init ?? []]);
  await repository.exec(["symbolic-ref", "HEAD", "refs/heads/main"]);
  return repository;
}
