import { SECRET_SOURCE_REFUSED } from "../faults.ts";
import type { Definition } from "../definition/model.ts";
import { policyFaults } from "../definition/policies.ts";
import { TASK_TYPE_REFUSED } from "./faults.ts";
import type { ServiceOptions } from "./parts.ts";

/**
 * Checks what a well-formed definition may ask for here, and gives warnings. Faults: `TASK_TYPE_REFUSED`,
 * `SECRET_SOURCE_REFUSED`, `POLICY_VIOLATED`, `POLICY_INVALID`; an AggregateError of several.
 */
export function checkDefinition(
  definition: Definition,
  { options, file }: { options: ServiceOptions; file: string },
): string[] {
  const faults = [
    ...taskTypeFaults(definition, options),
    ...secretFaults(definition, options),
    ...policyFaults(definition, { policies: options.policies ?? [], file }),
  ];
  if (faults.length > 1) throw new AggregateError(faults, faults[0]!.message);
  if (faults.length === 1) throw faults[0]!;
  return warningsOf(definition, options);
}

function taskTypeFaults({ id, tasks }: Definition, { taskTypes }: ServiceOptions) {
  if (taskTypes === undefined) return [];
  return tasks.filter(({ type }) => !taskTypes.includes(type))
    .map((task) => TASK_TYPE_REFUSED({ id, task: task.id, type: task.type, allowed: [...taskTypes] }));
}

/** A server gives its environment away only where it was told to. */
function secretFaults({ secrets = [] }: Definition, { server, environmentSecrets = {} }: ServiceOptions) {
  if (!server) return [];
  return secrets.filter(({ name, from }) => from === "env" && !Object.hasOwn(environmentSecrets, name))
    .map(({ name }) => SECRET_SOURCE_REFUSED({ name }));
}

function warningsOf({ triggers = [], schedule, config }: Definition, { server, isServed }: ServiceOptions): string[] {
  const warnings: string[] = [];
  if (triggers.length > 0) {
    warnings.push("Nothing emits events yet: its triggers start no runs until a later version of this program does.");
  }
  if (schedule !== undefined && !server && !isServed?.()) {
    warnings.push(
      "Its schedule fires only while a server runs: `workspace server start`, or `workspace server install` for good.",
    );
  }
  if (config?.working_directory !== undefined && server) {
    warnings.push("Its working_directory does not count on a server: each run has an empty folder of its own.");
  }
  return warnings;
}
