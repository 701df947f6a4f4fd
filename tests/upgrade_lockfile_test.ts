import assert from "node:assert/strict";
import { packageManagerLine, type PackageManagerUnderTest } from "./package_managers.ts";
import { startReplayRegistry } from "./registry/replay_registry.ts";
import { startVerdaccio } from "./registry/verdaccio.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const ignore = Deno.build.os === "windows";

/** A project whose package manager is installed under its own name, with a registry that both reach. */
async function createProject(
  manager: PackageManagerUnderTest,
  name: string,
  files: Record<string, string>,
  registry: AsyncDisposable & { url: string } = startReplayRegistry({
    packages: { b: { versions: ["1.0.0", "1.1.0"] } },
  }),
) {
  const top = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace_lockfile_" }));
  const root = `${top}/project`;
  for (const folder of [root, `${top}/bin`, `${top}/home`]) Deno.mkdirSync(folder);
  const line = (await packageManagerLine(manager)).map((word) => `'${word}'`).join(" ");
  Deno.writeTextFileSync(`${top}/bin/${name}`, `#!/bin/sh\nexec ${line} "$@"\n`, { mode: 0o755 });
  for (const [path, text] of Object.entries(files)) Deno.writeTextFileSync(`${root}/${path}`, text);
  Deno.writeTextFileSync(`${root}/.npmrc`, `registry=${registry.url}\n`);
  const { stdout: info } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const env = {
    PATH: `${top}/bin:${Deno.env.get("PATH")}`,
    HOME: `${top}/home`,
    DENO_DIR: JSON.parse(new TextDecoder().decode(info)).denoDir,
    WORKSPACE_HOME: `${top}/home/workspace`,
    GIT_CEILING_DIRECTORIES: top,
    LANG: "C.UTF-8",
    // As on a CI server, where package managers freeze lockfiles unless told otherwise.
    CI: "true",
  };
  const run = async (program: string, args: string[]) => {
    const command = new Deno.Command(program, { args, cwd: root, clearEnv: true, env, stdin: "null" });
    const { code, stdout, stderr } = await command.output();
    return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
  };
  return {
    root,
    run,
    read: (path: string) => Deno.readTextFileSync(`${root}/${path}`),
    workspace: (...args: string[]) =>
      run(Deno.execPath(), ["run", "-A", "--cached-only", MAIN, ...args, "--log-level", "error", "--format", "json"]),
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      Deno.removeSync(top, { recursive: true });
    },
  };
}

const MANIFEST = '{\n  "name": "a",\n  "version": "1.0.0",\n  "dependencies": { "b": "1.0.0" }\n}\n';

const MANAGERS = [
  { manager: "npm", name: "npm", lockfile: "package-lock.json", make: ["install", "--package-lock-only"] },
  { manager: "pnpm", name: "pnpm", lockfile: "pnpm-lock.yaml", make: ["install", "--lockfile-only"] },
  { manager: "bun", name: "bun", lockfile: "bun.lock", make: ["install", "--lockfile-only"] },
] as const;

for (const { manager, name, lockfile, make } of MANAGERS) {
  Deno.test({
    name: `upgrade apply --lockfile: ${name} writes ${lockfile} and installs nothing; a restore brings it back`,
    ignore,
    async fn() {
      await using project = await createProject(manager, name, { "package.json": MANIFEST });
      const made = await project.run(name, [...make]);
      assert.equal(made.code, 0, made.stdout + made.stderr);
      const before = project.read(lockfile);
      assert.match(before, /\b1\.0\.0\b/);
      const applied = await project.workspace("upgrade", "apply", "--lockfile");
      assert.equal(applied.code, 0, applied.stdout);
      const result = JSON.parse(applied.stdout);
      assert.deepEqual([result.lockfile.state, result.lockfile.file], ["refreshed", lockfile]);
      assert.equal(project.read("package.json"), MANIFEST.replace('"b": "1.0.0"', '"b": "1.1.0"'));
      assert.match(project.read(lockfile), /\b1\.1\.0\b/);
      assert.deepEqual(
        [...Deno.readDirSync(project.root)].map((each) => each.name).sort(),
        [
          ".npmrc",
          ".workspace-backups",
          lockfile,
          "package.json",
        ].sort(),
      );
      const frozen = await project.run(name, [...make, ...(name === "npm" ? [] : ["--frozen-lockfile"])]);
      assert.equal(frozen.code, 0, frozen.stdout + frozen.stderr);
      const restored = await project.workspace("upgrade", "backups", "restore", "latest", "--force");
      assert.equal(restored.code, 0, restored.stdout);
      assert.deepEqual([project.read("package.json"), project.read(lockfile)], [MANIFEST, before]);
    },
  });
}

