import { resolveText, resolveValue } from "../expressions/template.ts";
import type { Scope } from "../expressions/scope.ts";
import type { ExecutedTask } from "./interpretation.ts";
import type { Work } from "./ports.ts";

/** What an attempt is to do, with every expression computed. */
export function resolveWork(task: ExecutedTask, scope: Scope): Work {
  const text = (template: string | number | boolean) => resolveText(template, scope);
  const texts = (record: Record<string, string | number | boolean> = {}) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, text(value)]));
  switch (task.type) {
    case "shell":
      // No expression is computed in a script: values reach it through its environment.
      return { type: "shell", script: task.run, shell: task.shell ?? "sh", ...place() };
    case "cli":
      return { type: "cli", args: task.args.map((each) => text(each)), ...place() };
    case "http":
      return {
        type: "http",
        method: task.method ?? "GET",
        url: text(task.url),
        ...message(texts(task.headers), resolveValue(task.body, scope)),
        expectStatus: task.expect_status,
      };
    case "workflow":
      return {
        type: "workflow",
        workflow: task.workflow,
        version: task.version,
        input: resolveValue(task.input ?? {}, scope) as Record<string, unknown>,
      };
  }

  function place() {
    const { env, working_directory: directory, artifacts = [] } = task as Extract<
      ExecutedTask,
      { type: "shell" | "cli" }
    >;
    return {
      env: texts(env),
      workingDirectory: directory === undefined ? undefined : text(directory),
      artifacts: artifacts.map(({ name, path }) => ({ name, path: text(path) })),
    };
  }
}

/** A text is sent as it is, anything else as JSON. */
function message(
  headers: Record<string, string>,
  body: unknown,
): { headers: Record<string, string>; body: string | undefined } {
  if (body === undefined || typeof body === "string") return { headers, body };
  const typed = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return { headers: typed ? headers : { ...headers, "content-type": "application/json" }, body: JSON.stringify(body) };
}
