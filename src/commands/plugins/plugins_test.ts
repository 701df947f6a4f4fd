import assert from "node:assert/strict";
import { denoFiles } from "../../adapters/files/deno_files.ts";
import { workerPlugins } from "../../adapters/plugins/worker_plugins.ts";
import { type Command, command, type Ports, type Tree } from "../../cli/command.ts";
import type { Globals } from "../../cli/globals.ts";
import { isFault } from "../../kernel/fault.ts";
import { object } from "../../kernel/schema.ts";
import { createUi } from "../../view/ui.ts";
import list from "./list.ts";
import { pluggedCommands } from "./plugged_commands.ts";
import revoke from "./revoke.ts";
import trust from "./trust.ts";

const UI = createUi({ color: false, unicode: true, width: 80 });
const OWN = command({ examples: [], needs: {}, output: object({}), run: () => ({}), text: () => "" });
const tree: Tree = [{
  title: "Work",
  commands: {
    bump: { summary: "", load: () => Promise.resolve({ default: OWN }) },
    config: { summary: "", aliases: ["configs"], actions: {} },
  },
}];

const MANIFEST = {
  name: "p",
  version: "1.2.0",
  module: "p.js",
  commands: [{
    name: "say",
    summary: "Say it",
    arguments: [{ name: "first-word", summary: "A word" }, { name: "others", summary: "More", variadic: true }],
    options: [
      { name: "how-loud", type: "integer", summary: "Volume", minimum: 1 },
      { name: "to", type: "text", summary: "Whom", required: true },
      { name: "tone", type: "text", summary: "How", values: ["soft", "hard"] },
      { name: "twice", type: "flag", summary: "Again" },
    ],
  }, { name: "plain", summary: "Plain" }],
  formatters: [{ name: "keys", summary: "Keys" }, { name: "wrong", summary: "Wrong" }],
  auditRules: [{ name: "readme", summary: "Readme" }],
  permissions: { read: ["docs"], run: ["git"] },
};
const MODULE = `
const answers = {
  undefined: undefined, text: { text: "hi" }, code: { exitCode: 10 }, wrongCode: { exitCode: 99 },
  unknown: { success: true }, wrong: "x",
};
export const commands = {
  say: (input) => input.args.firstWord in answers ? answers[input.args.firstWord] : { result: input },
  plain: async ({ root }) => ({ result: await Deno.readTextFile(root + "/docs/a") }),
};
export const formatters = { keys: (value) => Object.keys(value).join(), wrong: () => 1 };
`;

interface Place extends Disposable {
  root: string;
  store: string;
  /** Runs a command. */
  run(
    command: Command,
    given?: { options?: Record<string, unknown>; args?: Record<string, unknown> },
  ): Promise<unknown>;
  plugged(): ReturnType<typeof pluggedCommands>;
  /** A command that a plugin adds. */
  added(name: string): Promise<Command>;
  asked: string[];
  warnings: string[];
}

/** A project with a plugin, and a user. `answer` is what the user says when asked; nobody is there without it. */
function place(contents: Record<string, string> = {}, user: { answer?: boolean; home?: boolean } = {}): Place {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-plugins-" })).replaceAll("\\", "/");
  const root = `${folder}/project`;
  const files = denoFiles();
  const all = {
    "repo.config.json": '{"plugins":[{"path":"p"}]}',
    "p/plugin.json": JSON.stringify(MANIFEST),
    "p/p.js": MODULE,
    "docs/a": "from docs",
    ...contents,
  };
  for (const [path, text] of Object.entries(all)) files.write(`${root}/${path}`, text);
  const asked: string[] = [];
  const warnings: string[] = [];
  const env = {
    get: (name: string) => name === "WORKSPACE_HOME" && user.home !== false ? `${folder}/home` : undefined,
  };
  const log = { error() {}, warn: (text: string) => void warnings.push(text), info() {}, debug() {}, trace() {} };
  const ports = {
    files,
    env,
    git: () => ({ findLocation: () => undefined }),
    plugins: () => Promise.resolve(workerPlugins(() => {})),
    clock: { now: () => Temporal.Instant.from("2026-01-01T00:00:00Z") },
    prompt: {
      available: user.answer !== undefined,
      confirm(question: string) {
        asked.push(question);
        return Promise.resolve(user.answer);
      },
    },
  } as unknown as Ports;
  const context = { directory: root, globals: {} as Globals, ports, log, tree };
  const plugged = () => pluggedCommands(context);
  return {
    root,
    store: `${folder}/home/data/plugins.json`,
    asked,
    warnings,
    plugged,
    async run(command, { options = {}, args = {} } = {}) {
      return await command.run({ ...context, options, args } as unknown as Parameters<Command["run"]>[0]);
    },
    async added(name) {
      const { commands } = await plugged();
      return (await commands[name]!.load()).default;
    },
    [Symbol.dispose]: () => Deno.removeSync(folder, { recursive: true }),
  };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    const first = error instanceof AggregateError ? error.errors[0] : error;
    if (!isFault(first)) throw error;
    return first.code;
  }
}

