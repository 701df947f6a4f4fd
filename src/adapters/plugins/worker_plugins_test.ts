import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import type { PluginCall, PluginPermissions } from "../../kernel/plugin.ts";
import type { Log } from "../../kernel/ports.ts";
import { workerPlugins } from "./worker_plugins.ts";

const NOTHING: PluginPermissions = { read: [], write: [], net: [], run: [], env: [] };

/** Calls `commands.it`, whose source is `body` with `input`, `log` and `post` at hand. */
async function callIt(body: string, change: Partial<PluginCall> = {}): Promise<{ answer: unknown; lines: string[] }> {
  const lines: string[] = [];
  const line = (level: string) => (text: string) => void lines.push(`${level} ${text}`);
  const log: Log = {
    error: line("error"),
    warn: line("warn"),
    info: line("info"),
    debug: line("debug"),
    trace: line("trace"),
  };
  const code = `
    const post = (text) => self.postMessage(text);
    export const commands = { async it(input, { log }) { ${body} } };
  `;
  const answer = await workerPlugins(() => {}).call({
    plugin: "p",
    code,
    permissions: NOTHING,
    table: "commands",
    name: "it",
    input: {},
    limitSeconds: 20,
    log,
    ...change,
  });
  return { answer, lines };
}

async function failureOf(body: string, change: Partial<PluginCall> = {}): Promise<{ code: string; message: string }> {
  try {
    const { answer } = await callIt(body, change);
    return { code: "none", message: JSON.stringify(answer) };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** How each of several attempts of one plugin fails: "ok" where it does not. */
async function attempts(bodies: readonly string[], change: Partial<PluginCall> = {}): Promise<string[]> {
  const functions = bodies.map((body) => `async () => { ${body} }`).join(",\n");
  const code = `export const commands = { async it(input) {
    const outcomes = [];
    for (const each of [${functions}]) {
      outcomes.push(await each().then(() => "ok", ({ name, message }) => name + ": " + message));
    }
    return outcomes;
  } };`;
  return (await callIt("", { code, ...change })).answer as string[];
}

Deno.test("a function gets its input and gives its answer as JSON", async () => {
  const input = { a: [1, "x", null], b: { c: true } };
  assert.deepEqual((await callIt("return { got: input };", { input })).answer, { got: input });
  assert.equal((await callIt("")).answer, undefined);
  const other = { table: "formatters", name: "up", code: "export const formatters = { up: (x) => x.toUpperCase() };" };
  assert.equal((await callIt("", { ...other as Partial<PluginCall>, input: "x" })).answer, "X");
});

Deno.test("a Worker that was started is told of", async () => {
  let started = 0;
  const call = {
    plugin: "p",
    permissions: NOTHING,
    table: "formatters",
    name: "f",
    input: 0,
    limitSeconds: 20,
  } as const;
  const log: Log = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };
  await workerPlugins(() => started++).call({ ...call, log, code: "export const formatters = { f: () => '' };" });
  assert.equal(started, 1);
});

Deno.test("what a plugin logs, by the console too, goes to the log under its name", async () => {
  const { lines } = await callIt(`
    log.error("a"); log.warn("b", { c: 1 }); log.info("d"); log.debug("e"); log.trace("f");
    console.log("g"); console.warn("h"); console.dir({ i: 1 }); console.count("never"); console.log("x".repeat(20_000));
  `);
  const short = lines.map((each) => each.slice(0, 40));
  assert.deepEqual(short.slice(0, -1), [
    "error [p] a",
    "warn [p] b { c: 1 }",
    "info [p] d",
    "debug [p] e",
    "trace [p] f",
    "info [p] g",
    "warn [p] h",
    "info [p] { i: 1 }",
  ]);
  assert.equal(lines.at(-1)!.length, "info [p] ".length + 10_000);
});

Deno.test("exactly what was granted may be touched", async () => {
  const folder = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-plugin-" }));
  try {
    Deno.mkdirSync(`${folder}/in`);
    Deno.writeTextFileSync(`${folder}/in/a`, "in");
    Deno.writeTextFileSync(`${folder}/out`, "out");
    const permissions = { ...NOTHING, read: [`${folder}/in`], write: [`${folder}/in/b`], env: ["WORKSPACE_HOME"] };
    const input = folder;
    const read = await callIt("return Deno.readTextFile(`${input}/in/a`);", { permissions, input });
    assert.equal(read.answer, "in");
    await callIt("Deno.writeTextFileSync(`${input}/in/b`, 'b');", { permissions, input });
    assert.equal(Deno.readTextFileSync(`${folder}/in/b`), "b");
    await callIt("Deno.env.get('WORKSPACE_HOME');", { permissions });
    const denied: Record<string, RegExp> = {
      "return Deno.readTextFile(`${input}/out`);": /read access to/,
      "return Deno.readTextFile(`${input}/in/../out`);": /read access to/,
      "return Deno.writeTextFile(`${input}/in/a`, '');": /write access to/,
      "return Deno.env.get('PATH');": /env access to "PATH"/,
      "return fetch('http://127.0.0.1:4999');": /net access to "127.0.0.1:4999"/,
      "return new Deno.Command('git').output();": /run access to "git"/,
      "return Deno.hostname();": /sys access to "hostname"/,
    };
    const outcomes = await attempts(Object.keys(denied), { permissions, input });
    for (const [i, wanted] of Object.values(denied).entries()) assert.match(outcomes[i]!, wanted);
    const { code, message } = await failureOf(Object.keys(denied)[0]!, { permissions, input });
    assert.equal(code, "PLUGIN_PERMISSION_DENIED");
    assert.match(message, /^Plugin 'p' was stopped: it wanted read access to "/);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test({
  name: "what the program itself does not have cannot be passed on",
  permissions: { read: true, net: false },
  async fn() {
    const { code, message } = await failureOf("", { permissions: { ...NOTHING, net: ["localhost:1"] } });
    assert.equal(code, "PLUGIN_PERMISSION_UNAVAILABLE");
    assert.equal(message, "Plugin 'p' cannot have what it was granted");
  },
});

Deno.test("nothing is imported, whatever way it is written", async () => {
  const imports = [
    "return import('node:fs');",
    "return import(['node', 'fs'].join(':'));",
    "return import('npm:semver');",
    "return import('data:text/javascript,export default 1');",
    "return eval(\"import('node:fs')\");",
    "return (0, eval)(\"import('node:fs')\");",
    "return new Function(\"return import('node:fs')\")();",
    "return (async () => {}).constructor(\"return import('node:fs')\")();",
  ];
  for (const [i, each] of (await attempts(imports)).entries()) assert.match(each, /^ImportRefused: /, imports[i]);
  assert.equal((await failureOf(imports[1]!)).code, "PLUGIN_IMPORT_DENIED");
  const code = 'import fs from "node:fs"; export const commands = { it: () => fs.readFileSync("/etc/hostname") };';
  const { message } = await failureOf("", { code });
  assert.equal(message, "Plugin 'p' was stopped: it wanted to import 'node:fs'");
});

Deno.test("streams, signals, Workers, the end of the program and the runtime's insides are out of reach", async () => {
  const bodies = [
    "Deno.stdout.writeSync(new Uint8Array([88]));",
    "await Deno.stderr.write(new Uint8Array([88]));",
    "Deno.stdin.readSync(new Uint8Array(1));",
    "process.stdout.write('X');",
    "global.process.exit(0);",
    "Deno[Deno.internal].core.print('X');",
    "new Worker('data:text/javascript,1', { type: 'module' });",
    "Deno.kill(Deno.pid, 'SIGTERM');",
    "Deno.addSignalListener('SIGINT', () => {});",
    "Deno.exit(0);",
    "close();",
    "await caches.open('x');",
    "delete Deno.exit; Deno.exit(0);",
  ];
  for (const [i, each] of (await attempts(bodies)).entries()) assert.notEqual(each, "ok", bodies[i]);
  assert.equal((await callIt("return Deno.stdout.isTerminal();")).answer, false);
});

Deno.test("a plugin that throws, or has no such function, is said to have failed", async () => {
  assert.deepEqual(await failureOf("throw new TypeError('boom');"), {
    code: "PLUGIN_FAILED",
    message: "Plugin 'p' failed in it: boom",
  });
  assert.match((await failureOf("throw undefined;")).message, /undefined$/);
  assert.match((await failureOf("throw 'just a text';")).message, /just a text$/);
  assert.match((await failureOf("", { code: "syntax error" })).message, /SyntaxError|Unexpected identifier/);
  assert.match((await failureOf("", { code: "throw new Error('at the top');" })).message, /at the top$/);
  assert.match((await failureOf("", { name: "toString" })).message, /exports no function commands\.toString$/);
  assert.match((await failureOf("", { table: "auditRules" })).message, /exports no function auditRules\.it$/);
  const unhandled = "Promise.reject(new Error('unhandled')); return new Promise(() => {});";
  assert.match((await failureOf(unhandled)).message, /: unhandled$/);
  const later = "setTimeout(() => { throw new Error('later'); }); return new Promise(() => {});";
  assert.match((await failureOf(later)).message, /: later$/);
});

Deno.test("messages that are not ours are no answers", async () => {
  const forged: Record<string, RegExp> = {
    "post({ type: 'answer' });": /a message that is no text$/,
    "post('{');": /a message that is no JSON$/,
    "post('null');": /a message that is no object$/,
    "post('{}');": /a message of no known kind$/,
    'post(\'{"type":"log","level":"silent","text":""}\');': /a message of no known kind$/,
    'post(\'{"type":"failure"}\');': /a message of no known kind$/,
    "return 'x'.repeat(9 * 1024 * 1024);": /a message of more than 8 MiB$/,
    "for (let i = 0; i < 20_000; i++) log.info('x');": /more than 10000 lines of logs$/,
  };
  for (const [body, problem] of Object.entries(forged)) {
    const { code, message } = await failureOf(`${body} return new Promise(() => {});`);
    assert.equal(code, "PLUGIN_ANSWER_INVALID", body);
    assert.match(message, problem);
  }
});

Deno.test("a plugin that does not answer in time is given up, whatever it says", async () => {
  const again = 'post(\'{"type":"ready"}\'); return new Promise(() => {});';
  assert.equal((await failureOf(again, { limitSeconds: 0.2 })).code, "PLUGIN_TIMED_OUT");
  const { code, message } = await failureOf("return new Promise(() => {});", { limitSeconds: 0.2 });
  assert.equal(code, "PLUGIN_TIMED_OUT");
  assert.equal(message, "Plugin 'p' did not finish it in 0.2 s");
});

Deno.test("a hash tells texts apart, and where one ends", async () => {
  const { hash } = workerPlugins(() => {});
  assert.match(await hash(["a", "b"]), /^[0-9a-f]{64}$/);
  const hashes = await Promise.all([["a", "b"], ["ab", ""], ["", "ab"], ["a", "b", ""]].map(hash));
  assert.equal(new Set(hashes).size, hashes.length);
});
