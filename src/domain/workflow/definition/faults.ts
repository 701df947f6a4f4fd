import { fault } from "../../../kernel/fault.ts";

export const DURATION_INVALID = fault<{ text: string }>({
  code: "DURATION_INVALID",
  exit: 2,
  when: "A duration is not written as one.",
  message: ({ text }) => `Invalid duration '${text}'`,
  cause: () => "A duration is a sum of numbers with units: ms, s, m, h, d; at most a hundred years.",
  hint: () => "Write it as 500ms, 30s, 5m, 2h or 1h30m.",
});
