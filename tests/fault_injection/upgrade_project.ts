import { startReplayRegistry } from "../registry/replay_registry.ts";
import { finished, type Ran, type RunOptions } from "./release_project.ts";

const MAIN = new URL("../../main.ts", import.meta.url);

/** A project with old dependencies, a registry that has newer ones, and an npm that refreshes the lockfile its own way. */
export interface UpgradeProject extends AsyncDisposable {
  top: string;
  root: string;
  /** Runs the program in the project, or in a copy of it. */
  workspace(args: string[], options?: RunOptions & { cwd?: string }): Promise<Ran>;
  start(args: string[], options?: RunOptions & { cwd?: string }): Deno.ChildProcess;
  /** A copy of the project as it is now. */
  copy(name: string): string;
}

/** Stands in for npm: what is asked for goes into the lockfile, so that each set of manifests has one lockfile. */
const NPM = `#!/bin/sh
case "$*" in *--package-lock-only*--ignore-scripts*) ;; *) exit 9;; esac
test -z "$GITHUB_TOKEN" || exit 8
test ! -e ../begun || { echo begun > ../begun; read -r _ < ../go; }
test ! -e fail || { echo "no such version" >&2; exit 7; }
of=$(cat package.json packages/*/package.json | cksum)
printf '{ "lockfileVersion": 3, "packages": {}, "of": "%s" }' "$of" > package-lock.json
test ! -e ../ended || echo ended > ../ended
`;

export async function createUpgradeProject(): Promise<UpgradeProject> {
  const top = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace_upgrade_" }));
  const root = `${top}/project`;
  const registry = startReplayRegistry({
    packages: { b: { versions: ["1.0.0", "1.1.0"] }, c: { versions: ["2.0.0", "3.0.0"] } },
  });
  const write = (path: string, text: string, mode = 0o644) => {
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    Deno.writeTextFileSync(path, text);
    Deno.chmodSync(path, mode);
  };
  write(`${root}/package.json`, '{ "private": true, "workspaces": ["packages/*"] }\n');
  write(`${root}/package-lock.json`, '{ "lockfileVersion": 3, "packages": {} }\n', 0o600);
  write(`${root}/repo.config.toml`, "");
  write(`${root}/packages/one/package.json`, '{\r\n\t"name": "one", "dependencies": {"b": "^1.0.0"} }', 0o640);
  write(`${root}/packages/two/package.json`, '{ "name": "two",\n "dependencies": { "b": "~1.0.0", "c": "2.x" } }\n');
  write(`${top}/bin/npm`, NPM, 0o755);
  const env = {
    PATH: `${top}/bin:${Deno.env.get("PATH")}`,
    HOME: `${top}/home`,
    DENO_DIR: await denoFolder(),
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CEILING_DIRECTORIES: top,
    GITHUB_TOKEN: "not for npm",
    WORKSPACE_HOME: `${top}/home/workspace`,
    SOURCE_DATE_EPOCH: "1767225600",
    LANG: "C.UTF-8",
    npm_config_registry: registry.url,
  };
  await new Deno.Command("git", { args: ["init", "-q", "-b", "deps"], cwd: root, clearEnv: true, env }).output();
  const start: UpgradeProject["start"] = (args, options = {}) => {
    const entry = (options.entry ?? MAIN).pathname;
    const line = [
      ...options.prefix ?? [],
      Deno.execPath(),
      "run",
      "-A",
      "--no-check",
      "--cached-only",
      entry,
      ...args,
    ];
    return new Deno.Command(line[0]!, {
      args: line.slice(1),
      cwd: options.cwd ?? root,
      clearEnv: true,
      env: { ...env, ...options.env },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
  };
  return {
    top,
    root,
    start,
    workspace: (args, options) => finished(start(args, options)),
    copy(name) {
      copyTree(root, `${top}/${name}`);
      return `${top}/${name}`;
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      Deno.removeSync(top, { recursive: true });
    },
  };
}

/** Every file and folder of the project but git's and the backups', with mode and bytes. */
export function stateOf(root: string): string {
  return list(root, "").filter((line) => !/^(\.git|\.workspace-backups)\//.test(line)).join("\n");
}

/** What is left lying about: temporary files anywhere, a journal, backups that are not whole. */
export function leftovers(root: string): string[] {
  return list(root, "").map((line) => line.split(" ")[0]!).filter((path) =>
    path.endsWith(".tmp") || path.endsWith("/.journal.json")
  );
}

function list(root: string, path: string): string[] {
  return [...Deno.readDirSync(`${root}/${path}`)].toSorted((a, b) => a.name < b.name ? -1 : 1).flatMap((entry) => {
    const inner = path === "" ? entry.name : `${path}/${entry.name}`;
    const mode = Deno.lstatSync(`${root}/${inner}`).mode?.toString(8);
    if (entry.isDirectory) return [`${inner}/ ${mode}`, ...list(root, inner)];
    return [`${inner} ${mode} ${Deno.readFileSync(`${root}/${inner}`).toHex()}`];
  });
}

function copyTree(from: string, to: string): void {
  Deno.mkdirSync(to);
  for (const entry of Deno.readDirSync(from)) {
    if (entry.isDirectory) copyTree(`${from}/${entry.name}`, `${to}/${entry.name}`);
    else Deno.copyFileSync(`${from}/${entry.name}`, `${to}/${entry.name}`);
  }
}

let denoDirectory: Promise<string> | undefined;

function denoFolder(): Promise<string> {
  return denoDirectory ??= new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output()
    .then(({ stdout }) => JSON.parse(new TextDecoder().decode(stdout)).denoDir);
}
