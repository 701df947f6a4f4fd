import assert from "node:assert/strict";
import type { PackageManagerName } from "../model.ts";
import { installCommand, planLockfileRefresh } from "./lockfile_refresh.ts";

function plan(name: PackageManagerName, lockfiles: string[], options: { text?: string; registry?: string } = {}) {
  const packages = [{
    name: "a",
    version: "1.0.0",
    path: "packages/a",
    manifestPath: "packages/a/package.json",
    private: false,
    dependencies: [],
  }];
  return planLockfileRefresh({ manager: { name, version: undefined }, lockfiles, packages }, {
    readText: () => options.text,
    registry: options.registry,
  });
}

Deno.test("each package manager writes its lockfile alone, and runs no scripts", () => {
  const npm = plan("npm", ["pnpm-lock.yaml", "package-lock.json"]);
  assert.deepEqual([npm.program, npm.args.slice(0, 3).join(" "), npm.writes], [
    "npm",
    "install --package-lock-only --ignore-scripts",
    ["package-lock.json"],
  ]);
  assert.deepEqual(plan("pnpm", ["pnpm-lock.yaml"]).args, [
    "install",
    "--lockfile-only",
    "--ignore-scripts",
    "--no-frozen-lockfile",
  ]);
  assert.deepEqual(plan("bun", ["bun.lockb"]).writes, ["bun.lockb", "bun.lock"]);
  assert.deepEqual(plan("deno", ["deno.lock"]).args, ["install", "--lockfile-only"]);
  assert.deepEqual(npm.rewrites, []);
  assert.deepEqual(plan("yarn", ["yarn.lock"], { text: "__metadata:\n" }).rewrites, [
    "package.json",
    "packages/a/package.json",
  ]);
  assert.deepEqual(plan("yarn", ["yarn.lock"], { text: "__metadata:\n  version: 8\n" }).args, [
    "install",
    "--mode=update-lockfile",
    "--no-immutable",
  ]);
});

Deno.test("a registry that is given is the package manager's, too", () => {
  const registry = "http://127.0.0.1:1/";
  for (
    const [name, lockfile] of [["npm", "package-lock.json"], ["pnpm", "pnpm-lock.yaml"], ["bun", "bun.lock"]] as const
  ) {
    assert.equal(plan(name, [lockfile], { registry }).args.at(-1), `--registry=${registry}`);
  }
  const yarn = plan("yarn", ["yarn.lock"], { text: "# x\n\n__metadata:\n", registry });
  assert.deepEqual(yarn.env, { YARN_NPM_REGISTRY_SERVER: registry });
});

Deno.test("Yarn 1 cannot, and without a lockfile there is nothing to refresh", () => {
  assert.throws(() => plan("yarn", ["yarn.lock"], { text: "# yarn lockfile v1\n" }), {
    code: "LOCKFILE_REFRESH_UNSUPPORTED",
    message: "Yarn 1 cannot refresh yarn.lock without installing",
  });
  assert.throws(() => plan("npm", ["yarn.lock"]), { code: "LOCKFILE_NOT_FOUND" });
  assert.equal(installCommand({ manager: { name: "pnpm", version: undefined } }), "pnpm install");
});
