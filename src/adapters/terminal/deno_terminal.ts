import type { Terminal } from "../../kernel/ports.ts";
import { writeFault } from "../files/problems.ts";
import { openScreen } from "./screen.ts";

const encoder = new TextEncoder();

/**
 * The standard streams of this process. A result that cannot be written is a fault; messages that cannot be are
 * dropped, since work must not fail for them.
 */
export function denoTerminal(): Terminal {
  const closed = new Set<string>();
  return {
    write(stream, text) {
      if (closed.has(stream)) return;
      try {
        if (!writeAll(Deno[stream], encoder.encode(text))) closed.add(stream);
      } catch (error) {
        closed.add(stream);
        if (stream === "stdout") throw writeFault("stdout", error);
      }
    },
    isTerminal: (stream) => Deno[stream].isTerminal(),
    columns() {
      try {
        return Deno.consoleSize().columns || undefined;
      } catch {
        return undefined; // no stream is a terminal
      }
    },
    readInput: () => new Response(Deno.stdin.readable).text(),
    openScreen: () => openScreen((text) => void writeAll(Deno.stdout, encoder.encode(text))),
  };
}

/** False when the reader has gone. A pipe that is full for the moment is tried again. */
function writeAll(stream: { writeSync(bytes: Uint8Array): number }, bytes: Uint8Array): boolean {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += stream.writeSync(bytes.subarray(written));
    } catch (error) {
      if (error instanceof Deno.errors.BrokenPipe) return false;
      if (error instanceof Deno.errors.WouldBlock) continue;
      throw error;
    }
  }
  return true;
}
