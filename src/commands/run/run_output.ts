import { RUN, type Run, RUN_SUMMARY, type RunSummary } from "../../domain/workflow/model.ts";
import { type Infer, integer, type Schema } from "../../kernel/schema.ts";

const duration = {
  durationMilliseconds: integer({ description: "From its start to its end, or until now; 0 before" }),
};

/** A run as lists print it. */
export const RUN_LINE = withFields(RUN_SUMMARY, duration);
export type RunLine = Infer<typeof RUN_LINE>;

/** A run with its tasks. */
export const RUN_DETAILS = withFields(RUN, duration);
export type RunDetails = Infer<typeof RUN_DETAILS>;

function withFields<T, U extends Record<string, Schema>>(
  schema: Schema<T>,
  fields: U,
): Schema<T & { [K in keyof U]: Infer<U[K]> }> {
  return {
    ...schema,
    properties: { ...schema.properties, ...fields },
    required: [...schema.required ?? [], ...Object.keys(fields)],
  } as Schema<T & { [K in keyof U]: Infer<U[K]> }>;
}

/** With how long it took until now. */
export function withDuration<R extends RunSummary | Run>(
  run: R,
  now: Temporal.Instant,
): R & { durationMilliseconds: number } {
  const start = run.startedAt === null ? undefined : Temporal.Instant.from(run.startedAt).epochMilliseconds;
  const end = run.endedAt === null ? now.epochMilliseconds : Temporal.Instant.from(run.endedAt).epochMilliseconds;
  return { ...run, durationMilliseconds: start === undefined ? 0 : Math.max(0, end - start) };
}
