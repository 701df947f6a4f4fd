import {
  CAPABILITY_MISSING,
  INPUT_INVALID,
  PRECONDITION_FAILED,
  RUN_FINAL,
  RUN_NOT_FOUND,
  WORKFLOW_NOT_FOUND,
} from "../../../domain/workflow/faults.ts";
import { isFinal, type Page, type Run, type RunSummary, type WorkflowSummary } from "../../../domain/workflow/model.ts";
import type { LogEvent, LogQuery, RunQuery, WorkflowQuery, WorkflowService } from "../../../domain/workflow/ports.ts";
import type { Log } from "../../../kernel/ports.ts";
import { nearest } from "../../../kernel/suggest.ts";
import { SERVER_ANSWER_INVALID } from "../faults.ts";
import type { HttpAnswer } from "../http.ts";
import type { Peer } from "../problems.ts";
import type { RetrySettings } from "../retry_delay.ts";
import { type CompozyClient, compozyFailure, compozyWords } from "./compozy_client.ts";
import { deploy, findWorkflow, readDefinition } from "./deploy.ts";
import { eventLines } from "./event_lines.ts";
import { missing, missingMethods } from "./missing.ts";
import { observe } from "./observe.ts";
import { isFields, lastRunOf, listIn, runOf, summaryOf, textIn, workflowOf, workflowSummaryOf } from "./shapes.ts";

export interface CompozyServiceParts {
  client: CompozyClient;
  peer: Peer;
  dialect: "compozy" | "compozy-2025-07";
  log: Pick<Log, "warn" | "debug">;
  retry?: RetrySettings;
  silenceMilliseconds?: number;
  pollMilliseconds?: number;
}

/** What a Compozy server of each dialect can do. */
export const COMPOZY_CAPABILITIES = {
  "compozy": { deploy: true },
  "compozy-2025-07": { deploy: false },
} as const;
export const COMPOZY_MISSING = {
  logs: false,
  history: false,
  rerun: false,
  schedules: false,
  approvals: false,
  secrets: false,
  oauth: false,
} as const;

const PAGE = 50;

