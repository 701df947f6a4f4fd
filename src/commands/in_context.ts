import { object, optional, type Schema, text } from "../kernel/schema.ts";

const field = { context: optional(text({ description: "Where it happened, when that is not this machine" })) };

/** An output with the context that it was made in; nothing is added for the local one. */
export function inContext<F extends Record<string, Schema>>(fields: F) {
  return object({ ...fields, ...field });
}

/** The field for an output, given the context in force. */
export function contextField({ name, local }: { name: string; local: boolean }): { context?: string } {
  return local ? {} : { context: name };
}
