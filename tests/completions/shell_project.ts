/** A branch and a package that do harm where a shell evaluates what it completes. */
export const HOSTILE_BRANCH = "a$(touch${IFS}pwned)`touch${IFS}pwned`b";
export const HOSTILE_PACKAGE = `odd "name"'s $(touch pwned)`;

const REPOSITORY = new URL("../../", import.meta.url).pathname;

/** A repository with names of all kinds, and a folder with a `workspace` program to put on the PATH. */
export interface ShellProject extends Disposable {
  root: string;
  path: string;
  completions: string;
  /** Whether something that was only to be completed was run. */
  harmed(): boolean;
}

export function makeShellProject(): ShellProject {
  const top = Deno.makeTempDirSync({ prefix: "completions_" });
  const root = `${top}/project`;
  const write = (path: string, text: string) => {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
  };
  write(`${root}/package.json`, JSON.stringify({ name: "top", private: true, workspaces: ["packages/*"] }));
  const names = ["@org/core", "@org/ui", "@other/lib", HOSTILE_PACKAGE];
  names.forEach((name, i) => write(`${root}/packages/${i}/package.json`, JSON.stringify({ name, version: "1.0.0" })));
  write(`${root}/a folder/file.txt`, "");
  const git = (...args: string[]) => {
    const { success, stderr } = new Deno.Command("git", { args, cwd: root, env: GIT }).outputSync();
    if (!success) throw new Error(new TextDecoder().decode(stderr));
  };
  git("init", "-q", "-b", "main");
  git("commit", "-q", "--allow-empty", "-m", "start");
  for (const branch of [HOSTILE_BRANCH, "feature/login", "feature/logout"]) git("branch", branch);
  const program = `${top}/bin/workspace`;
  write(
    program,
    `#!/bin/sh\nexec "${Deno.execPath()}" run -q -A --no-prompt "${REPOSITORY}tests/completions/probe_main.ts" "$@"\n`,
  );
  Deno.chmodSync(program, 0o755);
  return {
    root,
    path: `${top}/bin:${Deno.env.get("PATH")}`,
    completions: `${REPOSITORY}completions`,
    harmed: () => [...Deno.readDirSync(root)].some(({ name }) => name === "pwned"),
    [Symbol.dispose]: () => Deno.removeSync(top, { recursive: true }),
  };
}

const GIT = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
};