/** A Compozy server as a `WorkflowService`: what it cannot do is said with the reason. */
export function compozyService(parts: CompozyServiceParts): WorkflowService {
  const { client, peer, dialect, log } = parts;
  const runs = executions(parts);
  const refuseDeploy = (what: string) => missing(peer.server, what, "deploy");
  const workflowNotFound = async (id: string, requestId?: string) => {
    const known = (await listAll(client).catch(() => [])).map((each) => textIn(each, "id"));
    return WORKFLOW_NOT_FOUND({ id, known, ...(requestId === undefined ? {} : { requestId }) });
  };
  const notFound = (id: string) => ({ 404: (answer: HttpAnswer) => workflowNotFound(id, answer.requestId) });

  return {
    ...missingMethods(peer.server),
    async info() {
      const { data } = await client.call({ path: "/health" });
      const capabilities = { ...COMPOZY_MISSING, ...COMPOZY_CAPABILITIES[dialect] };
      return { version: textIn(data, "version") || "unknown", apiVersion: 0, minimumCli: "0.0.0", capabilities };
    },
    async listWorkflows(query) {
      const { data } = await client.call({ path: `/workflows?${workflowSearch(query, dialect)}` });
      const found = listIn(data.workflows);
      const last = await runs.lastByWorkflow();
      const items = found.map((each) => workflowSummaryOf(each, lastRunOf(last.get(textIn(each, "id")))))
        .filter((each) => matches(each, query));
      const page = isFields(data.page) ? data.page : {};
      const next = textIn(page, "next_cursor");
      const isWhole = query.name === undefined && query.status === undefined && typeof page.total === "number";
      return {
        items,
        ...(next === "" ? {} : { nextCursor: next }),
        ...(isWhole ? { total: page.total as number } : {}),
      };
    },
    async getWorkflow(id, { version } = {}) {
      const found = await client.call({ path: `/workflows/${encodeURIComponent(id)}`, failures: notFound(id) });
      if (version !== undefined && version !== textIn(found.data, "version")) {
        throw missing(peer.server, `show version ${version}`, "versions");
      }
      const etag = (found.headers.get("etag") ?? "").replace(/^"|"$/g, "");
      return workflowOf(found.data, { etag, runs: await runs.of(id) });
    },
    async deployWorkflow(request) {
      if (dialect !== "compozy") throw refuseDeploy("deploy workflows");
      return await deploy(client, request);
    },
    async validateWorkflow(source) {
      const { id } = await readDefinition(source);
      return { id, warnings: ["Only the syntax was checked: the definition is in the server's own words."] };
    },
    async deleteWorkflow(id, { etag } = {}) {
      if (dialect !== "compozy") throw refuseDeploy("delete workflows");
      const headers: Record<string, string> = etag === undefined ? {} : { "if-match": `"${etag}"` };
      const failures = { ...notFound(id), 412: () => PRECONDITION_FAILED({ id }) };
      await client.call({ method: "DELETE", path: `/workflows/${encodeURIComponent(id)}`, headers, failures });
    },

    async createRun({ workflowId, version, input, idempotencyKey }) {
      if (version !== undefined) throw missing(peer.server, `run version ${version}`, "versions");
      if (idempotencyKey !== undefined) log.warn(`${peer.server} knows no idempotency keys: a repetition is a new run`);
      const { data } = await client.call({
        method: "POST",
        path: `/workflows/${encodeURIComponent(workflowId)}/executions`,
        body: { input },
        failures: {
          ...notFound(workflowId),
          400: (answer) => {
            const message = compozyWords(answer.text) ?? "The server refused them.";
            return INPUT_INVALID({ id: workflowId, problems: [{ path: "", message }] });
          },
          // An unknown workflow is an internal error there: a look at the workflow tells which it is.
          500: async (answer) =>
            await findWorkflow(client, workflowId)
              ? compozyFailure(answer, peer)
              : await workflowNotFound(workflowId, answer.requestId),
        },
      });
      const id = textIn(data, "exec_id");
      if (id === "") throw SERVER_ANSWER_INVALID({ server: peer.server, problem: "The new run has no `exec_id`." });
      const run = runOf({ workflow_exec_id: id, workflow_id: workflowId, status: "PENDING" });
      return { run: summaryOf(run), existing: false };
    },
    listRuns: (query) => runs.list(query),
    getRun: (id) => runs.get(id),
    readLogs: (id, query) => readLogs(id, { query, parts, runs }),
    async *watchRun(id, { signal }) {
      for await (const { run } of observe(id, { signal, parts: { ...parts, getRun: runs.get } })) if (run) yield run;
    },
    cancelRun: (id, { reason }) => runs.control(id, { action: "cancel", done: "cancelled", reason }),
    pauseRun: (id, { reason }) => runs.control(id, { action: "pause", done: "paused", reason }),
    resumeRun: (id) => runs.control(id, { action: "resume", done: "resumed", reason: undefined }),
    async signalRun(id, { name, payload }) {
      const run = await runs.get(id);
      if (isFinal(run.status)) throw RUN_FINAL({ id: run.id, status: run.status, action: "signalled" });
      if (payload !== undefined && !isFields(payload)) {
        const reason = "Signals of Compozy carry a table of keys and values, nothing else.";
        throw CAPABILITY_MISSING({ server: peer.server, what: "take this payload", reason });
      }
      const body = { signal_name: name, payload: payload ?? {} };
      await client.call({ method: "POST", path: `${runPath(run.id)}/signals`, body });
    },
  };
}

function runPath(id: string): string {
  return `/executions/workflows/${encodeURIComponent(id)}`;
}

/** Older servers give everything at once and know no search. */
function workflowSearch({ limit, cursor }: WorkflowQuery, dialect: CompozyServiceParts["dialect"]): URLSearchParams {
  const search = new URLSearchParams();
  if (dialect === "compozy") {
    search.set("limit", String(Math.min(limit ?? PAGE, 500)));
    if (cursor !== undefined) search.set("cursor", cursor);
  }
  return search;
}

function matches({ id, name, status }: WorkflowSummary, query: WorkflowQuery): boolean {
  if (query.status !== undefined && query.status !== status) return false;
  if (query.name === undefined) return true;
  const glob = /[*?]/.test(query.name)
    ? new RegExp(`^${query.name.split("*").map((part) => part.split("?").map(RegExp.escape).join(".")).join(".*")}$`)
    : undefined;
  return [id, name].some((each) => glob ? glob.test(each) : each.includes(query.name!));
}

