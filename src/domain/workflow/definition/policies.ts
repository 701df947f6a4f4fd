import type { Fault } from "../../../kernel/fault.ts";
import { compileRule } from "../expressions/cel.ts";
import { ExpressionError } from "../expressions/expression_error.ts";
import { POLICY_INVALID, POLICY_VIOLATED } from "./faults.ts";
import type { Definition } from "./model.ts";

/** A rule that definitions must meet, of a project or a server. */
export interface Policy {
  name: string;
  /** CEL over `definition`; true where the definition meets it. */
  rule: string;
  /** What is said where it is not met. */
  message?: string | undefined;
}

/**
 * What a definition does not meet, as faults: `POLICY_VIOLATED`, and `POLICY_INVALID` for a rule that cannot be checked;
 * empty where it meets all. `file` is shown.
 */
export function policyFaults(
  definition: Definition,
  { policies, file }: { policies: readonly Policy[]; file: string },
): Fault[] {
  return policies.flatMap(({ name: policy, rule, message = `It must be true that ${rule}` }) => {
    try {
      const met = compileRule(rule)(definition);
      if (met === true) return [];
      if (met === false) return [POLICY_VIOLATED({ policy, file, message })];
      return [POLICY_INVALID({ policy, rule, problem: `It gives ${JSON.stringify(met)} instead of true or false` })];
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return [POLICY_INVALID({ policy, rule, problem: error.message })];
    }
  });
}
