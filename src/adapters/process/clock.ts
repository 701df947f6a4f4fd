import type { Clock, Environment } from "../../kernel/ports.ts";
import { SOURCE_DATE_EPOCH_INVALID } from "./faults.ts";

/** The system's clock, or the time that `SOURCE_DATE_EPOCH` fixes (reproducible-builds.org). */
export function systemClock(env: Environment): Clock {
  return {
    now() {
      const fixed = env.get("SOURCE_DATE_EPOCH");
      if (fixed === undefined || fixed === "") return Temporal.Now.instant();
      if (!/^\d{1,12}$/.test(fixed)) throw SOURCE_DATE_EPOCH_INVALID({ value: fixed });
      return Temporal.Instant.fromEpochMilliseconds(Number(fixed) * 1000);
    },
  };
}
