import { isFinal, type LogLine, type Run, type TaskState } from "../../../domain/workflow/model.ts";
import { API_BASE } from "../../../domain/workflow/rest/wire/model.ts";
import { badge, duration, errorWords, facts, jsonBlock, size, table, time } from "./facts.ts";
import { graphSvg } from "./graph_svg.ts";
import { type Html, markup } from "./markup.ts";
import { anchorOf, runLink, withQuery, workflowLink } from "./links.ts";
import { styledSpans } from "./styled_spans.ts";

/** The part of a log that the page shows. */
export interface LogPart {
  lines: readonly LogLine[];
  /** Whether there are lines before and after these. */
  earlier: boolean;
  later: boolean;
  /** Lines of this task alone. */
  task: string | undefined;
}

/** One run: what it is, its tasks, what they wrote, what they made. */
export function runPage(run: Run, log: LogPart): Html {
  const live = !isFinal(run.status) && !log.later;
  const after = String(log.lines.at(-1)?.seq ?? 0);
  const source = live && withQuery(`${runLink(run.id)}/live`, { after, task: log.task });
  return markup`<article${source && markup` data-live="${source}"`}>
<p class="crumbs"><a href="${
    workflowLink(run.workflowId)
  }">${run.workflowId}</a> / <span class="mono">${run.id}</span></p>
<h1>Run of ${run.workflowId} <span data-status>${badge(run.status)}</span></h1>
${
    live &&
    markup`<p class="note" data-still role="status">It has not ended. <a href="${
      runLink(run.id)
    }">Reload</a> to see what came since.</p>`
  }
${run.error && errorWords(run.error)}
${
    facts([
      ["Version", run.version],
      ["Started by", `${run.createdBy}${run.trigger === "manual" ? "" : ` (${run.trigger})`}`],
      ["Created (UTC)", time(run.createdAt)],
      ["Started (UTC)", run.startedAt && time(run.startedAt)],
      ["Ended (UTC)", run.endedAt && time(run.endedAt)],
      ["Took", run.endedAt && duration(run.startedAt, run.endedAt)],
      ["Tasks", markup`<span data-progress>${run.progress.done}/${run.progress.total}</span>`],
      ["Reason", run.reason],
      ["Repeats", run.rerunOf && markup`<a class="mono" href="${runLink(run.rerunOf)}">${run.rerunOf}</a>`],
      ["Part of", run.parentRun && markup`<a class="mono" href="${runLink(run.parentRun)}">${run.parentRun}</a>`],
    ])
  }
<h2>Tasks</h2>
${graphSvg(run.needs, run.tasks)}
${tasks(run)}
${jsonBlock("Input", run.input)}${jsonBlock("Output", run.output)}
${
    run.artifacts.length > 0 && markup`<h2>Artifacts</h2>${
      table(
        "Artifacts",
        ["Name", "Task", "Size"],
        run.artifacts.map(({ name, task, size: bytes }) => [
          markup`<a href="${artifactLink(run.id, name)}" download>${name}</a>`,
          markup`<a href="#${anchorOf(task)}">${task}</a>`,
          size(bytes),
        ]),
      )
    }`
  }
${logSection(run, log)}
</article>`;
}

const artifactLink = (id: string, name: string) =>
  `${API_BASE}/executions/workflows/${encodeURIComponent(id)}/artifacts/${encodeURIComponent(name)}`;

function tasks(run: Run): Html {
  const anchored = new Set<string>();
  const anchor = ({ task }: TaskState) => {
    if (anchored.has(task)) return null;
    anchored.add(task);
    return markup` id="${anchorOf(task)}"`;
  };
  return table(
    "Tasks",
    ["Task", "Status", "Type", "Attempts", "Took", "About"],
    run.tasks.map((each) => [
      markup`<a${anchor(each)} href="${withQuery(runLink(run.id), { task: each.task })}#log">${each.task}${
        each.item !== null && `[${each.item}]`
      }</a>`,
      markup`<span data-task="${each.task}" data-item="${each.item}">${badge(each.status)}</span>`,
      each.type,
      each.attempts,
      duration(each.startedAt, each.endedAt),
      about(each, run.id),
    ]),
  );
}

function about({ task, type, status, error, reason, decision, exitCode }: TaskState, runId: string): Html {
  const parts = [
    error && markup`<strong>${error.code}</strong> ${error.message}`,
    reason,
    decision && `${decision.decision} by ${decision.by}${decision.comment === null ? "" : `: ${decision.comment}`}`,
    exitCode !== null && exitCode !== 0 && !error && `exit code ${exitCode}`,
    type === "approval" && status === "WAITING" && markup`<code>workspace run approve ${runId} --task ${task}</code>`,
  ];
  return markup`${parts.filter(Boolean).map((part) => markup`${part} `)}`;
}

function logSection({ id }: Run, { lines, earlier, later, task }: LogPart): Html {
  const link = (query: Readonly<Record<string, string | undefined>>) =>
    `${withQuery(runLink(id), { task, ...query })}#log`;
  const next = String(lines.at(-1)?.seq ?? 0);
  const ofTask = task !== undefined;
  return markup`<section aria-labelledby="log">
<div class="heading"><h2 id="log">Log${ofTask && ` of ${task}`}</h2>
<p>${ofTask && markup`<a href="${runLink(id)}#log">All tasks</a> `}<a href="${
    runLink(id)
  }/log.txt" download>Download</a></p></div>
${
    earlier &&
    markup`<p class="note">Earlier lines are not shown. <a href="${link({ after: "0" })}">From the beginning</a></p>`
  }
<div class="terminal" tabindex="0" role="log" aria-label="Log" aria-live="off"><ol data-log>${
    lines.map(logLine)
  }</ol></div>
${lines.length === 0 && markup`<p class="empty" data-nothing>Nothing was written${ofTask && " by it"} yet.</p>`}
${later && markup`<p><a href="${link({ after: next })}">Next lines</a></p>`}
</section>`;
}

/** One line of a log; the page's script makes the same of what `live_events.ts` sends. */
function logLine({ seq, task, item, stream, at, text }: LogLine): Html {
  const spans = styledSpans(text).map(({ text, classes }) =>
    classes === "" ? text : markup`<i class="${classes}">${text}</i>`
  );
  const number = markup`<a href="#L${seq}" title="${at}">${seq}</a>`;
  return markup`<li id="L${seq}" class="${stream}">${number}<b>${taskWords(task, item)}</b><span>${spans}</span></li>`;
}

export function taskWords(task: string | null, item: number | null): string {
  return task === null ? "" : item === null ? task : `${task}[${item}]`;
}
