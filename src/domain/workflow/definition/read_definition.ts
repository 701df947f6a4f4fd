import { parseDocument } from "../../../formats/document.ts";
import { parseJsonTree } from "../../../formats/json_tree.ts";
import { DocumentSyntaxError, type ParsedDocument, syntaxErrorAt } from "../../../formats/position.ts";
import { DEFINITION_INVALID } from "../faults.ts";
import type { DefinitionSource } from "../ports.ts";
import { definitionDigest } from "./canonical.ts";
import { checkExpressions } from "./check_expressions.ts";
import { checkGraph } from "./check_graph.ts";
import { checkSchema } from "./check_schema.ts";
import { checkValues } from "./check_values.ts";
import type { Definition } from "./model.ts";
import { type Problem, problemFaults } from "./problems.ts";
import { readable } from "./readable.ts";

export interface ReadDefinition {
  definition: Definition;
  /** What is no mistake but worth knowing, each with its place: `hello.yaml:12:3: secret 'KEY' is not used`. */
  warnings: string[];
  /** SHA-256 (hexadecimal) of what it says; see `definitionDigest`. */
  digest: string;
}

/** Largest definition, in UTF-8 bytes. */
const SIZE_LIMIT = 1024 * 1024;

/** Most tasks; and most values in all, so that aliases of YAML cannot multiply. */
const TASK_LIMIT = 1000;
const VALUE_LIMIT = 200_000;

/**
 * Reads and checks the definition of a workflow. Everything that is wrong is thrown at once, as an `AggregateError` of
 * `DEFINITION_INVALID` faults with file, line, column, path, cause and hint, in the order of the text.
 */
export async function readDefinition(source: DefinitionSource): Promise<ReadDefinition> {
  const document = await parse(source);
  const { value } = document;
  const huge = hugeProblem(value);
  if (huge) throw invalid([huge], source, document);

  const parts = readable(value);
  const [expressions, values] = [checkExpressions(parts), checkValues(parts)];
  const problems = [...checkSchema(value), ...checkGraph(parts.tasks), ...expressions.problems, ...values.problems];
  if (problems.length > 0) throw invalid(problems, source, document);

  const definition = value as Definition;
  const warnings = [...expressions.warnings, ...values.warnings];
  return {
    definition,
    warnings: problemFaults(warnings, source.name, document).map(({ details }) => {
      const { file, line, column, path, problem, hint } = details as Parameters<typeof DEFINITION_INVALID>[0];
      return `${file}:${line}:${column}: ${path}: ${problem}. ${hint}`;
    }),
    digest: await definitionDigest(definition),
  };
}

async function parse({ text, format, name }: DefinitionSource): Promise<ParsedDocument> {
  const single = (problem: string, hint: string, { line, column }: { line: number; column: number }) =>
    new AggregateError([DEFINITION_INVALID({ file: name, line, column, path: "", problem, hint })]);
  if (new TextEncoder().encode(text).length > SIZE_LIMIT) {
    const hint = "Move scripts and data into files of their own.";
    throw single("the file is larger than 1 MiB", hint, { line: 1, column: 1 });
  }
  try {
    if (format === "json") refuseRepeatedKeys(text);
    return await parseDocument(text, format);
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    throw single(error.message, syntaxHint(error.message, format), error);
  }
}

/** JSON.parse would take the last of two values and lose the other. YAML's parser refuses them itself. */
function refuseRepeatedKeys(text: string): void {
  const open = [parseJsonTree(text)];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const keys = new Set<string>();
    for (const { key, start, value } of node.properties) {
      if (keys.has(key)) throw syntaxErrorAt(text, start, `Keys must be unique: '${key}' is there twice`);
      keys.add(key);
      open.push(value);
    }
    open.push(...node.items);
  }
}

function syntaxHint(message: string, format: "yaml" | "json"): string {
  if (/alias/i.test(message)) return "Write the values out instead of using aliases.";
  if (/deep/i.test(message)) return "No workflow needs so many levels.";
  if (/multiple documents/i.test(message)) return "Make a file of each workflow.";
  if (/unique/i.test(message)) return "Remove one of the two keys.";
  return format === "yaml" ? "Look at the indentation and the quotes there." : "Look at the commas and quotes there.";
}

/** A value that would take for ever to check. */
function hugeProblem(value: unknown): Problem | undefined {
  const tasks = (value as { tasks?: unknown } | null)?.tasks;
  if (Array.isArray(tasks) && tasks.length > TASK_LIMIT) {
    const hint = "Use for_each, or workflows of their own.";
    return { path: ["tasks"], problem: `${tasks.length} tasks are more than ${TASK_LIMIT}`, hint };
  }
  let room = VALUE_LIMIT;
  const open: { value: unknown; path: (string | number)[] }[] = [{ value, path: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value: each, path } = next;
    if (--room < 0) {
      return {
        path: path.slice(0, 2),
        problem: "too many values, or aliases that multiply",
        hint: "Write a smaller file.",
      };
    }
    if (path.length > 100) {
      return { path: path.slice(0, 2), problem: "nested too deeply", hint: "No workflow needs so many levels." };
    }
    if (typeof each === "number" && !Number.isFinite(each)) {
      return { path, problem: `${each} is no value of JSON`, hint: "Write it as a text, in quotes." };
    }
    if (typeof each !== "object" || each === null) continue;
    if (Array.isArray(each) && path[0] === "tasks" && path[2] === "needs" && each.length > TASK_LIMIT) {
      return { path, problem: `${each.length} needs are more than ${TASK_LIMIT}`, hint: "Name each task once." };
    }
    for (const [key, inner] of Object.entries(each)) {
      open.push({ value: inner, path: [...path, Array.isArray(each) ? Number(key) : key] });
    }
  }
  return undefined;
}

function invalid(problems: readonly Problem[], { name }: DefinitionSource, document: ParsedDocument): AggregateError {
  return new AggregateError(problemFaults(problems, name, document));
}
