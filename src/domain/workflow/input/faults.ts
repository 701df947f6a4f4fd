import { fault } from "../../../kernel/fault.ts";

export const PARAMETER_MALFORMED = fault<{ parameter: string; problem: string; hint: string }>({
  code: "PARAMETER_MALFORMED",
  exit: 2,
  when: "What is given with --params is neither JSON, nor a file, nor key=value.",
  message: ({ parameter }) => `Cannot read the parameters '${parameter}'`,
  cause: ({ problem }) => problem,
  hint: ({ hint }) => hint,
});
