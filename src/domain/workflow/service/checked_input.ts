import type { Definition } from "../definition/model.ts";
import { INPUT_INVALID } from "../faults.ts";
import { checkInput } from "../input/check_input.ts";

/** Parameters with defaults filled in. Fault: `INPUT_INVALID`. */
export function getCheckedInput(definition: Definition, given: Record<string, unknown>): Record<string, unknown> {
  const { input, problems } = checkInput(definition.config?.input, given);
  if (problems.length > 0) throw INPUT_INVALID({ id: definition.id, problems });
  return input;
}
