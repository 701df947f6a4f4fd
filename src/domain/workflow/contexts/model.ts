import { boolean, type Infer, object, oneOf, optional, record, type Schema, text } from "../../../kernel/schema.ts";

/**
 * What a server speaks: `workspace` is this program's own server; `compozy` a Compozy server; `compozy-2025-07` one of
 * July 2025, whose workflows come from its disk alone.
 */
export const DIALECTS = ["workspace", "compozy", "compozy-2025-07"] as const;
export type Dialect = typeof DIALECTS[number];

/** A context as files write it. */
export const CONTEXT_ENTRY = object({
  server: optional(text({ format: "uri", description: "Address of the server, without `/api/v0`" })),
  dialect: optional(oneOf(DIALECTS, { description: "What it speaks; written once it was asked" })),
  capabilities: optional(record(boolean(), { description: "What it can do; written once it was asked" })),
  description: optional(text()),
  caFile: optional(text({
    minLength: 1,
    description: "PEM file with further certificate authorities: absolute, or relative to this file's folder",
  })),
});
export type ContextEntry = Infer<typeof CONTEXT_ENTRY>;

/** What the user's own file may hold at the top. */
export const USER_FILE: Schema = {
  ...object({
    contexts: optional(record(CONTEXT_ENTRY)),
    currentContext: optional(text({ minLength: 1, description: "The context in force where nothing else says one" })),
    defaults: optional({ description: "Configuration for every project of the user" } as Schema),
    $schema: optional(text()),
  }),
};

/** The context of this machine's own engine. It is always there. */
export const LOCAL = "local";
/** The name of what `COMPOZY_BASE_URL` stands for. */
export const ENVIRONMENT = "environment";

/** Where workflows are. */
export interface WorkflowContext {
  name: string;
  /** Address without a slash at its end; undefined for `local`. */
  server: string | undefined;
  /** Undefined until the server was asked. */
  dialect: Dialect | undefined;
  capabilities: Record<string, boolean> | undefined;
  description: string | undefined;
  /** PEM file with certificate authorities besides the usual ones: absolute. */
  caFile: string | undefined;
  /** What defines it: `built in`, a file with a line, `environment COMPOZY_BASE_URL`. */
  source: string;
}

/** The contexts of the user, `local` among them. */
export interface Contexts {
  byName: ReadonlyMap<string, WorkflowContext>;
  /** What the user chose for good. */
  current: { name: string; source: string } | undefined;
}

/** The context in force and what it is used with. */
export interface ChosenContext {
  context: WorkflowContext;
  /** What chose it: `--context`, `environment WORKSPACE_CONTEXT`, a file with a line, `default`. */
  chosenBy: string;
  /** Given for this run alone; otherwise what the user signed in with counts. */
  token: { value: string; source: string } | undefined;
}