Deno.test({
  name: "upgrade apply --lockfile: what Yarn cannot resolve is taken back, and Yarn says why",
  ignore,
  async fn() {
    const lock =
      '# yarn\n\n__metadata:\n  version: 8\n  cacheKey: 10\n\n"a@workspace:.":\n  version: 0.0.0-use.local\n' +
      '  resolution: "a@workspace:."\n  dependencies:\n    b: "npm:1.0.0"\n  languageName: unknown\n  linkType: soft\n';
    const files = {
      "package.json": MANIFEST,
      "yarn.lock": lock,
      ".yarnrc.yml": "unsafeHttpWhitelist: ['127.0.0.1']\n",
    };
    await using project = await createProject("yarn", "yarn", files);
    // Yarn needs the packages themselves for their checksums; this registry has none.
    const { code, stdout } = await project.workspace("upgrade", "apply", "--lockfile");
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code], [13, "LOCKFILE_REFRESH_FAILED"], stdout);
    assert.match(error.message, /`yarn install --mode=update-lockfile/);
    assert.match(error.cause, /YN\d{4}/);
    assert.deepEqual([project.read("package.json"), project.read("yarn.lock")], [MANIFEST, lock]);
  },
});

Deno.test({
  name: "upgrade apply --lockfile: yarn writes yarn.lock and installs nothing; a restore brings it back",
  ignore,
  async fn() {
    const verdaccio = await startVerdaccio();
    await verdaccio.publish("b", { "1.0.0": {}, "1.1.0": { dependencies: { c: "^2.0.0" } } });
    await verdaccio.publish("c", { "2.0.0": {} });
    const yarnrc = `npmRegistryServer: "${verdaccio.url}"\nunsafeHttpWhitelist: ["127.0.0.1"]\n` +
      "enableGlobalCache: false\nenableTelemetry: false\nnpmMinimalAgeGate: 0\n";
    await using project = await createProject(
      "yarn",
      "yarn",
      { "yarn.lock": "", ".yarnrc.yml": yarnrc },
      verdaccio,
    );
    const manifest = MANIFEST.replace("{", '{\n  "private": true, "workspaces": ["packages/*"],');
    const member = '{ "name": "m",   "version": "1.0.0", "dependencies": { "c": "2.0.0" } }';
    const write = () => {
      Deno.mkdirSync(`${project.root}/packages/m`, { recursive: true });
      Deno.writeTextFileSync(`${project.root}/package.json`, manifest);
      Deno.writeTextFileSync(`${project.root}/packages/m/package.json`, member);
    };
    write();
    const made = await project.run("yarn", ["install", "--mode=update-lockfile", "--no-immutable"]);
    assert.equal(made.code, 0, made.stdout);
    // Yarn writes manifests in its own style whenever it makes a lockfile.
    write();
    const before = project.read("yarn.lock");
    assert.match(before, /"b@npm:1\.0\.0":/);
    const applied = await project.workspace("upgrade", "apply", "--lockfile");
    assert.equal(applied.code, 0, applied.stdout);
    const result = JSON.parse(applied.stdout);
    assert.deepEqual([result.lockfile.state, result.lockfile.file], ["refreshed", "yarn.lock"]);
    assert.equal(project.read("package.json"), manifest.replace('"b": "1.0.0"', '"b": "1.1.0"'));
    assert.equal(project.read("packages/m/package.json"), member);
    assert.match(project.read("yarn.lock"), /"b@npm:1\.1\.0":[^]*"c@npm:2\.0\.0, c@npm:\^2\.0\.0":/);
    // An install that must not change the lockfile finds nothing to change.
    const immutable = await project.run("yarn", ["install", "--immutable", "--mode=skip-build"]);
    assert.equal(immutable.code, 0, immutable.stdout);
    const restored = await project.workspace("upgrade", "backups", "restore", "latest", "--force");
    assert.equal(restored.code, 0, restored.stdout);
    assert.deepEqual([project.read("package.json"), project.read("yarn.lock")], [manifest, before]);
  },
});

Deno.test({
  name: "upgrade apply --lockfile: Yarn 1 cannot, and a project without a lockfile has none to refresh",
  ignore,
  async fn() {
    const lock = '# yarn lockfile v1\n\n\nb@1.0.0:\n  version "1.0.0"\n';
    await using project = await createProject("yarn1", "yarn", { "package.json": MANIFEST, "yarn.lock": lock });
    const refused = await project.workspace("upgrade", "apply", "--install");
    assert.deepEqual([refused.code, JSON.parse(refused.stdout).error.code], [13, "LOCKFILE_REFRESH_UNSUPPORTED"]);
    assert.equal(project.read("package.json"), MANIFEST);
    Deno.removeSync(`${project.root}/yarn.lock`);
    const without = await project.workspace("upgrade", "apply", "--lockfile");
    assert.deepEqual([without.code, JSON.parse(without.stdout).error.code], [13, "LOCKFILE_NOT_FOUND"]);
    assert.equal(project.read("package.json"), MANIFEST);
  },
});

Deno.test({
  name: "upgrade apply --lockfile: a package manager that is not installed is named, and everything is as before",
  ignore,
  async fn() {
    const files = {
      "package.json": MANIFEST,
      "bun.lock": '{ "lockfileVersion": 1, "workspaces": {}, "packages": {} }\n',
    };
    await using project = await createProject("bun", "not-bun", files);
    const { code, stdout } = await project.workspace("upgrade", "apply", "--lockfile");
    assert.equal(JSON.parse(stdout).error.code, "PROGRAM_NOT_FOUND", stdout);
    assert.notEqual(code, 0);
    assert.equal(project.read("package.json"), MANIFEST);
  },
});
