import { isAbsolute, join } from "node:path";
import type { ReplayRegistry } from "../registry/replay_registry.ts";
import type { Archive } from "./archive.ts";
import type { OutputFormat, Result } from "./program.ts";
import type { Sandbox } from "./sandbox.ts";
import type { Expectation } from "./terminal.ts";

/** A script while it runs. */
export interface State {
  sandbox: Sandbox;
  /** Where relative paths start: absolute. */
  directory: string;
  /** The last program's outcome, temporary paths replaced by `$WORK` and the like. */
  last?: Result & { line: string; format: OutputFormat };
  /** Given to the next program. */
  stdin?: string;
  /** What the user of the next terminal does. */
  expectations: Expectation[];
  /** Of a script for several contexts: the one that it is run in now. */
  context?: "local" | "remote";
  archive: Archive;
  /** What ends with the script. */
  cleanup: AsyncDisposableStack;
  /** The registry that the script started. */
  registry?: ReplayRegistry;
  /** `UPDATE_TXTAR`: outputs that differ are written into the archive. */
  update: boolean;
  changed: boolean;
}

/** Thrown by `skip`. */
export class Skipped extends Error {}

export function pathOf(state: State, name: string): string {
  return isAbsolute(name) ? name : join(state.directory, name);
}

export function lastResult(state: State): NonNullable<State["last"]> {
  if (!state.last) throw new Error("no program has run yet");
  return state.last;
}

/** The text of a file, or of `stdout` or `stderr` of the last program. */
export function readText(state: State, name: string): string {
  if (name === "stdout" || name === "stderr") return lastResult(state)[name];
  return state.sandbox.normalise(Deno.readTextFileSync(pathOf(state, name)));
}
