import type { RunError, RunSummary } from "../../../domain/workflow/model.ts";
import { type Html, markup, type Part } from "./markup.ts";
import { runLink, workflowLink } from "./links.ts";

/** A status in words, with its colour. */
export function badge(status: string): Html {
  return markup`<span class="badge s-${status}">${status.replaceAll("_", " ").toLowerCase()}</span>`;
}

/** An instant in UTC, to the second. */
export function time(at: string | null): Html {
  if (at === null) return markup`<span class="none">–</span>`;
  const shown = at.replace("T", " ").replace(/(\.\d+)?Z$/, "");
  return markup`<time datetime="${at}" title="${at}">${shown}</time>`;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long something took, in two units that no line end parts. */
export function duration(from: string | null, to: string | null): string {
  if (from === null || to === null) return "–";
  const milliseconds = Math.max(0, Date.parse(to) - Date.parse(from));
  const whole = (unit: number) => Math.floor(milliseconds / unit);
  const words = milliseconds < SECOND
    ? `${milliseconds} ms`
    : milliseconds < MINUTE
    ? `${(milliseconds / SECOND).toFixed(1)} s`
    : milliseconds < HOUR
    ? `${whole(MINUTE)} min ${whole(SECOND) % 60} s`
    : `${whole(HOUR)} h ${whole(MINUTE) % 60} min`;
  return words.replaceAll(" ", "\u00a0");
}

export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(4, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(1)} ${["KiB", "MiB", "GiB", "TiB"][power - 1]}`;
}

/** Words and their values, those without a value left out. */
export function facts(entries: readonly (readonly [string, Part])[]): Html {
  const given = entries.filter(([, value]) => value !== null && value !== undefined && value !== false && value !== "");
  const shown = given.map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return markup`<dl class="facts">${shown}</dl>`;
}

export function errorWords({ code, message }: RunError): Html {
  return markup`<p class="error"><strong>${code}</strong> ${message}</p>`;
}

/** A table that can be scrolled sideways where there is no room. */
export function table(caption: string, columns: readonly string[], rows: readonly (readonly Part[])[]): Html {
  return markup`<div class="scroll" tabindex="0" role="group" aria-label="${caption}"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${columns.map((each) => markup`<th scope="col">${each}</th>`)}</tr></thead>
<tbody>${rows.map((cells) => markup`<tr>${cells.map((cell) => markup`<td>${cell}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

/** Runs as a table; of one workflow without its name. */
export function runTable(runs: readonly RunSummary[], { ofOne }: { ofOne: boolean }): Html {
  const columns = ["Run", "Status", ...(ofOne ? [] : ["Workflow"]), "Version", "Created (UTC)", "Took", "Tasks", "By"];
  return table(
    "Runs",
    columns,
    runs.map((run) => [
      markup`<a class="mono" href="${runLink(run.id)}">${run.id}</a>`,
      badge(run.status),
      ...(ofOne ? [] : [markup`<a href="${workflowLink(run.workflowId)}">${run.workflowId}</a>`]),
      run.version,
      time(run.createdAt),
      duration(run.startedAt, run.endedAt),
      `${run.progress.done}/${run.progress.total}`,
      `${run.createdBy}${run.trigger === "manual" ? "" : ` (${run.trigger})`}`,
    ]),
  );
}

/** A value as JSON, folded away when it is long. */
export function jsonBlock(title: string, value: unknown): Html | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "object" && Object.keys(value).length === 0) return null;
  const text = JSON.stringify(value, null, 2);
  const open = text.split("\n").length <= 12;
  return markup`<details class="json"${open && " open"}><summary>${title}</summary>
<pre tabindex="0">${text}</pre></details>`;
}
