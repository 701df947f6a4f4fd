/** A project in a repository of its own, for tests that stop releases or take away what they need. */

const AT = "2026-01-01T00:00:00Z";

/** What a program left behind. */
export interface Ran {
  code: number;
  signal: Deno.Signal | null;
  stdout: string;
  stderr: string;
}

export interface ReleaseProject {
  /** The working tree, also the project's root. */
  root: string;
  /** The folder that holds the working tree, its remote and the user's home. */
  top: string;
  env: Record<string, string>;
  write(path: string, content: unknown): void;
  git(...args: string[]): Promise<string>;
  /** Runs the program; `entry` stands in place of main.ts. */
  workspace(args: string[], options?: RunOptions): Promise<Ran>;
  start(args: string[], options?: RunOptions): Deno.ChildProcess;
  /**
   * Everything that is not to change, as one text: each file and folder with its mode and content, refs, HEAD, index,
   * the remote's refs, and what is left of a journal.
   */
  state(): Promise<string>;
  [Symbol.dispose](): void;
}

export interface RunOptions {
  entry?: URL;
  env?: Record<string, string>;
  /** What comes before the program, such as `setpriv …`. */
  prefix?: string[];
}

const MAIN = new URL("../../main.ts", import.meta.url);

/** Two packages, one pending changeset for the first, which the second follows; committed on main, with a remote. */
export async function createReleaseProject(): Promise<ReleaseProject> {
  const top = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace_release_" }));
  const root = `${top}/project`;
  const env = {
    PATH: Deno.env.get("PATH")!,
    HOME: `${top}/home`,
    DENO_DIR: await denoFolder(),
    GIT_CONFIG_GLOBAL: `${top}/home/.gitconfig`,
    GIT_CONFIG_NOSYSTEM: "1",
    WORKSPACE_HOME: `${top}/home/workspace`,
    SOURCE_DATE_EPOCH: "1767225600",
    GIT_AUTHOR_NAME: "A",
    GIT_AUTHOR_EMAIL: "a@example.com",
    GIT_AUTHOR_DATE: AT,
    GIT_COMMITTER_NAME: "A",
    GIT_COMMITTER_EMAIL: "a@example.com",
    GIT_COMMITTER_DATE: AT,
    LANG: "C.UTF-8",
  };
  const start = (args: string[], options: RunOptions = {}): Deno.ChildProcess => {
    const entry = (options.entry ?? MAIN).pathname;
    const line = [...options.prefix ?? [], Deno.execPath(), "run", "-A", "--cached-only", entry, ...args];
    return new Deno.Command(line[0]!, {
      args: line.slice(1),
      cwd: root,
      clearEnv: true,
      env: { ...env, ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  };
  const project: ReleaseProject = {
    root,
    top,
    env,
    write(path, content) {
      const full = `${root}/${path}`;
      Deno.mkdirSync(full.slice(0, full.lastIndexOf("/")), { recursive: true });
      Deno.writeTextFileSync(full, typeof content === "string" ? content : `${JSON.stringify(content, null, 2)}\n`);
    },
    async git(...args) {
      const command = new Deno.Command("git", { args, cwd: root, clearEnv: true, env, stdin: "null" });
      const { success, stdout, stderr } = await command.output();
      if (!success) throw new Error(`git ${args.join(" ")}: ${decode(stderr)}`);
      return decode(stdout);
    },
    start,
    workspace: (args, options) => finished(start(args, options)),
    async state() {
      const refs = ["for-each-ref", "--format=%(refname) %(objectname)"];
      return [
        ...listTree(root, ""),
        await project.git("symbolic-ref", "-q", "HEAD"),
        await project.git(...refs, "refs/heads", "refs/tags"),
        await project.git("ls-files", "--stage"),
        await project.git("-C", `${top}/remote.git`, ...refs),
        ...listTree(root, ".git/workspace").filter((line) => !line.includes("bump.lock")),
      ].join("\n");
    },
    [Symbol.dispose]: () => Deno.removeSync(top, { recursive: true }),
  };
  Deno.mkdirSync(`${top}/home`);
  project.write("package.json", { name: "root", private: true, workspaces: ["packages/*"] });
  project.write("packages/a/package.json", { name: "a", version: "1.0.0" });
  project.write("packages/b/package.json", { name: "b", version: "1.0.0", dependencies: { a: "~1.0.0" } });
  project.write("packages/b/CHANGELOG.md", "# Changelog\n\n## 1.0.0\n\n- Older\n");
  project.write("repo.config.toml", "");
  project.write(".changesets/one.json", { branch: "one", bump: "minor", packages: ["a"], message: "First" });
  await project.git("init", "-q", "-b", "main");
  await project.git("add", ".");
  await project.git("commit", "-q", "-m", "feat: start");
  await project.git("init", "-q", "--bare", "-b", "main", `${top}/remote.git`);
  await project.git("remote", "add", "origin", `${top}/remote.git`);
  await project.git("push", "-q", "origin", "main");
  return project;
}

/** Waits for a program's end and gives what it left behind. */
export async function finished(child: Deno.ChildProcess): Promise<Ran> {
  const { code, signal, stdout, stderr } = await child.output();
  return { code, signal, stdout: decode(stdout), stderr: decode(stderr) };
}

let denoDirectory: Promise<string> | undefined;

function denoFolder(): Promise<string> {
  return denoDirectory ??= new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()
    .then(({ stdout }) => JSON.parse(decode(stdout)).denoDir);
}

function listTree(root: string, path: string): string[] {
  try {
    return [...Deno.readDirSync(`${root}/${path}`)].toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
      const inner = path === "" ? entry.name : `${path}/${entry.name}`;
      if (inner === ".git") return [];
      const mode = Deno.lstatSync(`${root}/${inner}`).mode?.toString(8);
      if (entry.isDirectory) return [`${inner}/ ${mode}`, ...listTree(root, inner)];
      return [`${inner} ${mode} ${Deno.readFileSync(`${root}/${inner}`).toHex()}`];
    });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
