import { valueAt } from "./checks.ts";
import { writeFile } from "./sandbox.ts";
import { invocation, type OutputFormat, outputProblems, parseOutput, type Result } from "./program.ts";
import { makeRelease, serveReleases } from "../install/release_server.ts";
import { type ReplayOptions, startReplayRegistry } from "../registry/replay_registry.ts";
import { SERVER_VERBS } from "./servers.ts";
import { lastResult, pathOf, readText, type State } from "./state.ts";
import { HAS_TERMINAL, readKeys, runOnTerminal } from "./terminal.ts";

/** A verb that runs a program: the line fails when the program does, or with `!` when it does not. */
export type ProgramVerb = (state: State, args: string[]) => Promise<void>;

/** How long `until` tries at most. */
const UNTIL_MILLISECONDS = 60_000;

const MOVES_TIME = new Set(["commit", "merge", "cherry-pick", "revert", "rebase", "am", "pull"]);

export const PROGRAM_VERBS: Record<string, ProgramVerb> = {
  workspace: (state, args) => runWorkspace(state, args, (argv, env) => runPlain(state, argv, { env })),

  /** The program on a terminal, with a user who does what `expect` lines say. */
  async tty(state, [program, ...args]) {
    if (program !== "workspace") throw new Error("tty runs workspace only");
    if (!HAS_TERMINAL) throw new Error("no terminal can be made here: start the line with [tty]");
    const expectations = state.expectations.splice(0);
    await runWorkspace(
      state,
      args,
      (argv, env) => runOnTerminal(argv, { cwd: state.directory, env: { ...state.sandbox.env, ...env }, expectations }),
    );
  },

  /** `until PATTERN workspace ARGS`: again and again, until stdout matches. */
  async until(state, [pattern, program, ...args]) {
    if (program !== "workspace") throw new Error("until runs workspace only");
    const end = performance.now() + UNTIL_MILLISECONDS;
    do {
      await PROGRAM_VERBS.workspace!(state, args);
      if (new RegExp(pattern!, "m").test(lastResult(state).stdout)) return;
    } while (performance.now() < end);
    throw new Error(`stdout never matches /${pattern}/m`);
  },

  /** The program with a reader that has gone. */
  async closed(state, [program, ...args]) {
    if (program !== "workspace") throw new Error("closed runs workspace only");
    const { argv, env } = await invocation(args, state.sandbox);
    const child = spawn(state, argv, { env, stdin: "null" });
    await child.stdout.cancel();
    const stderr = await new Response(child.stderr).text();
    remember(state, { code: (await child.status).code, stdout: "", stderr }, `workspace ${args.join(" ")}`);
  },

  async exec(state, [program, ...args]) {
    if (program === undefined) throw new Error("exec needs a program");
    remember(state, await runPlain(state, [program, ...args]), [program, ...args].join(" "));
  },

  async git(state, args) {
    if (MOVES_TIME.has(args[0] ?? "")) state.sandbox.advance();
    await runGit(state, args);
  },

  /** `commit MESSAGE [OPTIONS OF GIT]`: everything, a minute later than the last one. */
  async commit(state, [message, ...options]) {
    state.sandbox.advance();
    await runGit(state, ["add", "-A"]);
    if (lastResult(state).code === 0) await runGit(state, ["commit", "-q", "-m", message ?? "", ...options]);
  },

  /** `branch NAME`: switches to it, from here if it is new. */
  async branch(state, [name]) {
    await runGit(state, ["show-ref", "--verify", "--quiet", `refs/heads/${name}`]);
    await runGit(state, lastResult(state).code === 0 ? ["switch", "-q", name!] : ["switch", "-q", "-c", name!]);
  },

  /** A repository on main with everything that is there as its first commit. */
  async repo(state, [branch = "main"]) {
    await runGit(state, ["init", "-q", "-b", branch]);
    await PROGRAM_VERBS.commit!(state, ["chore: initial commit", "--allow-empty"]);
  },

  /** `releases VERSION…`: serves releases of this program, the first of them as the newest, where it looks for them. */
  async releases(state, versions) {
    const releases = await Promise.all(versions.map((version) => makeRelease(version)));
    const { base } = state.cleanup.use(serveReleases(releases));
    state.sandbox.env.WORKSPACE_INSTALL_BASE_URL = state.sandbox.folders.RELEASES = base;
    state.last = { code: 0, stdout: "", stderr: "", line: "releases", format: "json" };
  },

  /** `remote [NAME]`: a bare repository in `$REMOTES`, known as NAME (origin), to which the branch is pushed. */
  async remote(state, [name = "origin"]) {
    const path = `${state.sandbox.folders.REMOTES}/${name}.git`;
    await runGit(state, ["init", "-q", "--bare", "-b", "main", path]);
    await runGit(state, ["remote", "add", name, path]);
    await runGit(state, ["push", "-q", "-u", name, "HEAD"]);
    await runGit(state, ["remote", "set-head", name, "-a"]);
  },
};

async function runWorkspace(
  state: State,
  args: string[],
  start: (argv: [string, ...string[]], env: Record<string, string>) => Promise<Result>,
): Promise<void> {
  const { argv, env, expected } = await invocation(args, state.sandbox);
  const result = await start(argv, env);
  remember(state, result, ["workspace", ...args].join(" "), expected?.format);
  // Started by a hook of a bump, a command that would write prints nothing.
  const mute = state.sandbox.env.WORKSPACE_BUMP_RUNNING !== undefined && result.stdout === "";
  const problems = expected && !mute ? outputProblems(result, expected) : [];
  if (problems.length > 0) throw new Error(["the output breaks its schema:", ...problems].join("\n  "));
}

