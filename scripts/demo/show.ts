import { join } from "node:path";
import type { Stage } from "./stage.ts";

const onTerminal = Deno.stdout.isTerminal() && !Deno.noColor;
const paint = (code: number, text: string) => onTerminal ? `\x1b[${code}m${text}\x1b[0m` : text;

/** Prints what comes next. */
export function say(text: string): void {
  console.log(`\n${paint(1, text)}`);
}

/**
 * Prints a command line as it would be typed and runs it. Words are split at spaces, double quotes hold them together.
 * Throws when the program fails.
 */
export async function runLine(line: string, stage: Stage): Promise<void> {
  console.log(`\n${paint(36, "$")} ${line}`);
  const [program, ...args] = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([word, quoted]) => quoted ?? word);
  const [command, ...before] = program === "workspace" ? stage.program : [program!];
  const { code } = await new Deno.Command(command!, {
    args: [...before, ...args],
    cwd: stage.shop,
    env: stage.env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`\`${line}\` exited with ${code}`);
}

/** Prints a file as `cat` would. */
export function show(stage: Stage, path: string): void {
  console.log(`\n${paint(36, "$")} cat ${path}`);
  console.log(Deno.readTextFileSync(join(stage.shop, path)).trimEnd());
}
