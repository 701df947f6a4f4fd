import assert from "node:assert/strict";
import { denoFiles } from "../../adapters/files/deno_files.ts";
import { workerPlugins } from "../../adapters/plugins/worker_plugins.ts";
import type { Ports } from "../../cli/command.ts";
import type { Globals } from "../../cli/globals.ts";
import { defaultConfig } from "../../domain/release/config/schema.ts";
import { grantPlugin } from "../plugins/grant_plugin.ts";
import { openPlugins } from "../plugins/open_plugins.ts";
import type { AuditInput } from "./audit_input.ts";
import type { AuditContext } from "./audit_request.ts";
import { findAddedRules } from "./find_added_rules.ts";
import { readPluginSection } from "./read_plugin_section.ts";

const named = (...names: string[]) => names.map((name) => ({ name, summary: `About ${name}` }));
const manifest = (name: string, auditRules: unknown, permissions = {}) =>
  JSON.stringify({ name, version: "1.0.0", module: "p.js", auditRules, permissions });

const CONTENTS = {
  "repo.config.json": '{"plugins":[{"path":"good"},{"path":"bad"},{"path":"none"}]}',
  "good/plugin.json": manifest("good", named("sees", "quiet"), { read: ["docs"] }),
  "good/p.js": `export const auditRules = {
    sees: (input) => [{ severity: "low", package: "a", message: JSON.stringify(input),
      detail: Deno.readTextFileSync(input.root + "/docs/x") }],
    quiet() {},
  };`,
  "bad/plugin.json": manifest("bad", named("throws", "reaches", "shape", "absent", "hangs")),
  "bad/p.js": `export const auditRules = {
    throws() { throw new Error("boom"); },
    reaches: ({ root }) => Deno.readTextFileSync(root + "/docs/x"),
    shape: () => [{ message: 1 }],
    hangs: () => new Promise(() => {}),
  };`,
  "none/plugin.json": manifest("none", undefined),
  "none/p.js": "",
  "docs/x": "from docs",
};

function place(contents: Record<string, string>) {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-rules-" })).replaceAll("\\", "/");
  const root = `${folder}/project`;
  const files = denoFiles();
  for (const [path, text] of Object.entries(contents)) files.write(`${root}/${path}`, text);
  const warnings: string[] = [];
  const clock = { now: () => Temporal.Instant.from("2026-01-01T00:00:00Z") };
  const context = {
    directory: root,
    globals: {} as Globals,
    tree: [],
    options: { offline: true, ruleTimeout: 1 },
    log: { error() {}, warn: (text: string) => void warnings.push(text), info() {}, debug() {}, trace() {} },
    ports: {
      files,
      clock,
      env: { get: (name: string) => name === "WORKSPACE_HOME" ? `${folder}/home` : undefined },
      git: () => ({ findLocation: () => undefined }),
      plugins: () => Promise.resolve(workerPlugins(() => {})),
    } as unknown as Ports,
  } as unknown as AuditContext;
  const packages = [{
    name: "a",
    version: undefined,
    path: "packages/a",
    manifestPath: "packages/a/package.json",
    private: true,
    dependencies: [{ name: "x", kind: "dependencies", specifier: "^1.0.0" }],
  }];
  const input = { project: { root, config: defaultConfig() }, workspace: { packages } } as unknown as AuditInput;
  return {
    root,
    store: `${folder}/home/data/plugins.json`,
    warnings,
    find: () => findAddedRules(context),
    read: async () => await readPluginSection(context, { input, added: (await findAddedRules(context))! }),
    async trust(...names: string[]) {
      const { plugins, store } = await openPlugins(context);
      for (const each of plugins.filter(({ name }) => names.includes(name))) {
        grantPlugin(each, { ports: { files, clock }, store: store! });
      }
    },
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

Deno.test("where no plugin has rules there is nothing to run", async () => {
  for (const config of ["{}", '{"plugins":[{"path":"none"}]}', '{"plugins":[{"path":"nowhere"}]}']) {
    using at = place({ ...CONTENTS, "repo.config.json": config });
    assert.equal(await at.find(), undefined, config);
    assert.equal(at.warnings.length, config.includes("nowhere") ? 1 : 0);
  }
});

Deno.test("a plugin that is not trusted is said, not run", async () => {
  using at = place(CONTENTS);
  const { status, findings, notices, rules } = await at.read();
  assert.deepEqual([status, findings, notices.length], ["unavailable", [], 2]);
  assert.match(notices[0]!, /^Plugin 'good' is not trusted: its rules did not run\. .*workspace plugins trust good/);
  assert.ok(rules!.every(({ state }) => state === "untrusted"));
});

Deno.test("rules are told of the project, and touch what their plugin was granted", async () => {
  using at = place({ ...CONTENTS, "repo.config.json": '{"plugins":[{"path":"good"}]}' });
  await at.trust("good");
  const { status, findings, notices, rules } = await at.read();
  assert.deepEqual([status, notices], ["complete", []]);
  assert.deepEqual(rules!.map(({ id, state }) => [id, state]), [
    ["plugins/good/sees", "ran"],
    ["plugins/good/quiet", "ran"],
  ]);
  const [finding] = findings;
  assert.equal(finding!.detail, "from docs");
  assert.equal(finding!.file, "packages/a/package.json");
  const told = JSON.parse(finding!.title);
  assert.deepEqual(Object.keys(told), ["rule", "root", "config", "packages", "offline"]);
  assert.deepEqual(told.packages, [{
    name: "a",
    version: null,
    path: "packages/a",
    manifest: "packages/a/package.json",
    private: true,
    dependencies: [{ name: "x", kind: "dependencies", specifier: "^1.0.0" }],
  }]);
  assert.equal(told.offline, true);
});

Deno.test("a rule that fails is named and hides no other", async () => {
  using at = place(CONTENTS);
  await at.trust("good", "bad");
  const { status, findings, notices, rules } = await at.read();
  assert.equal(status, "partial");
  assert.equal(findings.length, 1);
  assert.deepEqual(rules!.filter(({ state }) => state === "failed").length, 5);
  const expected = [
    /^Rule plugins\/bad\/throws gave no answer: .*boom$/,
    /^Rule plugins\/bad\/reaches gave no answer: .*it wanted read access to/,
    /^Rule plugins\/bad\/shape gave no answer: 0\.message must be a text that is not empty$/,
    /^Rule plugins\/bad\/absent gave no answer: .*exports no function auditRules\.absent$/,
    /^Rule plugins\/bad\/hangs gave no answer: .*did not finish hangs in 1 s$/,
  ];
  assert.equal(notices.length, expected.length);
  expected.forEach((each, i) => assert.match(notices[i]!, each));
});

Deno.test("a record of trust that cannot be read is said, and hides no other section", async () => {
  using at = place(CONTENTS);
  denoFiles().write(at.store, "damaged");
  const { status, notices } = await at.read();
  assert.equal(status, "unavailable");
  assert.match(notices[0]!, /is not a record of trusted plugins/);
});
