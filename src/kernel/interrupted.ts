import { fault } from "./fault.ts";

export const INTERRUPTED = fault<Record<never, never>>({
  code: "INTERRUPTED",
  exit: 130,
  when: "The program was stopped with Ctrl-C or a termination signal.",
  message: () => "Interrupted",
  cause: () => "It was stopped with Ctrl-C or a termination signal.",
  hint: () => "Nothing was left half done; run the command again.",
});
