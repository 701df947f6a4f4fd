import type { Screen } from "../../kernel/ports.ts";
import { readKeys } from "./keys.ts";

const ENTER = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const LEAVE = "\x1b[?7h\x1b[?25h\x1b[?1049l";
/** Ends that leave no time for anything else: the terminal is given back first. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows" ? [] : ["SIGTERM", "SIGHUP"];

/** The alternate screen of the terminal, with its keys unbuffered. It is given back also when a signal ends the program. */
export function openScreen(write: (text: string) => void): Screen {
  let shown: string[] = [];
  let open = true;
  const close = () => {
    if (!open) return;
    open = false;
    for (const signal of SIGNALS) Deno.removeSignalListener(signal, end);
    Deno.stdin.setRaw(false);
    write(LEAVE);
  };
  const end = () => {
    close();
    Deno.kill(Deno.pid, "SIGTERM");
  };
  Deno.stdin.setRaw(true);
  for (const signal of SIGNALS) Deno.addSignalListener(signal, end);
  write(ENTER);
  return {
    size: () => Deno.consoleSize(),
    draw(lines) {
      const changed = lines.flatMap((line, i) => line === shown[i] ? [] : [`\x1b[${i + 1};1H${line}\x1b[0m\x1b[K`]);
      const rest = lines.length < shown.length ? `\x1b[${lines.length + 1};1H\x1b[J` : "";
      shown = [...lines];
      // One write: half of a picture is never seen.
      if (changed.length > 0 || rest !== "") write(`\x1b[?2026h${changed.join("")}${rest}\x1b[?2026l`);
    },
    async *keys(signal) {
      const queue: string[] = [];
      let wake = () => {};
      const push = (key: string) => {
        if (key === "resize") {
          shown = [];
          write("\x1b[2J");
        }
        queue.push(key);
        wake();
      };
      const resized = () => push("resize");
      if (Deno.build.os !== "windows") Deno.addSignalListener("SIGWINCH", resized);
      const reading = readKeys(Deno.stdin.readable, { signal, push });
      signal.addEventListener("abort", () => wake());
      try {
        while (!signal.aborted) {
          const key = queue.shift();
          if (key !== undefined) yield key;
          else await new Promise<void>((resolve) => wake = resolve);
        }
      } finally {
        if (Deno.build.os !== "windows") Deno.removeSignalListener("SIGWINCH", resized);
        await reading;
      }
    },
    [Symbol.dispose]: close,
  };
}