Deno.test("list shows what plugins add, what they may touch and whether they are trusted", async () => {
  using at = place();
  const { plugins, problems } = await at.run(list) as { plugins: Record<string, unknown>[]; problems: string[] };
  assert.deepEqual(problems, []);
  const [shown] = plugins;
  assert.equal(shown!.state, "untrusted");
  assert.equal(shown!.trustedAt, null);
  assert.deepEqual(shown!.auditRules, [{ name: "readme", summary: "Readme" }]);
  assert.equal(
    await list.text({ plugins, problems }, UI),
    `Plugins
━━━━━━━

p 1.2.0 untrusted p/plugin.json
  read: docs (in the project)
  run: git (which may do anything you may)
  command say: Say it
  command plain: Plain
  format keys: Keys
  format wrong: Wrong
  audit rule readme: Readme`,
  );
  assert.equal(await list.text({ plugins: [], problems }, UI), "No plugins.");
});

Deno.test("what is trusted once is trusted until it changes or is revoked", async () => {
  using at = place();
  const state = async () => (await at.run(list) as { plugins: { state: string }[] }).plugins[0]!.state;
  const trusted = await at.run(trust, { args: { plugin: "p" } }) as { plugin: { state: string; trustedAt: string } };
  assert.equal(trusted.plugin.trustedAt, "2026-01-01T00:00:00Z");
  assert.match(await trust.text(trusted, UI), /^p 1\.2\.0 trusted /);
  assert.equal(await state(), "trusted");
  Deno.writeTextFileSync(`${at.root}/p/p.js`, `${MODULE}// changed`);
  assert.equal(await state(), "changed");
  // What it was before is not trusted any more when the new one is.
  await at.run(trust, { args: { plugin: "p" } });
  assert.equal(Object.keys(JSON.parse(Deno.readTextFileSync(at.store))).length, 1);
  const revoked = await at.run(revoke, { args: { plugin: "p" } });
  assert.deepEqual(revoked, { plugin: "p", revoked: 1 });
  assert.equal(await revoke.text(revoked, UI), "Plugin 'p' is not trusted any more.");
  assert.equal(await state(), "untrusted");
  const again = await at.run(revoke, { args: { plugin: "p" } });
  assert.equal(await revoke.text(again, UI), "Plugin 'p' was not trusted.");
});

Deno.test("a plugin that is gone can be revoked, one that never was cannot", async () => {
  using at = place();
  await at.run(trust, { args: { plugin: "p" } });
  Deno.writeTextFileSync(`${at.root}/repo.config.json`, "{}");
  assert.deepEqual(await at.run(revoke, { args: { plugin: "p" } }), { plugin: "p", revoked: 1 });
  assert.equal(await codeOf(at.run(revoke, { args: { plugin: "p" } })), "PLUGIN_NOT_FOUND");
  assert.equal(await codeOf(at.run(trust, { args: { plugin: "p" } })), "PLUGIN_NOT_FOUND");
});

Deno.test("what is wrong with a plugin is said where it was meant", async () => {
  using at = place({ "repo.config.json": '{"plugins":[{"path":"nowhere"},{"path":"p"}]}' });
  const { problems } = await at.run(list) as { problems: string[] };
  assert.equal(problems.length, 1);
  assert.deepEqual(at.warnings, problems);
  await assert.rejects(at.run(trust, { args: { plugin: "q" } }), (error: AggregateError) => {
    return error.errors.map(({ code }) => code).join() === "PLUGIN_NOT_FOUND,PLUGIN_MANIFEST_MISSING";
  });
});

Deno.test("without a home nothing can be trusted", async () => {
  using at = place({}, { home: false });
  assert.equal(await codeOf(at.run(trust, { args: { plugin: "p" } })), "PLUGIN_STORE_HOMELESS");
});

Deno.test("commands of plugins are commands: options, arguments, needs", async () => {
  using at = place();
  const say = await at.added("say");
  assert.match(say.description!, /plugin p 1\.2\.0 \(p\/plugin\.json\)/);
  assert.deepEqual(Object.keys(say.arguments), ["firstWord", "others"]);
  assert.equal(say.arguments.others!.variadic, true);
  assert.deepEqual(Object.keys(say.options), ["howLoud", "to", "tone", "twice", "timeout"]);
  assert.equal(say.options.howLoud!.minimum, 1);
  assert.deepEqual([say.options.tone!.kind, say.options.tone!.values], ["enum", ["soft", "hard"]]);
  assert.deepEqual(say.needs, { read: ["project", "user"], write: ["user"], net: [], run: ["git"], env: [] });
  await at.run(trust, { args: { plugin: "p" } });
  assert.deepEqual((await at.added("say")).needs.write, []);
});

