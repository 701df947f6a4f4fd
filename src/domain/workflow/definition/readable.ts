/**
 * What of a definition can be read whatever else is wrong with it: checks of the graph and of expressions say what
 * they find together with what contradicts the schema.
 */
export interface ReadableTask {
  /** In the list of tasks. */
  index: number;
  id: string;
  type: string;
  needs: string[];
  table: Readonly<Record<string, unknown>>;
}

export interface Readable {
  tasks: ReadableTask[];
  secrets: { index: number; name: string; from: string }[];
  /** The input schema. */
  input: Record<string, unknown> | undefined;
  table: Readonly<Record<string, unknown>>;
}

export function readable(value: unknown): Readable {
  const table = tableOf(value) ?? {};
  const tasks = listOf(table.tasks).flatMap((each, index): ReadableTask[] => {
    const task = tableOf(each);
    if (!task || typeof task.id !== "string") return [];
    const needs = listOf(task.needs).filter((need) => typeof need === "string");
    return [{ index, id: task.id, type: typeof task.type === "string" ? task.type : "", needs, table: task }];
  });
  const secrets = listOf(table.secrets).flatMap((each, index) => {
    const secret = tableOf(each);
    if (!secret || typeof secret.name !== "string") return [];
    return [{ index, name: secret.name, from: typeof secret.from === "string" ? secret.from : "store" }];
  });
  return { tasks, secrets, input: tableOf(tableOf(table.config)?.input), table };
}

export function tableOf(value: unknown): Record<string, unknown> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : undefined;
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
