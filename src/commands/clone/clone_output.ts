import { boolean, either, type Infer, nothing, object, oneOf, optional, text } from "../../kernel/schema.ts";
import { printable } from "../../view/printable.ts";
import type { Ui } from "../../view/ui.ts";
import { VALIDATION, validationText } from "../config/validate_config.ts";
import { INIT_OUTPUT, initText } from "../init/run_init.ts";

/** The JSON form of `workspace clone`. */
export const CLONE_OUTPUT = object({
  url: text({ description: "Without credentials" }),
  directory: text({ description: "Absolute" }),
  branch: either([text(), nothing], { description: "Null where a tag was checked out" }),
  commit: either([text(), nothing], { description: "Null for an empty repository" }),
  shallow: boolean(),
  state: oneOf(["valid", "invalid", "initialized", "without-configuration"], {
    description: "What the clone's configuration is",
  }),
  validation: optional(VALIDATION),
  init: optional(INIT_OUTPUT),
});

export type CloneOutput = Infer<typeof CLONE_OUTPUT>;

/** Where the clone is, and what `init` or `config validate` says of it. */
export function cloneText({ directory, branch, commit, shallow, validation, init }: CloneOutput, ui: Ui): string {
  const at = [branch ?? "a detached HEAD", ...(commit === null ? ["no commits yet"] : [commit.slice(0, 7)])].join(", ");
  const lines = [
    `${ui.style.success(ui.symbol.success)} Cloned into ${ui.style.highlight(printable(directory))} (${printable(at)})`,
  ];
  if (shallow) lines.push(ui.style.warning(`${ui.symbol.warning} Only the newest commits are there (--depth)`));
  if (validation) return [...lines, "", validationText(validation, ui)].join("\n");
  if (init) return [...lines, "", initText(init, ui)].join("\n");
  return [...lines, "", "There is no configuration: `workspace init` in the clone makes one."].join("\n");
}
