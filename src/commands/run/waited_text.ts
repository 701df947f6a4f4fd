import { foreignText } from "../../view/foreign_text.ts";
import type { Ui } from "../../view/ui.ts";
import type { RunDetails, RunLine } from "./run_output.ts";
import { spanText, statusText } from "./run_text.ts";

/** How a run was when the waiting was over: what it gave, or why it failed. */
export function waitedText(run: RunDetails | RunLine, { ended, ui }: { ended: boolean; ui: Ui }): string {
  const line = `${run.id} ${statusText(run.status, ui)} after ${spanText(run.durationMilliseconds)}`;
  if (!ended) return `${line}\nIt goes on: workspace run watch ${run.id}`;
  if (run.error === null) return [line, ...outputLines(run)].join("\n");
  const where = run.error.task === undefined ? "" : ` in ${run.error.task}`;
  const what = ui.style.error(`${run.error.code}${where}`);
  return `${line}\n${what}: ${run.error.message}\nWhy: workspace run logs ${run.id}`;
}

function outputLines(run: RunDetails | RunLine): string[] {
  return Object.entries("output" in run ? run.output ?? {} : {})
    .map(([name, value]) =>
      `  ${name}: ${typeof value === "string" ? foreignText(value, false) : JSON.stringify(value)}`
    );
}
