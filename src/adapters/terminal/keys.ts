/** Keys that terminals send as sequences: xterm, the Linux console and rxvt, in normal and application mode. */
const SEQUENCES: Readonly<Record<string, string>> = {
  "[A": "up",
  "[B": "down",
  "[C": "right",
  "[D": "left",
  "OA": "up",
  "OB": "down",
  "OC": "right",
  "OD": "left",
  "[H": "home",
  "[F": "end",
  "OH": "home",
  "OF": "end",
  "[1~": "home",
  "[4~": "end",
  "[5~": "page-up",
  "[6~": "page-down",
  "[7~": "home",
  "[8~": "end",
  "[Z": "back-tab",
};
const CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\x7f": "backspace",
  "\b": "backspace",
  "\x03": "ctrl-c",
  "\x1b": "escape",
};
// deno-lint-ignore no-control-regex
const KEY = /\x1b(?:\[[\x20-\x3f]*[\x40-\x7e]|O[A-Za-z])|[\s\S]/gu;

/** The keys that a piece of what a terminal sends stands for; sequences of other keys are left out. */
export function parseKeys(text: string): string[] {
  return [...text.matchAll(KEY)].flatMap(([key]) => {
    if (key.length > 1 && key.startsWith("\x1b")) return SEQUENCES[key.slice(1)] ?? [];
    const named = CONTROLS[key];
    if (named !== undefined) return [named];
    return key < " " ? [] : [key];
  });
}

/** Reads keys until the signal aborts or the terminal is gone; the stream can be read again afterwards. */
export async function readKeys(
  stream: ReadableStream<Uint8Array>,
  { signal, push }: { signal: AbortSignal; push(key: string): void },
): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const stop = () => void reader.cancel().catch(() => {});
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      parseKeys(decoder.decode(value, { stream: true })).forEach(push);
    }
  } catch {
    // The terminal is gone: nobody presses keys any more.
  } finally {
    signal.removeEventListener("abort", stop);
  }
  if (!signal.aborted) push("ctrl-c");
}
