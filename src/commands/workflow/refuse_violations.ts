import { policyFaults } from "../../domain/workflow/definition/policies.ts";
import type { Definition } from "../../domain/workflow/definition/model.ts";
import { readDefinition } from "../../domain/workflow/definition/read_definition.ts";
import type { DefinitionSource } from "../../domain/workflow/ports.ts";
import { parseDocument } from "../../formats/document.ts";
import { DocumentSyntaxError } from "../../formats/position.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import { openProject, type ProjectContext } from "../open_project.ts";
import type { DefinitionFile } from "./definition_files.ts";

/**
 * Refuses definitions that do not meet the policies of the project, wherever they are deployed to. What else is wrong with
 * them is for the service to say, which knows its dialect. Faults: `POLICY_VIOLATED`, `POLICY_INVALID`, all at once; those
 * of `openProject`.
 */
export async function refuseViolations(context: ProjectContext, files: readonly DefinitionFile[]): Promise<void> {
  const { config: { workflow: { policies } } } = await openProject(context, { config: "optional" });
  if (policies.length === 0) return;
  const faults: Fault[] = [];
  for (const { text, format, name } of files) {
    try {
      const { value } = await parseDocument(text, format);
      const found = policyFaults(value as Definition, { policies, file: name });
      // A rule can fail on a definition that lacks what every definition has.
      const valid = found.length > 0 && await isValid({ text, format, name });
      faults.push(...found.filter((each) => valid || !isFault(each, "POLICY_INVALID")));
    } catch (error) {
      if (!(error instanceof DocumentSyntaxError)) throw error;
    }
  }
  if (faults.length > 0) throw new AggregateError(faults);
}

async function isValid(source: DefinitionSource): Promise<boolean> {
  try {
    await readDefinition(source);
    return true;
  } catch (error) {
    if (error instanceof AggregateError) return false;
    throw error;
  }
}
