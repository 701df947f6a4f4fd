import assert from "node:assert/strict";
import { parse } from "yaml";
import { fileURLToPath } from "node:url";

/** This project's folder, with a slash at its end. */
export const TOP = fileURLToPath(new URL("../../", import.meta.url));
export const ACTION = ".github/actions/setup-workspace/action.yml";

export interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  shell?: string;
  env?: Record<string, string>;
}

export interface Job {
  permissions?: Record<string, string>;
  needs?: string | string[];
  uses?: string;
  strategy?: { matrix: { include?: Record<string, string>[]; os?: string[] } };
  steps?: Step[];
}

/** The text of a file of the project. */
export const read = (path: string) => Deno.readTextFileSync(TOP + path);
export const readJobs = (path: string) => (parse(read(path)) as { jobs: Record<string, Job> }).jobs;
/** The steps of setup-workspace. */
export const readAction = () => (parse(read(ACTION)) as { runs: { steps: Step[] } }).runs.steps;

export interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
}

/** Runs a program with a text on its standard input. */
export async function runProgram(
  program: string,
  args: string[],
  { cwd, env, stdin }: RunOptions = {},
): Promise<Outcome> {
  const file = Deno.makeTempFileSync();
  try {
    Deno.writeTextFileSync(file, stdin ?? "");
    const line = 'file=$1; shift; exec "$@" < "$file"';
    const { code, stdout, stderr } = await new Deno.Command("bash", {
      args: ["-c", line, "bash", file, program, ...args],
      ...(cwd ? { cwd } : {}),
      ...(env ? { env } : {}),
    }).output();
    const decode = (data: Uint8Array) => new TextDecoder().decode(data);
    return { code, stdout: decode(stdout), stderr: decode(stderr) };
  } finally {
    Deno.removeSync(file);
  }
}

/** The runner's home is empty: Deno is told where its cache is. */
const DENO_DIRECTORY: string = JSON.parse(
  new TextDecoder().decode(new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).outputSync().stdout),
)
  .denoDir;

/** Runs shell steps as a runner does: outputs, variables and the path come from the files that steps write to. */
export class Runner implements Disposable {
  readonly folder = Deno.makeTempDirSync({ prefix: "runner" });
  readonly bin = `${this.folder}/bin`;
  env: Record<string, string>;

  constructor() {
    for (const name of ["bin", "home", "temp"]) Deno.mkdirSync(`${this.folder}/${name}`);
    this.env = {
      PATH: `${this.bin}:${Deno.env.get("PATH")}`,
      HOME: `${this.folder}/home`,
      WORKSPACE_HOME: `${this.folder}/home/workspace`,
      WORKSPACE_LOG_LEVEL: "silent",
      DENO_DIR: DENO_DIRECTORY,
      GIT_CONFIG_GLOBAL: `${this.folder}/home/gitconfig`,
      GIT_CONFIG_NOSYSTEM: "1",
      CI: "true",
      GITHUB_REF: "refs/heads/main",
      GITHUB_REF_TYPE: "branch",
      GITHUB_REF_NAME: "main",
      GITHUB_REPOSITORY: "org/repo",
      GITHUB_OUTPUT: `${this.folder}/output`,
      GITHUB_ENV: `${this.folder}/env`,
      GITHUB_PATH: `${this.folder}/path`,
      RUNNER_TEMP: `${this.folder}/temp`,
    };
    Deno.writeTextFileSync(this.env.GIT_CONFIG_GLOBAL!, "[init]\n\tdefaultBranch = main\n");
  }

  /** A program that steps find first. */
  fake(name: string, script: string): void {
    Deno.writeTextFileSync(`${this.bin}/${name}`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }

  async run(step: Step, cwd: string, env: Record<string, string> = {}): Promise<Outcome> {
    const result = await runProgram("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run!], {
      cwd,
      env: { ...this.env, ...env },
    });
    Object.assign(this.env, this.#pairs("env"));
    return result;
  }

  async mustRun(step: Step, cwd: string, env: Record<string, string> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(step, cwd, env);
    assert.equal(code, 0, `${step.name}\n${stdout}${stderr}`);
    return stdout;
  }

  get outputs(): Record<string, string> {
    return this.#pairs("output");
  }

  #pairs(name: string): Record<string, string> {
    try {
      const lines = Deno.readTextFileSync(`${this.folder}/${name}`).trim().split("\n");
      return Object.fromEntries(lines.filter((line) => line !== "").map((line) => line.split(/=(.*)/s, 2)));
    } catch {
      return {};
    }
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}
