import { type LogLine, RUN_STATUSES, type RunStatus, type Token } from "../../../domain/workflow/model.ts";
import type { WorkflowService } from "../../../domain/workflow/ports.ts";
import { SSE_TYPE } from "../../../domain/workflow/rest/wire/model.ts";
import { problemOf, Refusal } from "../problem.ts";
import type { Answered, Incoming, RestOptions } from "../rest_api.ts";
import { streamResponse } from "../streams.ts";
import { type Html, markup } from "./markup.ts";
import { type PageParts, pageResponse, type Section } from "./layout.ts";
import { liveEvents } from "./live_events.ts";
import { runLink } from "./links.ts";
import { type ListQuery, runList, scheduleList, workflowList, workflowPage } from "./lists.ts";
import { plainLog } from "./plain_log.ts";
import { type LogPart, runPage } from "./run_page.ts";
import { SCRIPT } from "./script.ts";
import type { Sessions } from "./sessions.ts";
import { STYLES } from "./styles.ts";

export interface PageOptions {
  rest: RestOptions;
  sessions: Sessions;
  /** Who made the link that a key is of; it is used up. */
  redeemLink(key: string, address: string): Promise<{ name: string } | undefined>;
  version: string;
}

/** Lines of a log that one page shows. */
const LINES = 1000;
const RUNS = 50;

/** What a page is made from. */
interface Visit {
  incoming: Incoming;
  service: WorkflowService;
  query: ListQuery;
  options: PageOptions;
}

type Shown = Pick<PageParts, "title" | "body" | "live"> & { section: Section } | Response;

const ROUTES:
  readonly (readonly [name: string, pattern: RegExp, show: (visit: Visit, id: string) => Promise<Shown>])[] = [
    ["page.workflows", /^\/$/, showWorkflows],
    ["page.workflow", /^\/workflows\/([^/]+)$/, showWorkflow],
    ["page.runs", /^\/runs$/, showRuns],
    ["page.run", /^\/runs\/([^/]+)$/, showRun],
    ["page.live", /^\/runs\/([^/]+)\/live$/, showLive],
    ["page.log", /^\/runs\/([^/]+)\/log\.txt$/, showPlainLog],
    ["page.schedules", /^\/schedules$/, showSchedules],
  ];

/** Answers requests to the web page; undefined for what is none. Whoever has no session is told how to get one. */
export async function answerPage(incoming: Incoming, options: PageOptions): Promise<Answered | undefined> {
  const { request, path } = incoming;
  const asset = /^\/assets\/(page\.(?:css|js))$/.exec(path)?.[1];
  const route = ROUTES.find(([, pattern]) => pattern.test(path));
  if (!asset && path !== "/open" && !route) return undefined;
  let response: Response;
  let session: Token | undefined;
  if (request.method !== "GET" && request.method !== "HEAD") {
    throw new Refusal(405, "METHOD_NOT_ALLOWED", `${path} does not take ${request.method}`, {
      detail: "The page is for reading.",
      hint: "The surface below /api/v0 takes changes.",
      headers: { allow: "GET" },
    });
  }
  if (asset) response = assetResponse(asset);
  else if (path === "/open") response = await open(incoming, options);
  else {
    session = options.sessions.find(request);
    response = session ? await show(session) : withoutSession(incoming, options);
  }
  return {
    response: request.method === "HEAD" ? await withoutBody(response) : response,
    route: asset ? "page.asset" : path === "/open" ? "page.open" : route![0],
    actor: session?.name,
  };

  async function show({ id, name }: Token): Promise<Response> {
    try {
      options.rest.rateLimit.take(`session ${id}`);
      const service = options.rest.service({ name, origin: incoming.address });
      const [, pattern, render] = route!;
      const query = Object.fromEntries([...incoming.url.searchParams].filter(([, value]) => value !== ""));
      const shown = await render({ incoming, service, query, options }, decode(pattern.exec(path)?.[1] ?? ""));
      return shown instanceof Response ? shown : pageResponse({ ...shown, version: options.version });
    } catch (error) {
      return failed(error, { incoming, options });
    }
  }
}

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

function assetResponse(name: string): Response {
  const [text, type] = name === "page.css" ? [STYLES, "text/css"] : [SCRIPT, "text/javascript"];
  const headers = { "content-type": `${type}; charset=utf-8`, "cache-control": "public, max-age=3600" };
  return new Response(text, { headers });
}

/**
 * A link works once. The answer is a page, not a redirect: after a link in somebody else's page the browser would leave a
 * strict cookie out of the redirected request. What only looks at links (HEAD, prefetching) does not use them up.
 */
async function open(incoming: Incoming, options: PageOptions): Promise<Response> {
  const { request, url, address } = incoming;
  const key = url.searchParams.get("key") ?? "";
  const looksOnly = request.method === "HEAD" || request.headers.has("sec-purpose");
  try {
    options.rest.rateLimit.take(`address ${address}`);
  } catch (error) {
    return failed(error, { incoming, options });
  }
  const found = key === "" || looksOnly ? undefined : await options.redeemLink(key, address);
  if (!found) {
    if (!looksOnly) options.rest.rateLimit.fail(`address ${address}`);
    return told({
      title: "This link is over",
      status: 403,
      options,
      body: markup`<p>A link opens the page once, within five minutes after it was made.</p>${HOW}`,
    });
  }
  return pageResponse({
    title: "Signed in",
    version: options.version,
    headers: { "set-cookie": options.sessions.open(found.name, url) },
    refresh: "/",
    body: markup`<h1>Signed in</h1>
<p>You may read for the next 12 hours. <a href="/">Go on to the workflows</a></p>`,
  });
}

