import type { Timers } from "../engine/ports.ts";

/** How often what waits looks: a look costs microseconds. */
const POLL_MILLISECONDS = 4;

/** Waits until `changed` says so, so long has passed, or the signal aborts. */
export function untilChanged(
  changed: () => boolean,
  { timers, signal, limitMilliseconds }: { timers: Timers; signal: AbortSignal; limitMilliseconds: number },
): Promise<void> {
  return new Promise((resolve, reject) => {
    let looks = Math.ceil(limitMilliseconds / POLL_MILLISECONDS);
    let timer: Disposable;
    const stop = () => {
      timer[Symbol.dispose]();
      signal.removeEventListener("abort", end);
    };
    const end = () => {
      stop();
      resolve();
    };
    const look = () => {
      try {
        if (changed() || --looks <= 0) return end();
      } catch (error) {
        stop();
        return reject(error);
      }
      timer = timers.after(POLL_MILLISECONDS, look);
    };
    timer = timers.after(POLL_MILLISECONDS, look);
    if (signal.aborted) end();
    else signal.addEventListener("abort", end);
  });
}
