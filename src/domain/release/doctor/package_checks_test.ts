import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { PROGRAM_NOT_FOUND } from "../../../adapters/process/faults.ts";
import type { Processes } from "../../../kernel/ports.ts";
import type { Check } from "./model.ts";
import { packageChecks } from "./package_checks.ts";
import { runChecks } from "./run_checks.ts";

/** The checks of a project with these files; `program` answers in the package manager's place. */
async function look(contents: Record<string, string>, program: Processes["run"]): Promise<Record<string, Check>> {
  const root = Deno.makeTempDirSync({ prefix: "package-checks-" });
  try {
    const files = denoFiles();
    for (const [path, content] of Object.entries(contents)) files.write(`${root}/${path}`, content);
    const processes = { run: program };
    const checks = await runChecks("packages", () => packageChecks({ files, processes, root }));
    return Object.fromEntries(checks.map((each) => [each.id.slice("packages.".length), each]));
  } finally {
    Deno.removeSync(root, { recursive: true });
  }
}

const PACKAGE = JSON.stringify({ name: "a", version: "1.0.0", packageManager: "pnpm@10.0.0" });
const answering = (code: number, stdout: string): Processes["run"] => () =>
  Promise.resolve({ code, stdout, stderr: "" });

Deno.test("the package manager's own version is compared by a look, and what keeps it from speaking is said", async () => {
  const manager = async (program: Processes["run"]) => (await look({ "package.json": PACKAGE }, program)).manager!;
  assert.equal((await manager(answering(0, "10.1.0\n"))).detail, "pnpm@10.0.0, installed is 10.1.0");
  assert.match((await manager(answering(124, ""))).fix!, /`pnpm --version`/);
  const missing = await manager((program) => Promise.reject(PROGRAM_NOT_FOUND({ program })));
  assert.deepEqual([missing.status, missing.fix], ["warning", "Install pnpm, or leave lockfiles to another machine."]);
  const broken = await manager(() => Promise.reject(new TypeError("no")));
  assert.match(broken.detail, /The check itself broke: no/);
});

Deno.test("asking the package manager downloads none", async () => {
  let asked: Parameters<Processes["run"]> | undefined;
  await look({ "package.json": PACKAGE }, (...args) => {
    asked = args;
    return answering(0, "10.0.0")(...args);
  });
  assert.equal(asked![2]!.env!.COREPACK_ENABLE_NETWORK, "0");
  assert.equal(asked![2]!.inherits, "registries");
});

Deno.test("a lockfile is missing, one of several, unreadable, or fine", async () => {
  const lockfile = async (contents: Record<string, string>) =>
    (await look({ "package.json": PACKAGE, ...contents }, answering(0, "10.0.0"))).lockfile!;
  const none = await lockfile({});
  assert.deepEqual([none.status, none.fix], ["warning", "Run `pnpm install` and commit the lockfile."]);
  const pnpm = "lockfileVersion: '9.0'\n";
  assert.equal((await lockfile({ "pnpm-lock.yaml": pnpm })).detail, "pnpm-lock.yaml");
  const both = await lockfile({ "pnpm-lock.yaml": pnpm, "package-lock.json": '{ "lockfileVersion": 3 }' });
  assert.match(both.detail, /pnpm-lock\.yaml counts$/);
  assert.equal((await lockfile({ "bun.lockb": "" })).detail, "bun.lockb (its entries are not read)");
  assert.equal((await lockfile({ "package-lock.json": "{" })).status, "failed");
});

Deno.test("no package, an odd manifest and two packages of one name are told", async () => {
  const top = { "package.json": JSON.stringify({ private: true, workspaces: ["packages/*"] }) };
  const program = answering(0, "10.0.0");
  const empty = await look({ ...top, "packages/README.md": "" }, program);
  assert.equal(empty.found!.status, "warning");
  const twice = { "packages/a/package.json": PACKAGE, "packages/b/package.json": PACKAGE };
  const doubled = await look({ ...top, ...twice }, program);
  assert.equal(doubled.found!.status, "failed");
  assert.equal(doubled.manager!.status, "skipped");
  const odd = await look({ "package.json": PACKAGE.replace("pnpm@", "other@") }, program);
  assert.match(odd.warnings!.detail, /other@10\.0\.0/);
});