const HOW = markup`<p>On the machine of the server, this gives a new one:</p>
<pre class="source"><code>workspace server open</code></pre>`;

function withoutSession(incoming: Incoming, options: PageOptions): Response {
  try {
    options.rest.rateLimit.take(`address ${incoming.address}`);
  } catch (error) {
    return failed(error, { incoming, options });
  }
  const body = markup`<p>This page is read in a session of 12 hours, which a one-time link begins.</p>${HOW}`;
  return told({ title: "You are not signed in", status: 401, options, body });
}

function told({ title, status, body, options }: {
  title: string;
  status: number;
  body: Html;
  options: PageOptions;
}): Response {
  return pageResponse({ title, status, version: options.version, body: markup`<h1>${title}</h1>${body}` });
}

function failed(error: unknown, { incoming: { requestId }, options }: Pick<Visit, "incoming" | "options">): Response {
  const { problem: { status, title, detail, hint }, headers } = problemOf(error, requestId);
  if (status === 500) options.rest.failed(error, requestId);
  return pageResponse({
    title,
    status,
    version: options.version,
    headers,
    body: markup`<h1>${title}</h1>
<p>${detail}</p><p class="note">${hint}</p><p class="note">Request ${requestId}</p>`,
  });
}

async function showWorkflows({ service, query }: Visit): Promise<Shown> {
  const { name, cursor } = query;
  const found = await service.listWorkflows({ ...(name ? { name } : {}), ...(cursor ? { cursor } : {}) });
  return { title: "Workflows", section: "workflows", body: workflowList(found, query) };
}

async function showWorkflow({ service }: Visit, id: string): Promise<Shown> {
  const workflow = await service.getWorkflow(id);
  return { title: workflow.name, section: "workflows", body: workflowPage(workflow) };
}

async function showRuns({ service, query }: Visit): Promise<Shown> {
  const { workflow, cursor } = query;
  const status = RUN_STATUSES.find((each) => each === query.status) satisfies RunStatus | undefined;
  const since = /^\d{4}-\d\d-\d\d$/.test(query.since ?? "") && !isNaN(Date.parse(query.since!))
    ? `${query.since}T00:00:00Z`
    : undefined;
  const found = await service.listRuns({
    limit: RUNS,
    ...(workflow ? { workflowId: workflow } : {}),
    ...(status ? { status: [status] } : {}),
    ...(since ? { since } : {}),
    ...(cursor ? { cursor } : {}),
  });
  const workflows = (await service.listWorkflows({ limit: 500 })).items.map(({ id }) => id);
  return { title: "Runs", section: "runs", body: runList(found, { query, workflows }) };
}

async function showRun({ service, query, incoming }: Visit, id: string): Promise<Shown> {
  const run = await service.getRun(id);
  if (run.id !== id) return new Response(null, { status: 302, headers: { location: runLink(run.id) } });
  const log = await readPart(service, { id, query, signal: incoming.stopped });
  return { title: `Run ${run.id}`, section: "runs", live: true, body: runPage(run, log) };
}

/** The last lines, or those after a number. */
async function readPart(
  service: WorkflowService,
  { id, query, signal }: { id: string; query: ListQuery; signal: AbortSignal },
): Promise<LogPart> {
  const task = query.task;
  const after = /^\d{1,15}$/.test(query.after ?? "") ? Number(query.after) : undefined;
  const lines: LogLine[] = [];
  const part = after === undefined ? { tail: LINES + 1 } : { after };
  for await (const each of service.readLogs(id, { follow: false, signal, ...part, ...(task ? { task } : {}) })) {
    if (each.kind === "line") lines.push(each.line);
    if (lines.length > LINES) break;
  }
  const tooMany = lines.length > LINES;
  if (tooMany) after === undefined ? lines.shift() : lines.pop();
  return {
    lines,
    task,
    earlier: after === undefined ? tooMany : after > 0,
    later: after !== undefined && tooMany,
  };
}

async function showLive({ service, query, incoming, options }: Visit, id: string): Promise<Shown> {
  await service.getRun(id);
  const last = incoming.request.headers.get("last-event-id") ?? query.after ?? "";
  const after = /^\d{1,15}$/.test(last) ? Number(last) : 0;
  return streamResponse((signal) => liveEvents(service, { id, after, task: query.task, signal }), {
    media: SSE_TYPE,
    stopped: incoming.stopped,
    failed: (error) => {
      const { problem: { status } } = problemOf(error, incoming.requestId);
      if (status === 500) options.rest.failed(error, incoming.requestId);
      return { requestId: incoming.requestId, status };
    },
  });
}

async function showPlainLog({ service, incoming }: Visit, id: string): Promise<Shown> {
  const run = await service.getRun(id);
  return new Response(plainLog(service, { id: run.id, signal: incoming.stopped }), {
    headers: {
      "content-type": "text/plain; charset=utf-8",
      "content-disposition": `attachment; filename="${run.id.replaceAll(/[^\w.-]/g, "_")}.txt"`,
    },
  });
}

async function showSchedules({ service }: Visit): Promise<Shown> {
  return { title: "Schedules", section: "schedules", body: scheduleList(await service.listSchedules()) };
}
