/**
 * What runs in a plugin's Worker before the plugin: it loads the module, calls one function and posts texts. The module
 * shares the realm with it and could post in its stead, so the other side trusts nothing that comes from here.
 */
export const WORKER_SOURCE = `
const post = self.postMessage.bind(self);
const stringify = JSON.stringify;
const say = (message) => post(stringify(message));
const line = (level) => (...values) => say({
  type: "log",
  level,
  text: values.map((each) => typeof each === "string" ? each : Deno.inspect(each)).join(" "),
});
const log = Object.freeze({
  error: line("error"), warn: line("warn"), info: line("info"), debug: line("debug"), trace: line("trace"),
});
Object.assign(console, {
  log: log.info, info: log.info, debug: log.debug, trace: log.trace, warn: log.warn, error: log.error,
});
const refuse = (what) => () => { throw new Error("A plugin " + what); };
Deno.exit = refuse("returns its result and does not exit");
self.close = Deno.exit;
const silent = Object.freeze({
  write: refuse("logs and returns; it does not write to the streams"),
  writeSync: refuse("logs and returns; it does not write to the streams"),
  read: refuse("does not read the streams"),
  readSync: refuse("does not read the streams"),
  isTerminal: () => false,
});
for (const name of ["stdin", "stdout", "stderr"]) Object.defineProperty(Deno, name, { value: silent });
delete globalThis.process;
self.onmessage = async ({ data }) => {
  try {
    const { module, table, name, input } = JSON.parse(data);
    const functions = (await import(module))[table];
    const called = functions && Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (typeof called !== "function") throw new Error("the module exports no function " + table + "." + name);
    const value = await called(input, { log });
    say({ type: "answer", value });
  } catch (error) {
    say({
      type: "failure",
      name: String(error?.name ?? ""),
      message: String(error?.message ?? error),
      stack: String(error?.stack ?? ""),
    });
  }
};
`;
