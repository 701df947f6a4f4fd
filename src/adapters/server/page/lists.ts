import {
  type Page,
  RUN_STATUSES,
  type RunSummary,
  type Schedule,
  type Workflow,
  type WorkflowSummary,
} from "../../../domain/workflow/model.ts";
import { badge, facts, runTable, table, time } from "./facts.ts";
import { type Html, markup, raw } from "./markup.ts";
import { runLink, withQuery, workflowLink } from "./links.ts";

/** The query of a list in the page, as it was given. */
export type ListQuery = Readonly<Record<string, string>>;

/** The workflows, with a search. */
export function workflowList({ items, nextCursor }: Page<WorkflowSummary>, query: ListQuery): Html {
  return markup`<h1>Workflows</h1>
<form class="filters" method="get" action="/" role="search">
<label>Name <input type="search" name="name" value="${query.name}"></label>
<button>Search</button></form>
${
    items.length === 0
      ? markup`<p class="empty">No workflows${query.name ? " of this name" : " are deployed yet"}.</p>`
      : table(
        "Workflows",
        ["Workflow", "Status", "Version", "Last run", "Updated (UTC)"],
        items.map((each) => [
          markup`<a href="${workflowLink(each.id)}">${each.name}</a>${
            each.description && markup`<p class="note">${each.description}</p>`
          }`,
          badge(each.status),
          each.version,
          each.lastRun
            ? markup`<a class="plain" href="${runLink(each.lastRun.id)}">${badge(each.lastRun.status)} ${
              time(each.lastRun.createdAt)
            }</a>`
            : "–",
          time(each.updatedAt),
        ]),
      )
  }
${pages("/", query, nextCursor)}`;
}

/** One workflow: facts, runs, the definition. */
export function workflowPage(workflow: Workflow): Html {
  const { id, name, description, recentRuns, source } = workflow;
  return markup`<h1>${name} ${badge(workflow.status)}</h1>
${description && markup`<p class="lead">${description}</p>`}
${
    facts([
      ["ID", name === id ? null : markup`<code>${id}</code>`],
      ["Version", workflow.version],
      ["Versions", workflow.versions],
      ["Created (UTC)", time(workflow.createdAt)],
      ["Updated (UTC)", time(workflow.updatedAt)],
    ])
  }
<h2>Recent runs</h2>
${recentRuns.length === 0 ? markup`<p class="empty">No runs yet.</p>` : runTable(recentRuns, { ofOne: true })}
<p><a href="${withQuery("/runs", { workflow: id })}">All runs of it</a></p>
<h2>Definition</h2>
<pre class="source" tabindex="0">${source.text}</pre>`;
}

/** Runs with their filters. */
export function runList(
  { items, nextCursor, total }: Page<RunSummary>,
  { query, workflows }: { query: ListQuery; workflows: readonly string[] },
): Html {
  const option = (value: string, chosen: string | undefined, label = value) =>
    markup`<option value="${value}"${value === chosen && raw(" selected")}>${label}</option>`;
  const known = query.workflow && !workflows.includes(query.workflow) ? [query.workflow, ...workflows] : workflows;
  return markup`<h1>Runs</h1>
<form class="filters" method="get" action="/runs" role="search">
<label>Workflow <select name="workflow"><option value="">all</option>${
    known.map((each) => option(each, query.workflow))
  }</select></label>
<label>Status <select name="status"><option value="">all</option>${
    RUN_STATUSES.map((each) => option(each, query.status, each.replaceAll("_", " ").toLowerCase()))
  }</select></label>
<label>Since <input type="date" name="since" value="${query.since}"></label>
<button>Filter</button></form>
${
    items.length === 0
      ? markup`<p class="empty">No runs${Object.keys(query).length > 0 ? " like this" : " yet"}.</p>`
      : runTable(items, { ofOne: false })
  }
${total !== undefined && markup`<p class="note">${total} ${total === 1 ? "run" : "runs"} in all</p>`}
${pages("/runs", query, nextCursor)}`;
}

/** The schedules. */
export function scheduleList(schedules: readonly Schedule[]): Html {
  return markup`<h1>Schedules</h1>
${
    schedules.length === 0 ? markup`<p class="empty">No workflow has a schedule.</p>` : table(
      "Schedules",
      ["Workflow", "Status", "Times", "Zone", "Next (UTC)", "Last (UTC)", "Overlap", "Catch-up"],
      schedules.map((each) => [
        markup`<a href="${workflowLink(each.workflowId)}">${each.workflowId}</a>`,
        badge(each.status),
        markup`<code>${each.cron}</code>`,
        each.timezone,
        time(each.nextRunAt),
        each.lastRunId === null
          ? time(each.lastRunAt)
          : markup`<a href="${runLink(each.lastRunId)}">${time(each.lastRunAt)}</a>`,
        each.overlapPolicy,
        each.catchup ?? "–",
      ]),
    )
  }`;
}

function pages(path: string, query: ListQuery, nextCursor: string | undefined): Html {
  const links = [
    query.cursor && markup`<a href="${withQuery(path, { ...query, cursor: undefined })}">First page</a>`,
    nextCursor !== undefined &&
    markup`<a rel="next" href="${withQuery(path, { ...query, cursor: nextCursor })}">Next page</a>`,
  ].filter(Boolean);
  return links.length === 0 ? markup`` : markup`<nav class="pages" aria-label="Pages">${links}</nav>`;
}
