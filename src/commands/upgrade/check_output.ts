import type { Schema } from "../../kernel/schema.ts";
import { APPLY_OUTPUT, type ApplyOutput } from "./apply_output.ts";
import { CHECK_OUTPUT, type CheckOutput } from "./upgrade_output.ts";

/** What was found and, where `--interactive` led to it, what was applied. */
export type CheckedAndApplied = CheckOutput & { applied?: ApplyOutput };

/** The JSON form of `workspace upgrade check`. */
export const CHECK_AND_APPLY_OUTPUT = {
  ...CHECK_OUTPUT,
  properties: {
    ...CHECK_OUTPUT.properties,
    applied: { ...APPLY_OUTPUT, description: "With --interactive: what was applied" },
  },
} as unknown as Schema<CheckedAndApplied>;
