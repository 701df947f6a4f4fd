import { type Policy, policyFaults } from "../../domain/workflow/definition/policies.ts";
import { readDefinition } from "../../domain/workflow/definition/read_definition.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import { boolean, either, type Infer, integer, list, nothing, object, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import type { DefinitionFile } from "./definition_files.ts";

const PROBLEM = object({
  code: text(),
  line: either([integer(), nothing]),
  column: either([integer(), nothing]),
  path: text({ description: "Where in the definition, such as tasks[2].env" }),
  message: text({ description: "What is wrong" }),
  hint: text(),
});
type DefinitionProblem = Infer<typeof PROBLEM>;

/** What became of one file. */
const VALIDATED = object({
  file: text(),
  valid: boolean(),
  id: either([text(), nothing], { description: "Null where it could not be read" }),
  tasks: integer({ description: "How many; 0 where it could not be read" }),
  digest: either([text(), nothing], { description: "SHA-256 of what it says: the same content, the same digest" }),
  problems: list(PROBLEM),
  warnings: list(text()),
});

export const DEFINITIONS_VALIDATED = object({
  valid: boolean({ description: "Whether all are" }),
  files: list(VALIDATED),
});
export type DefinitionsValidated = Infer<typeof DEFINITIONS_VALIDATED>;

/** Checks each file, also against the policies. Two files with one id are no mistake, but told. */
export async function validateDefinitions(
  files: readonly DefinitionFile[],
  { policies }: { policies: readonly Policy[] },
): Promise<DefinitionsValidated> {
  const validated: DefinitionsValidated["files"] = [];
  for (const file of files) {
    const found = await validateOne(file, policies);
    const same = validated.find(({ id }) => id !== null && id === found.id);
    if (same) found.warnings.push(`${file.name}: its id '${found.id}' is that of ${same.file}, too`);
    validated.push(found);
  }
  return { valid: validated.every(({ valid }) => valid), files: validated };
}

async function validateOne(
  file: DefinitionFile,
  policies: readonly Policy[],
): Promise<DefinitionsValidated["files"][number]> {
  try {
    const { definition, warnings, digest } = await readDefinition(file);
    const problems = policyFaults(definition, { policies, file: file.name }).map(problemOf);
    const { id, tasks } = definition;
    return { file: file.name, valid: problems.length === 0, id, tasks: tasks.length, digest, problems, warnings };
  } catch (error) {
    if (!(error instanceof AggregateError) || !error.errors.every((each) => isFault(each))) throw error;
    const problems = (error.errors as Fault[]).map(problemOf);
    return { file: file.name, valid: false, id: null, tasks: 0, digest: null, problems, warnings: [] };
  }
}

function problemOf({ code, reason, hint, details }: Fault): DefinitionProblem {
  const { line, column, path, problem, policy } = details as Partial<Record<string, never>>;
  if (policy !== undefined) {
    return { code, line: null, column: null, path: "", message: `policy '${policy}': ${reason}`, hint };
  }
  return { code, line: line ?? null, column: column ?? null, path: path ?? "", message: problem ?? reason, hint };
}

/** A line for each file, with what is wrong below it. */
export function validatedText({ valid, files }: DefinitionsValidated, { style, symbol }: Ui): string {
  const lines = files.flatMap(({ file, valid, id, tasks, problems, warnings }) => [
    valid
      ? `${style.success(symbol.success)} ${file} ${style.dim(`(${id}, ${count(tasks, "task")})`)}`
      : `${style.error(symbol.error)} ${file}`,
    ...problems.flatMap(({ line, column, path, message, hint }) => [
      `    ${style.bold(line === null ? "-" : `${line}:${column}`)} ${path === "" ? "" : `${path}: `}${message}`,
      ...hint.split("\n").map((each) => `        ${style.dim(each)}`),
    ]),
    ...warnings.map((each) => `    ${style.warning(symbol.warning)} ${each}`),
  ]);
  const wrong = files.filter((each) => !each.valid).length;
  const summary = valid
    ? `${files.length === 1 ? "The definition is" : `All ${files.length} definitions are`} valid`
    : `${wrong} of ${count(files.length, "definition")} ${wrong === 1 ? "is" : "are"} invalid`;
  return [...lines, "", summary].join("\n");
}

function count(amount: number, what: string): string {
  return `${amount} ${what}${amount === 1 ? "" : "s"}`;
}