Deno.test("a command of a plugin gets what it was given, and its answer is the result", async () => {
  using at = place();
  await at.run(trust, { args: { plugin: "p" } });
  const say = await at.added("say");
  const options = { to: "you", twice: false, timeout: 30 };
  const run = (firstWord: string) => at.run(say, { options, args: { firstWord } }) as Promise<Record<string, unknown>>;
  const { result } = await run("hello") as { result: Record<string, unknown> };
  assert.deepEqual(result.options, { to: "you", twice: false });
  assert.deepEqual(result.args, { firstWord: "hello" });
  assert.equal(result.root, at.root);
  assert.equal((result.config as { plugins: unknown[] }).plugins.length, 1);

  const nothing = { plugin: "p", command: "say", result: null, text: null, exitCode: 0 };
  assert.deepEqual(await run("undefined"), nothing);
  assert.equal(await say.text(nothing, UI), "");
  assert.deepEqual(await run("text"), { ...nothing, text: "hi" });
  assert.equal(await say.text({ ...nothing, text: "hi" }, UI), "hi");
  assert.equal(await say.text({ ...nothing, result: [1] }, UI), "[\n  1\n]");
  assert.equal(say.exit(await run("code")), 10);
  for (const word of ["wrongCode", "unknown", "wrong"]) assert.equal(await codeOf(run(word)), "PLUGIN_ANSWER_UNFIT");
  assert.equal(await codeOf(at.run(say, { options: { timeout: 30 } })), "OPTION_REQUIRED");

  const plain = await at.run(await at.added("plain"), { options: { timeout: 30 } }) as { result: string };
  assert.equal(plain.result, "from docs");
});

Deno.test("an untrusted plugin is asked for once where somebody is there, and does not run otherwise", async () => {
  const options = { to: "you", timeout: 30 };
  const args = { firstWord: "text" };
  {
    using at = place();
    assert.equal(await codeOf(at.run(await at.added("say"), { options, args })), "PLUGIN_UNTRUSTED");
  }
  {
    using at = place({}, { answer: false });
    assert.equal(await codeOf(at.run(await at.added("say"), { options, args })), "CANCELLED");
    assert.equal(denoFiles().readText(at.store), undefined);
  }
  using at = place({}, { answer: true });
  await at.run(await at.added("say"), { options, args });
  await at.run(await at.added("say"), { options, args });
  assert.deepEqual(at.asked, [
    "Plugin 'p' 1.2.0 (p/plugin.json) is not trusted yet. It asks for:\n" +
    "  read: docs (in the project)\n  run: git (which may do anything you may)\nTrust it?",
  ]);
  Deno.writeTextFileSync(`${at.root}/p/plugin.json`, JSON.stringify({ ...MANIFEST, permissions: {} }));
  await at.run(await at.added("say"), { options, args });
  assert.match(at.asked[1]!, /has changed\. It asks for:\n {2}no permissions\n/);
});

Deno.test("a formatter prints what a command returns, once it is trusted", async () => {
  using at = place();
  const format = async (name: string) => {
    const { formats } = await at.plugged();
    const own = formats[name]!;
    return typeof own === "function" ? await own({ a: 1, b: 2 }, UI) : own;
  };
  assert.equal(await codeOf(format("keys")), "PLUGIN_UNTRUSTED");
  await at.run(trust, { args: { plugin: "p" } });
  assert.equal(await format("keys"), "success,a,b");
  assert.equal(await codeOf(format("wrong")), "PLUGIN_ANSWER_UNFIT");
});

Deno.test("a project without plugins, or whose configuration cannot be read, adds nothing", async () => {
  const nothing = { commands: {}, formats: {}, problems: [] };
  for (const config of ["{}", '{"plugins":[}', '{"plugins":"p"}']) {
    using at = place({ "repo.config.json": config });
    assert.deepEqual(await at.plugged(), nothing, config);
  }
  using at = place();
  denoFiles().write(at.store, "damaged");
  assert.deepEqual((await at.plugged()).problems.map(({ code }) => code), ["PLUGIN_STORE_INVALID"]);
});

Deno.test("names of the program, aliases included, are not a plugin's to take", async () => {
  for (const name of ["bump", "config", "configs"]) {
    using at = place({ "p/plugin.json": JSON.stringify({ ...MANIFEST, commands: [{ name, summary: "Mine" }] }) });
    const { commands, problems } = await at.plugged();
    assert.deepEqual([commands, problems.map(({ code }) => code)], [{}, ["PLUGIN_MANIFEST_INVALID"]], name);
  }
});
