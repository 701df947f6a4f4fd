import type { Context } from "../../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../../cli/option.ts";

/** The part of a command's context that checks look at. */
export type DoctorContext = Pick<
  Context<OptionTable, ArgumentTable>,
  "directory" | "globals" | "ports" | "log" | "tree"
>;
