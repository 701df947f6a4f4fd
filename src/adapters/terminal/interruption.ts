import type { Interruption } from "../../kernel/ports.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Signals of this process. While a hold is open they are recorded; otherwise they end the process as usual. */
export function signalInterruption(): Interruption {
  return {
    hold() {
      const controller = new AbortController();
      const record = () => controller.abort();
      for (const signal of SIGNALS) Deno.addSignalListener(signal, record);
      return {
        get requested() {
          return controller.signal.aborted;
        },
        signal: controller.signal,
        [Symbol.dispose]() {
          for (const signal of SIGNALS) Deno.removeSignalListener(signal, record);
        },
      };
    },
  };
}
