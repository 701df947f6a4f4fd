import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { type Schema, Validator } from "@cfworker/json-schema";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const CACHE = fileURLToPath(new URL("../node_modules/.cache/sarif-schema", import.meta.url));
/** A package that brings OASIS's own schema along; none of its dependencies are needed for that. */
const PACKAGE = "@datadog/datadog-ci@2.48.0";
const SCHEMA = "package/dist/commands/sarif/json-schema/sarif-schema-2.1.0.json";

/** The schema of SARIF 2.1.0, fetched once; made complete elsewhere and moved, for tests that run at once. */
async function readSchema(): Promise<Schema> {
  const home = `${CACHE}/2.1.0.json`;
  Deno.mkdirSync(CACHE, { recursive: true });
  try {
    return JSON.parse(Deno.readTextFileSync(home));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const parent = Deno.makeTempDirSync({ dir: CACHE, prefix: "new-" });
  try {
    const npm = Deno.build.os === "windows" ? "npm.cmd" : "npm";
    const { stdout } = await run(npm, ["pack", PACKAGE, "--json", "--pack-destination", parent], { cwd: parent });
    const answer: unknown = JSON.parse(stdout);
    const [packed] = Array.isArray(answer) ? answer : Object.values(answer as object);
    await run("tar", ["-xzf", packed.filename, SCHEMA], { cwd: parent });
    Deno.renameSync(`${parent}/${SCHEMA}`, home);
    return JSON.parse(Deno.readTextFileSync(home));
  } finally {
    Deno.removeSync(parent, { recursive: true });
  }
}

async function run(program: string, args: string[], options: { cwd: string; env?: Record<string, string> }) {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, ...options, stdin: "null" }).output();
  const decoder = new TextDecoder();
  const result = { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
  assert.equal(code, 0, `${program} ${args.join(" ")}\n${result.stdout}${result.stderr}`);
  return result;
}

Deno.test("audit --format sarif fits the schema of SARIF 2.1.0", async () => {
  const schema = await readSchema();
  const top = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace_sarif_" }));
  try {
    const root = `${top}/project`;
    const files: Record<string, string> = {
      "package.json": '{ "name": "root", "private": true, "workspaces": ["packages/*"] }',
      "packages/a/package.json":
        '{ "name": "a", "version": "1.0.0", "dependencies": { "b": "^2.0.0", "left": "^1.0.0", "gone": "catalog:" } }',
      "packages/b/package.json": '{ "name": "b", "version": "1.0.0", "dependencies": { "a": "*", "left": "^2.0.0" } }',
      "packages/a/src/with space & #é.ts": 'import "missing";\nimport "left";\n',
      "package-lock.json": JSON.stringify({
        lockfileVersion: 3,
        packages: { "node_modules/left": { version: "1.0.0" }, "packages/b/node_modules/left": { version: "2.0.0" } },
      }),
    };
    for (const [path, text] of Object.entries(files)) {
      Deno.mkdirSync(`${root}/${path.slice(0, path.lastIndexOf("/") + 1)}`, { recursive: true });
      Deno.writeTextFileSync(`${root}/${path}`, text);
    }
    const env = { HOME: top, WORKSPACE_HOME: `${top}/home`, GIT_CEILING_DIRECTORIES: top };
    const { stdout: info } = await run(Deno.execPath(), ["info", "--json"], { cwd: top });
    const audit = (...args: string[]) =>
      run(
        Deno.execPath(),
        ["run", "-A", "--cached-only", MAIN, "audit", "--offline", "--format", "sarif", ...args],
        { cwd: root, env: { ...env, DENO_DIR: JSON.parse(info).denoDir } },
      );
    const validator = new Validator(schema, "7", false);
    const counts = [];
    for (const args of [[], ["--verbosity", "detailed"], ["--sections", "licenses", "--min-severity", "info"]]) {
      const log = JSON.parse((await audit(...args)).stdout);
      const { valid, errors } = validator.validate(log);
      assert.ok(valid, JSON.stringify(errors, undefined, 2));
      counts.push(log.runs[0].results.length);
    }
    assert.ok(counts[0] >= 4, `${counts}`);
    // The oracle is one: it refuses what is no SARIF.
    assert.equal(validator.validate({ version: "2.1.0", runs: [{ results: [] }] }).valid, false);
  } finally {
    Deno.removeSync(top, { recursive: true });
  }
});
