/**
 * What runs in a plugin's Worker before the plugin: it loads the module, calls one function and posts texts. The module
 * shares the realm with it and could post in its stead, so the other side trusts nothing that comes from here. Deno
 * enforces permissions; what needs none and is still not a plugin's business is taken away here. Modules of Node and of
 * npm need no permission to be imported, so V8 is told to ask, whatever way an import is written.
 */
export const WORKER_SOURCE = `
import { SourceTextModule } from "node:vm";

const post = self.postMessage.bind(self);
const stringify = JSON.stringify;
const inspect = Deno.inspect;
const say = (message) => post(stringify(message));
const line = (level) => (...values) => say({
  type: "log",
  level,
  text: values.map((each) => typeof each === "string" ? each : inspect(each)).join(" "),
});
const log = Object.freeze({
  error: line("error"), warn: line("warn"), info: line("info"), debug: line("debug"), trace: line("trace"),
});
const mute = Object.fromEntries(Object.keys(console).map((name) => [name, () => {}]));
const set = (target, name, value) => Object.defineProperty(target, name, { value, writable: false, configurable: false });
set(globalThis, "console", {
  ...mute, log: log.info, info: log.info, dir: log.info, table: log.info, group: log.info,
  debug: log.debug, trace: log.trace, warn: log.warn, error: log.error,
});

const refuse = (what) => () => { throw new Error("A plugin " + what); };
const exit = refuse("returns its result and does not exit");
set(Deno, "exit", exit);
set(self, "close", exit);
const signals = refuse("neither sends nor receives signals");
for (const name of ["kill", "addSignalListener", "removeSignalListener"]) set(Deno, name, signals);
const streams = refuse("logs and returns; it does not use the streams");
const silent = Object.freeze({
  write: streams, writeSync: streams, read: streams, readSync: streams, isTerminal: () => false,
});
for (const name of ["stdin", "stdout", "stderr"]) set(Deno, name, silent);
delete Deno[Deno.internal];
for (const name of ["process", "Worker", "caches"]) delete globalThis[name];

const fail = (error) => say({
  type: "failure",
  name: String(error?.name ?? ""),
  message: String(error?.message ?? error),
  stack: String(error?.stack ?? ""),
  specifier: String(error?.specifier ?? ""),
});
const uncaught = (event) => {
  event.preventDefault();
  fail(event.reason ?? event.error);
};
self.addEventListener("unhandledrejection", uncaught);
self.addEventListener("error", uncaught);
const refuseImport = (specifier) => {
  throw Object.assign(new Error("A plugin's module imports nothing"), { name: "ImportRefused", specifier });
};
self.onmessage = async ({ data }) => {
  try {
    const { plugin, code, table, name, input } = JSON.parse(data);
    const module = new SourceTextModule(code, { identifier: plugin + ".js", importModuleDynamically: refuseImport });
    await module.link(refuseImport);
    await module.evaluate();
    const functions = module.namespace[table];
    const called = functions && Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (typeof called !== "function") throw new Error("the module exports no function " + table + "." + name);
    const value = await called(input, { log });
    say({ type: "answer", value });
  } catch (error) {
    fail(error);
  }
};
say({ type: "ready" });
`;
