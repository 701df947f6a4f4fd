import { delimiter, dirname, join, resolve } from "node:path";

/** A temporary place with a copy of the shop, as a git repository with a remote. */
export interface Stage {
  /** Everything lies in here. */
  folder: string;
  /** The working tree. */
  shop: string;
  /** Starts the program: Deno and its arguments, or the compiled program that `WORKSPACE_PROGRAM` names. */
  program: [string, ...string[]];
  /** Variables on top of the machine's: no configuration of its git, and `workspace` on the PATH for hooks. */
  env: Record<string, string>;
  remove(): void;
}

/** Makes a stage from the checkout at `top`. Throws when git is missing or the program does not start. */
export async function createStage(top: string): Promise<Stage> {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-demo-" }));
  const remove = () => Deno.removeSync(folder, { recursive: true });
  try {
    const compiled = Deno.env.get("WORKSPACE_PROGRAM");
    const program: Stage["program"] = compiled && !/\.[jt]s$/.test(compiled)
      ? [resolve(compiled)]
      : [Deno.execPath(), "run", "-A", "--no-prompt", "--quiet", resolve(compiled ?? join(top, "main.ts"))];
    const stage = { folder, shop: join(folder, "shop"), program, env: variables(folder), remove };
    copy(join(top, "examples/shop"), stage.shop);
    writeShim(join(folder, "bin"), program);
    Deno.writeTextFileSync(stage.env.GIT_CONFIG_GLOBAL!, "[core]\n\tpager = cat\n\tautocrlf = false\n");
    await prepare(stage);
    return stage;
  } catch (error) {
    remove();
    throw error;
  }
}

function variables(folder: string): Record<string, string> {
  return {
    PATH: `${join(folder, "bin")}${delimiter}${Deno.env.get("PATH") ?? ""}`,
    GIT_CONFIG_GLOBAL: join(folder, "gitconfig"),
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: folder,
    GIT_TERMINAL_PROMPT: "0",
    WORKSPACE_HOME: join(folder, "home"),
    WORKSPACE_LOG_LEVEL: "warn",
  };
}

/** Git's hooks are started by a shell, on Windows too: it finds `workspace` here. */
function writeShim(bin: string, program: string[]): void {
  const words = program.map((word) => `'${word.replaceAll("\\", "/").replaceAll("'", "'\\''")}'`).join(" ");
  Deno.mkdirSync(bin);
  Deno.writeTextFileSync(join(bin, "workspace"), `#!/bin/sh\nexec ${words} "$@"\n`, { mode: 0o755 });
}

async function prepare({ folder, shop, program: [program, ...args], env }: Stage): Promise<void> {
  const run = async (command: string, given: string[], cwd = shop) => {
    const { code, stderr } = await new Deno.Command(command, { args: given, cwd, env, stdin: "null" }).output();
    if (code !== 0) throw new Error(`${command} ${given.join(" ")}: ${new TextDecoder().decode(stderr).trim()}`);
  };
  // The first start fetches the libraries: not in front of the audience.
  await run(program, [...args, "--version"]);
  await run("git", ["init", "--quiet"]);
  await run("git", ["symbolic-ref", "HEAD", "refs/heads/main"]);
  await run("git", ["config", "user.name", "Workspace Demo"]);
  await run("git", ["config", "user.email", "demo@example.com"]);
  await run("git", ["add", "--all"]);
  await run("git", ["commit", "--quiet", "--message", "feat: a little shop"]);
  await run("git", ["init", "--quiet", "--bare", "remote.git"], folder);
  await run("git", ["remote", "add", "origin", join(folder, "remote.git")]);
  await run("git", ["push", "--quiet", "--set-upstream", "origin", "main"]);
}

/** Copies a folder with the modes of its files, without what package managers install. */
export function copy(from: string, to: string): void {
  for (const entry of Deno.readDirSync(from)) {
    if (entry.name === "node_modules") continue;
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory) copy(source, target);
    else {
      Deno.mkdirSync(dirname(target), { recursive: true });
      Deno.copyFileSync(source, target);
    }
  }
}
