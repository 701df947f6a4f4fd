import type { Log, LogLevel } from "../kernel/ports.ts";
import { printableLines } from "../view/printable.ts";
import type { Ui } from "../view/ui.ts";
import { redact } from "./redact.ts";

export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug", "trace"] as const satisfies readonly LogLevel[];

/** A log that writes lines such as `INFO: Loading configuration...` for the levels up to the one chosen, without credentials. */
export function createLog(level: LogLevel, sink: { ui: Ui; write(text: string): void }): Log {
  const threshold = LOG_LEVELS.indexOf(level);
  const { style } = sink.ui;
  const line = (name: Exclude<LogLevel, "silent">, paint: (text: string) => string) => (message: string) => {
    if (LOG_LEVELS.indexOf(name) <= threshold) {
      sink.write(printableLines(`${paint(`${name.toUpperCase()}:`)} ${redact(message)}\n`, sink.ui));
    }
  };
  return {
    error: line("error", style.error),
    warn: line("warn", style.warning),
    info: line("info", style.info),
    debug: line("debug", style.dim),
    trace: line("trace", style.dim),
  };
}
