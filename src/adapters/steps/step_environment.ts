import type { Environment } from "../../kernel/ports.ts";
import { pickEnvironment, SHELL_NAMES } from "../process/environment.ts";
import { shellQuoted } from "../program/self_command.ts";

/**
 * What steps get of this program's environment: enough to be a user's shell, and none of its tokens. Read once: a program
 * may give up reading variables.
 */
export function basicEnvironment(env: Environment): Record<string, string> {
  return pickEnvironment(env, SHELL_NAMES);
}

export interface StepVariables {
  runId: string;
  key: string;
  task: string;
  attempt: number;
  /** Path of the file for the output. */
  output: string;
}

/** Variables that tell a step who it is; the key is the same for each attempt, so that others can see what was done before. */
export function stepVariables({ runId, key, task, attempt, output }: StepVariables): Record<string, string> {
  return {
    WORKSPACE_RUN_ID: runId,
    WORKSPACE_STEP: task,
    WORKSPACE_ATTEMPT: String(attempt),
    WORKSPACE_IDEMPOTENCY_KEY: idempotencyKey(runId, key),
    WORKSPACE_OUTPUT: output,
  };
}

/** `task[3]#2` of a run → `<run>:task[3]` */
export function idempotencyKey(runId: string, key: string): string {
  return `${runId}:${key.replace(/#\d+$/, "")}`;
}

/** Names with which Deno starts nothing from a list of programs: the shell sets them. */
const LINKER = /^(LD|DYLD)_/i;

/** The variables for `Deno.Command`, and lines of sh that set the others. */
export function splitEnvironment(
  env: Readonly<Record<string, string>>,
): [env: Record<string, string>, exports: string] {
  const given: Record<string, string> = {};
  let exports = "";
  for (const [name, value] of Object.entries(env)) {
    if (LINKER.test(name)) exports += `export ${name}=${shellQuoted(value)}\n`;
    else given[name] = value;
  }
  return [given, exports];
}

/** What is wrong with variables of a task; undefined when nothing is. */
export function environmentProblem(env: Readonly<Record<string, string>>): string | undefined {
  for (const [name, value] of Object.entries(env)) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return `'${name}' is no name of an environment variable`;
    if (value.includes("\0")) {
      return `The environment variable ${name} has a character of code 0, which no variable can`;
    }
  }
}
