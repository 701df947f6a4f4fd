import { formatArchive, parseArchive } from "./archive.ts";
import { CHECKS } from "./checks.ts";
import { installShim, IS_BAKED, IS_BUNDLE } from "./program.ts";
import { PREPARING_VERBS, PROGRAM_VERBS } from "./programs.ts";
import { createSandbox, writeFile } from "./sandbox.ts";
import { fillIn, type Line, parseScript, type Word } from "./script.ts";
import { Skipped, type State } from "./state.ts";
import { HAS_TERMINAL } from "./terminal.ts";

/** A line of a script that did not come out as it says. */
export class ScriptFailure extends Error {
  override readonly name = "ScriptFailure";
}

/**
 * Runs a script in a temporary place of its own. Throws `ScriptFailure` at the first line that does not hold. Returns the
 * archive's new text if `update` changed it, and why it was skipped if it was.
 */
export async function runScript(
  text: string,
  options: { name: string; update?: boolean; context?: State["context"] },
): Promise<{ updated?: string; skipped?: string }> {
  const archive = parseArchive(text);
  const lines = parseScript(archive.comment);
  for (const line of lines) {
    if (!knows(verbOf(line))) throw failure(options.name, line, `unknown command ${verbOf(line)}`);
  }
  await using cleanup = new AsyncDisposableStack();
  const sandbox = cleanup.adopt(createSandbox(), (each) => each.remove());
  for (const { path, content } of archive.files) writeFile(`${sandbox.work}/${path}`, content);
  await installShim(sandbox);
  const update = options.update ?? false;
  const state: State = { sandbox, directory: sandbox.work, expectations: [], archive, cleanup, update, changed: false };
  if (options.context) state.context = options.context;
  for (const line of lines) {
    try {
      if (line.conditions.every((each) => holds(each, state))) await runLine(line, state);
    } catch (error) {
      if (error instanceof Skipped) return { skipped: error.message };
      throw failure(options.name, line, `${(error as Error).message}${lastRun(state)}`);
    }
  }
  return state.changed ? { updated: formatArchive(archive) } : {};
}

/** The command lines of the program that a script has, variables not filled in. */
export function programLines(text: string): string[][] {
  return parseScript(parseArchive(text).comment).flatMap((line) => {
    const words = line.words.map(textOf);
    const start = words.indexOf("workspace");
    return start < 0 || start > 2 ? [] : [words.slice(start + 1)];
  });
}

/** The contexts that a script is to be run in, as its line `contexts` says; none without one. */
export function scriptContexts(text: string): NonNullable<State["context"]>[] {
  const line = parseScript(parseArchive(text).comment).find((each) => verbOf(each) === "contexts");
  return (line?.words.slice(1).map(textOf) ?? []) as NonNullable<State["context"]>[];
}

function verbOf(line: Line): string {
  return textOf(line.words[0]!);
}

function textOf(word: Word): string {
  return word.map(({ text }) => text).join("");
}

function knows(verb: string): boolean {
  return verb === "skip" || [PROGRAM_VERBS, PREPARING_VERBS, CHECKS].some((table) => Object.hasOwn(table, verb));
}

async function runLine(line: Line, state: State): Promise<void> {
  const [verb, ...args] = line.words.map((word) => fillIn(word, state.sandbox.env)) as [string, ...string[]];
  if (verb === "skip") throw new Skipped(args.join(" "));
  const check = CHECKS[verb];
  if (check) {
    const finding = await check(state, args);
    if (finding.holds === line.negated) throw new Error(finding.because);
    return;
  }
  const program = PROGRAM_VERBS[verb];
  if (!program) {
    if (line.negated) throw new Error(`${verb} cannot be negated`);
    return PREPARING_VERBS[verb]!(state, args);
  }
  await program(state, args);
  const { code } = state.last!;
  if (line.negated && code === 0) throw new Error("it was to fail, and exited with 0");
  if (!line.negated && code !== 0) throw new Error(`it exited with ${code}`);
}

const CONDITIONS: Record<string, (state: State) => boolean> = {
  windows: () => Deno.build.os === "windows",
  linux: () => Deno.build.os === "linux",
  darwin: () => Deno.build.os === "darwin",
  unix: () => Deno.build.os !== "windows",
  root: () => Deno.build.os !== "windows" && Deno.uid() === 0,
  tty: () => HAS_TERMINAL,
  bundle: () => IS_BUNDLE,
  baked: () => IS_BAKED,
  local: ({ context }) => context === "local",
  remote: ({ context }) => context === "remote",
};

function holds(condition: string, state: State): boolean {
  if (condition.startsWith("!")) return !holds(condition.slice(1), state);
  if (condition.startsWith("exec:")) return isInstalled(condition.slice("exec:".length));
  if (!Object.hasOwn(CONDITIONS, condition)) throw new Error(`unknown condition [${condition}]`);
  return CONDITIONS[condition]!(state);
}

function isInstalled(program: string): boolean {
  const [separator, endings] = Deno.build.os === "windows" ? [";", [".exe", ".cmd"]] as const : [":", [""]] as const;
  return Deno.env.get("PATH")!.split(separator).some((folder) =>
    endings.some((ending) => {
      try {
        return Deno.statSync(`${folder}/${program}${ending}`).isFile;
      } catch {
        return false;
      }
    })
  );
}

function failure(name: string, line: Line, message: string): ScriptFailure {
  const error = new ScriptFailure(`${name}:${line.number}: ${line.source}\n  ${message.replaceAll("\n", "\n  ")}`);
  // Where the script failed matters, not where its runner stands.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

function lastRun({ last }: State): string {
  if (!last) return "";
  const stream = (name: "stdout" | "stderr") => last[name] === "" ? "" : `\n[${name}]\n${shortened(last[name])}`;
  return `\n\n> ${last.line} (exit code ${last.code})${stream("stdout")}${stream("stderr")}`;
}

const SHOWN_LINES = 60;

function shortened(text: string): string {
  const lines = text.trimEnd().split("\n");
  if (lines.length <= SHOWN_LINES) return lines.join("\n");
  return [...lines.slice(0, SHOWN_LINES), `… ${lines.length - SHOWN_LINES} more lines`].join("\n");
}
