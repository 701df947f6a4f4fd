import type { LogLine } from "../../domain/workflow/model.ts";
import { foreignText } from "../../view/foreign_text.ts";
import { printable } from "../../view/printable.ts";
import type { Ui } from "../../view/ui.ts";
import { taskName } from "./run_text.ts";

/** A line of a run's log: `15:04:05 train | text`, in the colour of its level. */
export function logText(line: Pick<LogLine, "at" | "task" | "item" | "stream" | "level" | "text">, ui: Ui): string {
  const { at, task, item, stream, level } = line;
  const isColored = ui.style.bold("x") !== "x";
  const time = ui.time(at).slice(11);
  const where = task === null ? "run" : printable(taskName({ task, item }));
  const text = foreignText(line.text, isColored);
  return `${ui.style.dim(time)} ${ui.style.info(where)} ${ui.style.dim("|")} ${painted(text, { stream, level, ui })}`;
}

function painted(
  text: string,
  { stream, level, ui: { style } }: Pick<LogLine, "stream" | "level"> & { ui: Ui },
): string {
  if (level === "error") return style.error(text);
  if (level === "warn") return style.warning(text);
  if (level === "debug" || level === "trace" || stream === "system") return style.dim(text);
  return text;
}
