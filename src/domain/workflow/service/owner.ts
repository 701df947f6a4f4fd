import { isFinal, type RunStatus } from "../model.ts";
import type { ServiceParts } from "./parts.ts";

/**
 * Makes sure that somebody drives the runs. What is asked for is durable already: that nobody could be started is told,
 * and the next command tries again.
 */
export async function ensureOwner({ ownership, log }: Pick<ServiceParts, "ownership" | "log">): Promise<void> {
  if (ownership.isHeld()) return;
  try {
    await ownership.start();
  } catch (error) {
    log.warn(
      `Stored, but nothing could be started that goes on with it: ${error instanceof Error ? error.message : error}`,
    );
  }
}

const SHORTEST_WAIT = 250;
const LONGEST_WAIT = 60_000;

/**
 * Looks after an owner while somebody waits for a run. Each start waits longer than the one before: what waits for a
 * person keeps no owner.
 */
export function ownerWatch(
  parts: Pick<ServiceParts, "ownership" | "log" | "clock">,
): (status: RunStatus) => Promise<void> {
  let wait = SHORTEST_WAIT;
  let due = 0;
  return async (status) => {
    if (isFinal(status) || status === "PAUSED") return;
    const now = parts.clock.now().epochMilliseconds;
    if (now < due) return;
    due = now + SHORTEST_WAIT;
    if (parts.ownership.isHeld()) return;
    await ensureOwner(parts);
    due = now + wait;
    wait = Math.min(LONGEST_WAIT, wait * 2);
  };
}
