import { DIALECTS, type WorkflowContext } from "../../../domain/workflow/contexts/model.ts";
import { boolean, either, type Infer, nothing, object, oneOf, record, text } from "../../../kernel/schema.ts";
import type { Ui } from "../../../view/ui.ts";

/** A context as commands print it. */
export const CONTEXT_FIELDS = {
  name: text(),
  server: either([text(), nothing], { description: "Null for `local`" }),
  dialect: either([oneOf(DIALECTS), nothing], { description: "What the server speaks; null until it was asked" }),
  capabilities: either([record(boolean()), nothing], { description: "What it can do; null until it was asked" }),
  description: either([text(), nothing]),
};
const CONTEXT = object(CONTEXT_FIELDS);

export function contextOutput(context: WorkflowContext): Infer<typeof CONTEXT> {
  const { name, server, dialect, capabilities, description } = context;
  return {
    name,
    server: server ?? null,
    dialect: dialect ?? null,
    capabilities: capabilities ?? null,
    description: description ?? null,
  };
}

const DIALECT_NAMES: Readonly<Record<string, string>> = {
  "workspace": "workspace",
  "compozy": "Compozy",
  "compozy-2025-07": "Compozy (July 2025)",
};

/** What a server speaks, in words. */
export function dialectName(dialect: string | null): string {
  return dialect === null ? "not asked yet" : DIALECT_NAMES[dialect] ?? dialect;
}

/** What it can do and what it cannot, a line each; nothing where that is not known. */
export function capabilityLines(capabilities: Record<string, boolean> | null, { style, symbol }: Ui): string[] {
  return Object.entries(capabilities ?? {}).sort(([a], [b]) => a < b ? -1 : 1).map(([name, can]) =>
    `    ${can ? style.success(symbol.success) : style.dim(symbol.error)} ${can ? name : style.dim(name)}`
  );
}
