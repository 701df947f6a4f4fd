import { fault } from "../../../kernel/fault.ts";

export const DURATION_INVALID = fault<{ text: string }>({
  code: "DURATION_INVALID",
  exit: 2,
  when: "A duration is not written as one.",
  message: ({ text }) => `Invalid duration '${text}'`,
  cause: () => "A duration is a sum of numbers with units: ms, s, m, h, d; at most a hundred years.",
  hint: () => "Write it as 500ms, 30s, 5m, 2h or 1h30m.",
});

export const POLICY_VIOLATED = fault<{ policy: string; file: string; message: string }>({
  code: "POLICY_VIOLATED",
  exit: 15,
  when: "The definition of a workflow does not meet a policy of the project or server.",
  message: ({ policy, file }) => `${file} does not meet the policy '${policy}'`,
  cause: ({ message }) => message,
  hint: () => "Change the definition; `workflow.policies` in the configuration states the rules.",
});

export const POLICY_INVALID = fault<{ policy: string; rule: string; problem: string }>({
  code: "POLICY_INVALID",
  exit: 3,
  when: "The rule of a policy is no CEL, or does not give true or false.",
  message: ({ policy }) => `The rule of policy '${policy}' cannot be checked`,
  cause: ({ problem, rule }) => `${problem}: ${rule}`,
  hint: () => "A rule is CEL over `definition`, such as `has(definition.description)`.",
});
