import type { Timers } from "../../domain/workflow/engine/ports.ts";

const POLL_MILLISECONDS = 25;

/** True once a condition holds, false when the time is over or the signal aborts first. */
export async function waitUntil(
  holds: () => boolean,
  { timers, limitMilliseconds, signal }: { timers: Timers; limitMilliseconds: number; signal?: AbortSignal },
): Promise<boolean> {
  for (let waited = 0; !holds(); waited += POLL_MILLISECONDS) {
    if (waited >= limitMilliseconds || signal?.aborted) return false;
    await new Promise<void>((resolve) => void timers.after(POLL_MILLISECONDS, resolve));
  }
  return true;
}
