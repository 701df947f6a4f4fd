import type { Prompt } from "../../kernel/ports.ts";

type Table = Record<string, unknown>;

/** The parameters with those that the schema requires and that are missing, as the user answers. */
export async function askParams(
  input: Table,
  { schema = {}, prompt }: { schema?: Table; prompt: Prompt },
): Promise<Table> {
  const asked: Table = { ...input };
  const properties = tableOf(schema.properties);
  for (const name of Array.isArray(schema.required) ? schema.required.map(String) : []) {
    const property = tableOf(properties[name]);
    if (Object.hasOwn(input, name) || property.default !== undefined) continue;
    asked[name] = await ask(name, { property, prompt });
  }
  return asked;
}

async function ask(name: string, { property, prompt }: { property: Table; prompt: Prompt }): Promise<unknown> {
  const { description, type, enum: choices } = property;
  const question = typeof description === "string" ? `${name} (${description}):` : `${name}:`;
  if (Array.isArray(choices) && choices.length > 0) {
    const labels = choices.map((each) => typeof each === "string" ? each : JSON.stringify(each));
    const chosen = await prompt.select(question, labels.map((label) => ({ value: label, label })));
    return choices[labels.indexOf(chosen)];
  }
  if (type === "boolean") return await prompt.confirm(question.replace(/:$/, "?"));
  const typed = property.writeOnly === true ? await prompt.secret(question) : await prompt.input(question);
  const { parseParams } = await import("../../domain/workflow/input/parse_params.ts");
  const read = await parseParams([`value=${typed}`], { schema: { properties: { value: property } } });
  return read.value;
}

function tableOf(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Table : {};
}
