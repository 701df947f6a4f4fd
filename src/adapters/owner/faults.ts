import { fault } from "../../kernel/fault.ts";

export const OWNER_NOT_STARTED = fault<{ log: string; problem: string }>({
  code: "OWNER_NOT_STARTED",
  exit: 1,
  when: "The process that drives the runs of this machine ended before it could begin, or did not begin in time.",
  message: () => "The process that drives the runs could not be started",
  cause: ({ problem }) => problem,
  hint: ({ log }) => `Nothing is lost: the next command tries again. What it said is in ${log}.`,
});
