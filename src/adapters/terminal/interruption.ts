import type { Interruption } from "../../kernel/ports.ts";

const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Signals of this process. While a hold is open they are recorded; otherwise they end the process as usual. */
export function signalInterruption(): Interruption {
  return {
    hold() {
      let requested = false;
      const record = () => {
        requested = true;
      };
      for (const signal of SIGNALS) Deno.addSignalListener(signal, record);
      return {
        get requested() {
          return requested;
        },
        [Symbol.dispose]() {
          for (const signal of SIGNALS) Deno.removeSignalListener(signal, record);
        },
      };
    },
  };
}