async function runGit(state: State, args: string[]): Promise<void> {
  remember(state, await runPlain(state, ["git", ...args]), ["git", ...args].join(" "));
}

async function runPlain(
  state: State,
  argv: [string, ...string[]],
  { env = {} }: { env?: Record<string, string> } = {},
): Promise<Result> {
  const input = state.stdin;
  delete state.stdin;
  const child = spawn(state, argv, { env, stdin: input === undefined ? "null" : "piped" });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    input === undefined ? undefined : feed(child.stdin, input),
  ]);
  return { code: (await child.status).code, stdout, stderr };
}

function spawn(
  state: State,
  [program, ...args]: [string, ...string[]],
  options: { env: Record<string, string>; stdin: "null" | "piped" },
): Deno.ChildProcess {
  return new Deno.Command(program, {
    args,
    cwd: state.directory,
    env: { ...state.sandbox.env, ...options.env },
    clearEnv: true,
    stdin: options.stdin,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

async function feed(stdin: WritableStream<Uint8Array>, input: string): Promise<void> {
  const writer = stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch {
    // The program ended without reading all of its input.
  }
}

function remember(state: State, result: Result, line: string, format: OutputFormat = "json"): void {
  const { normalise } = state.sandbox;
  state.last = {
    code: result.code,
    stdout: normalise(result.stdout),
    stderr: normalise(result.stderr),
    line,
    format,
  };
}

/** Verbs that prepare the next program, or files. */
export const PREPARING_VERBS: Record<string, (state: State, args: string[]) => void> = {
  stdin(state, [name]) {
    state.stdin = name === "stdout" ? lastResult(state).stdout : Deno.readTextFileSync(pathOf(state, name!));
  },
  expect(state, [pattern, ...keys]) {
    state.expectations.push({ pattern: new RegExp(pattern!), keys: readKeys(keys.join(" ")) });
  },
  cd(state, [path]) {
    const directory = pathOf(state, path!);
    if (!Deno.statSync(directory).isDirectory) throw new Error(`${path} is no folder`);
    state.directory = Deno.realPathSync(directory);
  },
  env(state, settings) {
    for (const setting of settings) {
      const [, name, value] = /^([^=]+)=(.*)$/s.exec(setting) ?? [];
      if (name === undefined) throw new Error(`env wants NAME=VALUE, found ${setting}`);
      state.sandbox.env[name] = value!;
    }
  },
  /** `let NAME PATH`: a variable from the JSON on stdout. */
  let(state, [name, path]) {
    const { stdout, format } = lastResult(state);
    const value = valueAt(parseOutput(stdout, format), path!);
    if (value === undefined) throw new Error(`there is no ${path} on stdout`);
    state.sandbox.env[name!] = typeof value === "string" ? value : JSON.stringify(value);
  },
  unset(state, names) {
    for (const name of names) delete state.sandbox.env[name];
  },
  clock(state, [time]) {
    state.sandbox.advance(Temporal.Instant.from(time!).epochMilliseconds / 1000);
  },
  mkdir(state, paths) {
    for (const path of paths) Deno.mkdirSync(pathOf(state, path), { recursive: true });
  },
  ...SERVER_VERBS,
  /** `registry FILE`: a registry of its own for the script, as the JSON file says (`ReplayOptions`); its URL is $REGISTRY, its host and port $REGISTRY_HOST. */
  registry(state, [file]) {
    const options: ReplayOptions = JSON.parse(Deno.readTextFileSync(pathOf(state, file!)));
    const registry = state.cleanup.use(startReplayRegistry(options));
    state.registry = registry;
    state.sandbox.env.REGISTRY = state.sandbox.folders.REGISTRY = registry.url.slice(0, -1);
    state.sandbox.env.REGISTRY_HOST = new URL(registry.url).host;
  },
  /** What the registry was asked since it started, or since the last `requests`: to be looked at as `stdout`. */
  requests(state) {
    const lines = state.registry?.requests.splice(0).map(({ method, subject, status }) =>
      `${method} ${subject} ${status}\n`
    );
    state.last = { code: 0, stdout: lines?.sort().join("") ?? "", stderr: "", line: "requests", format: "json" };
  },
  rm(state, paths) {
    for (const path of paths) Deno.removeSync(pathOf(state, path), { recursive: true });
  },
  cp(state, [from, to]) {
    writeFile(targetOf(state, from!, to!), readRaw(state, from!));
  },
  mv(state, [from, to]) {
    Deno.renameSync(pathOf(state, from!), targetOf(state, from!, to!));
  },
  append(state, [path, ...text]) {
    Deno.writeTextFileSync(pathOf(state, path!), `${text.join(" ")}\n`, { append: true });
  },
  replace(state, [path, from, to]) {
    const file = pathOf(state, path!);
    const before = Deno.readTextFileSync(file);
    if (!before.includes(from!)) throw new Error(`${path} does not contain ${JSON.stringify(from)}`);
    Deno.writeTextFileSync(file, before.replace(from!, () => to!));
  },
  symlink(state, [path, target]) {
    Deno.symlinkSync(target!, pathOf(state, path!));
  },
  chmod(state, [mode, ...paths]) {
    for (const path of paths) Deno.chmodSync(pathOf(state, path), parseInt(mode!, 8));
  },
};

function readRaw(state: State, name: string): string {
  return name === "stdout" || name === "stderr" ? readText(state, name) : Deno.readTextFileSync(pathOf(state, name));
}

function targetOf(state: State, from: string, to: string): string {
  const path = pathOf(state, to);
  try {
    if (Deno.statSync(path).isDirectory) return `${path}/${from.split("/").at(-1)}`;
  } catch {
    // A new file.
  }
  return path;
}
