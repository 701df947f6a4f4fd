import type { Timers } from "../../domain/workflow/engine/ports.ts";

/** Longest wait of the system's timers; a longer one is made of several. */
const LONGEST = 2 ** 31 - 1;

/** Deno's timers. What is to come at once comes after everything that is ready now, microseconds later. */
export function systemTimers(): Timers {
  return {
    after(milliseconds, call) {
      if (milliseconds <= 0) return atOnce(call);
      const end = performance.now() + milliseconds;
      let timer: ReturnType<typeof setTimeout>;
      const wait = (left: number) => {
        timer = setTimeout(() => {
          const rest = end - performance.now();
          if (rest <= 0 || milliseconds <= LONGEST) call();
          else wait(rest);
        }, Math.min(left, LONGEST));
      };
      wait(milliseconds);
      return { [Symbol.dispose]: () => clearTimeout(timer) };
    },
  };
}

/** `setTimeout` waits for a millisecond and more. */
function atOnce(call: () => void): Disposable {
  const immediate = setImmediate(call);
  return { [Symbol.dispose]: () => clearImmediate(immediate) };
}
