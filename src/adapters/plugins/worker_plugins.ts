import type { Fault } from "../../kernel/fault.ts";
import type { PluginCall, PluginPermissions, Plugins } from "../../kernel/plugin.ts";
import type { Log } from "../../kernel/ports.ts";
import {
  PLUGIN_ANSWER_INVALID,
  PLUGIN_FAILED,
  PLUGIN_IMPORT_DENIED,
  PLUGIN_PERMISSION_DENIED,
  PLUGIN_PERMISSION_UNAVAILABLE,
  PLUGIN_TIMED_OUT,
} from "./faults.ts";
import { WORKER_SOURCE } from "./worker_source.ts";

/** How long a Worker may take to start, on a machine that is busy. */
const START_SECONDS = 60;
/** Longest message of a plugin, in UTF-16 units. */
const MESSAGE_LIMIT = 8 * 1024 * 1024;
/** Most log lines of one call, and the longest that is shown. */
const LOG_LINES = 10_000;
const LOG_LENGTH = 10_000;

/**
 * Plugins in Workers whose permissions Deno enforces. A Worker that computes without end goes on doing so after
 * `terminate`, and keeps the program from ending by itself: `onStart` is told of each that is started.
 */
export function workerPlugins(onStart: () => void): Plugins {
  return {
    async hash(texts) {
      const framed = texts.map((each) => `${each.length}:${each}`).join("");
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(framed));
      return new Uint8Array(digest).toHex();
    },
    call: (call) => callInWorker(call, onStart),
  };
}

async function callInWorker(call: PluginCall, onStart: () => void): Promise<unknown> {
  const { plugin, name } = call;
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const worker = startWorker(call);
  onStart();
  const timer = (seconds: number) =>
    setTimeout(() => reject(PLUGIN_TIMED_OUT({ plugin, name, seconds: call.limitSeconds })), seconds * 1000);
  let limit = timer(START_SECONDS);
  let isReady = false;
  let lines = 0;
  worker.onmessage = ({ data }) => {
    try {
      const message = readMessage(data);
      if (message.type === "log") {
        if (++lines > LOG_LINES) throw new WrongMessage(`more than ${LOG_LINES} lines of logs`);
        call.log[message.level](`[${plugin}] ${message.text.slice(0, LOG_LENGTH)}`);
      } else if (message.type === "ready") {
        if (isReady) return;
        isReady = true;
        clearTimeout(limit);
        limit = timer(call.limitSeconds);
      } else if (message.type === "answer") resolve(message.value);
      else reject(failureOf(call, message));
    } catch (error) {
      const problem = error instanceof WrongMessage ? error.message : String(error);
      reject(PLUGIN_ANSWER_INVALID({ plugin, name, problem }));
    }
  };
  worker.onmessageerror = () => reject(PLUGIN_ANSWER_INVALID({ plugin, name, problem: "an unreadable message" }));
  worker.onerror = (event) => {
    event.preventDefault();
    reject(failureOf(call, { name: "", message: event.message, stack: "", specifier: "" }));
  };
  try {
    worker.postMessage(JSON.stringify({ plugin, code: call.code, table: call.table, name, input: call.input }));
    return await promise;
  } finally {
    clearTimeout(limit);
    worker.terminate();
  }
}

function startWorker(call: PluginCall): Worker {
  try {
    return new Worker(`data:text/javascript;base64,${new TextEncoder().encode(WORKER_SOURCE).toBase64()}`, {
      type: "module",
      name: call.plugin,
      deno: { permissions: workerPermissions(call.permissions) },
    });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    throw PLUGIN_PERMISSION_UNAVAILABLE({ plugin: call.plugin, problem: error.message }, { cause: error });
  }
}

/** Everything that is not granted is refused, never asked for. An empty list would be taken for "everything" by some. */
function workerPermissions(granted: PluginPermissions): Deno.PermissionOptionsObject {
  const listed = (items: string[]): string[] | false => items.length > 0 ? items : false;
  return {
    read: listed(granted.read),
    write: listed(granted.write),
    net: listed(granted.net),
    run: listed(granted.run),
    env: listed(granted.env),
    sys: false,
    ffi: false,
    import: false,
  };
}

class WrongMessage extends Error {}

interface Failure {
  name: string;
  message: string;
  stack: string;
  /** Of an import that was refused. */
  specifier: string;
}

type Message =
  | { type: "ready" }
  | { type: "log"; level: keyof Log; text: string }
  | { type: "answer"; value: unknown }
  | { type: "failure" } & Failure;

const LEVELS: readonly string[] = ["error", "warn", "info", "debug", "trace"];

/** A message from the Worker; whatever a plugin posts in its place is refused. */
function readMessage(data: unknown): Message {
  if (typeof data !== "string") throw new WrongMessage("a message that is no text");
  if (data.length > MESSAGE_LIMIT) throw new WrongMessage(`a message of more than ${MESSAGE_LIMIT / 1024 / 1024} MiB`);
  let message: Partial<Record<string, unknown>> | null;
  try {
    message = JSON.parse(data);
  } catch {
    throw new WrongMessage("a message that is no JSON");
  }
  if (typeof message !== "object" || message === null) throw new WrongMessage("a message that is no object");
  const { type, level, text, value, name, message: said, stack, specifier } = message;
  if (type === "ready") return { type };
  if (type === "answer") return { type, value };
  if (type === "log" && typeof text === "string" && LEVELS.includes(String(level))) {
    return { type, level: level as keyof Log, text };
  }
  if (type === "failure" && typeof said === "string") {
    const short = (each: unknown) => String(each).slice(0, LOG_LENGTH);
    return { type, name: short(name), message: short(said), stack: short(stack), specifier: short(specifier) };
  }
  throw new WrongMessage("a message of no known kind");
}

/** `Requires read access to "/etc/hostname", run again with the --allow-read flag` */
const DENIAL = /Requires (\w+ access(?: to .+?)?), run again with/s;

function failureOf({ plugin, name }: PluginCall, failure: Failure): Fault {
  const cause = new WrongMessage(failure.message);
  if (failure.stack !== "") cause.stack = failure.stack;
  if (failure.name === "ImportRefused") {
    return PLUGIN_IMPORT_DENIED({ plugin, specifier: failure.specifier }, { cause });
  }
  const denied = DENIAL.exec(failure.message)?.[1];
  if (denied !== undefined) return PLUGIN_PERMISSION_DENIED({ plugin, wanted: denied }, { cause });
  return PLUGIN_FAILED({ plugin, name, error: failure.message }, { cause });
}
