import type { Result } from "./program.ts";

/** Keys to type once the screen shows a text. */
export interface Expectation {
  pattern: RegExp;
  keys: string;
}

const KEYS: Record<string, string> = {
  enter: "\r",
  space: " ",
  tab: "\t",
  escape: "\x1b",
  backspace: "\x7f",
  up: "\x1b[A",
  down: "\x1b[B",
  right: "\x1b[C",
  left: "\x1b[D",
  "ctrl-c": "\x03",
  "ctrl-d": "\x04",
};

/** Text with keys by name: `my message<enter>`. */
export function readKeys(text: string): string {
  return text.replace(/<([a-z-]+)>/g, (whole, name) => KEYS[name] ?? whole);
}

const LIMIT_MILLISECONDS = 60_000;

/** Whether a terminal can be made here: util-linux's `script`. */
export const HAS_TERMINAL = Deno.build.os === "linux" && exists("/usr/bin/script");

/**
 * Runs a program on a terminal of 100 columns and types what is expected of its user. What it wrote, on either
 * stream, is `stdout`, without control sequences.
 */
export async function runOnTerminal(
  argv: string[],
  options: { cwd: string; env: Record<string, string>; expectations: Expectation[] },
): Promise<Result> {
  const line = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-qefc", `stty cols 100 rows 40; exec ${line}`, "/dev/null"],
    cwd: options.cwd,
    env: options.env,
    clearEnv: true,
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
  }).spawn();
  const keyboard = child.stdin.getWriter();
  const waiting = [...options.expectations];
  let shown = "";
  let seen = 0;
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    child.kill("SIGKILL");
  }, LIMIT_MILLISECONDS);
  for await (const chunk of child.stdout.pipeThrough(new TextDecoderStream())) {
    shown += chunk;
    while (waiting.length > 0) {
      const fresh = plainText(shown.slice(seen));
      if (!waiting[0]!.pattern.test(fresh)) break;
      seen = shown.length;
      await keyboard.write(new TextEncoder().encode(waiting.shift()!.keys));
    }
  }
  clearTimeout(timer);
  const { code } = await child.status;
  await keyboard.close().catch(() => {});
  const stdout = plainText(shown);
  if (waiting.length > 0) throw new Error(`the terminal never showed ${waiting[0]!.pattern}; it showed:\n${stdout}`);
  if (late) throw new Error(`the program did not end; the terminal showed:\n${stdout}`);
  return { code, stdout, stderr: "" };
}

// Colours and cursor moves, titles, two-byte sequences, other control characters.
const CONTROL = new RegExp(
  String.raw`\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[@-Z\\-_=>78]|[\x00-\x08\x0b-\x1f\x7f]`,
  "g",
);

/** What a terminal shows, without control sequences. */
export function plainText(shown: string): string {
  return shown.replaceAll("\r\n", "\n").replace(CONTROL, "");
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
