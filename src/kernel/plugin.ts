import type { Log } from "./ports.ts";

/** What code that is not ours may touch. */
export interface PluginPermissions {
  /** Files and folders. */
  read: string[];
  write: string[];
  /** Hosts, possibly with a port. */
  net: string[];
  /** Programs; what they do is not bound. */
  run: string[];
  /** Environment variables. */
  env: string[];
}

/** One call of a function that a plugin exports. */
export interface PluginCall {
  /** The plugin's name, for faults and logs. */
  plugin: string;
  /** Source of its module: JavaScript that imports nothing. */
  code: string;
  /** Exactly what it may touch; paths are absolute. */
  permissions: PluginPermissions;
  /** The module's export that is called: a table of functions by name. */
  table: "commands" | "formatters" | "auditRules";
  name: string;
  /** JSON. */
  input: unknown;
  /** After so long the call is given up. */
  limitSeconds: number;
  log: Log;
}

/** Runs code of plugins apart from the program. */
export interface Plugins {
  /** SHA-256 of texts, in hexadecimal; each text counts with its length. */
  hash(texts: readonly string[]): Promise<string>;
  /**
   * What the function returned: JSON. Faults: `PLUGIN_PERMISSION_DENIED`, `PLUGIN_IMPORT_DENIED`,
   * `PLUGIN_PERMISSION_UNAVAILABLE`, `PLUGIN_FAILED`, `PLUGIN_TIMED_OUT`, `PLUGIN_ANSWER_INVALID`.
   */
  call(call: PluginCall): Promise<unknown>;
}