async function listAll(client: CompozyClient): Promise<Record<string, unknown>[]> {
  return listIn((await client.call({ path: "/workflows?limit=500" })).data.workflows);
}

/** Runs: the server gives all of them at once, so they are filtered and divided into pages here. */
function executions({ client, peer, log }: CompozyServiceParts) {
  const read = async (path: string) =>
    listIn((await client.call({ path })).data.executions).map(runOf)
      .sort((a, b) => a.createdAt === b.createdAt ? compare(b.id, a.id) : compare(b.createdAt, a.createdAt));
  const runNotFound = async (id: string, requestId: string | undefined) => {
    const all = await read("/executions/workflows");
    const known = nearest(id, all.map((each) => each.id));
    return RUN_NOT_FOUND({ id, known, ...(requestId === undefined ? {} : { requestId }) });
  };
  const self = {
    async lastByWorkflow(): Promise<Map<string, Run>> {
      const last = new Map<string, Run>();
      for (const run of await read("/executions/workflows")) {
        if (!last.has(run.workflowId)) last.set(run.workflowId, run);
      }
      return last;
    },
    async of(workflowId: string): Promise<RunSummary[]> {
      return (await read(`/workflows/${encodeURIComponent(workflowId)}/executions`)).map(summaryOf);
    },
    async list({ workflowId, status, since, limit = PAGE, cursor }: RunQuery): Promise<Page<RunSummary>> {
      const all = workflowId === undefined
        ? (await read("/executions/workflows")).map(summaryOf)
        : await self.of(workflowId);
      const from = since === undefined ? undefined : Date.parse(since);
      const found = all.filter((each) =>
        (!status || status.includes(each.status)) && (from === undefined || Date.parse(each.createdAt) >= from)
      );
      const start = cursor === undefined ? 0 : found.findIndex((each) => each.id === cursor) + 1;
      const items = found.slice(start, start + limit);
      const last = items.at(-1);
      const hasMore = last !== undefined && start + limit < found.length;
      return { items, total: found.length, ...(hasMore ? { nextCursor: last.id } : {}) };
    },
    /** By its id, or by the beginning of one alone. */
    async get(id: string, signal?: AbortSignal): Promise<Run> {
      let failed: HttpAnswer | undefined;
      const note = (answer: HttpAnswer) => {
        failed = answer;
        return new Error("no such run");
      };
      try {
        const { data } = await client.call({
          path: runPath(id),
          failures: { 400: note, 404: note },
          ...(signal ? { signal } : {}),
        });
        return runOf(data);
      } catch (error) {
        if (failed === undefined) throw error;
      }
      const begun = id.length < 4 ? [] : (await read("/executions/workflows")).filter((each) => each.id.startsWith(id));
      if (begun.length === 1) return begun[0]!;
      throw await runNotFound(id, failed.requestId);
    },
    async control(
      id: string,
      { action, done, reason }: { action: string; done: string; reason: string | undefined },
    ): Promise<RunSummary> {
      const run = await self.get(id);
      if (action === "cancel" && run.status === "CANCELED") return summaryOf(run);
      if (isFinal(run.status)) throw RUN_FINAL({ id: run.id, status: run.status, action: done });
      if (reason !== undefined) log.warn(`${peer.server} keeps no reasons: "${reason}" is not stored`);
      await client.call({ method: "POST", path: `${runPath(run.id)}/${action}` });
      return summaryOf(await self.get(run.id));
    },
  };
  return self;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

async function* readLogs(
  id: string,
  { query, parts, runs }: { query: LogQuery; parts: CompozyServiceParts; runs: ReturnType<typeof executions> },
): AsyncGenerator<LogEvent> {
  const toLines = eventLines({ task: query.task });
  let last: Run | undefined;
  if (!query.follow) {
    last = await runs.get(id, query.signal);
    const lines = toLines({ event: undefined, run: last });
    for (const line of lines.slice(query.tail === undefined ? 0 : -query.tail || lines.length)) {
      yield { kind: "line", line };
    }
  } else {
    for await (const observation of observe(id, { signal: query.signal, parts: { ...parts, getRun: runs.get } })) {
      last = observation.run ?? last;
      for (const line of toLines(observation)) yield { kind: "line", line };
    }
  }
  if (last) yield { kind: "end", status: last.status };
}
