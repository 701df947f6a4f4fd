import { type FinalStatus, isFinal, type LogLine, type Run } from "../../domain/workflow/model.ts";
import type { LogEvent, LogQuery, WorkflowService } from "../../domain/workflow/ports.ts";
import { SSE_TYPE } from "../../domain/workflow/rest/wire/model.ts";
import { SERVER_ANSWER_INVALID } from "./faults.ts";
import { readLines, type ServerEvent } from "./event_stream.ts";
import { follow } from "./follow.ts";
import { type Peer, streamFailure } from "./problems.ts";
import type { RetrySettings } from "./retry_delay.ts";
import type { WorkspaceClient } from "./workspace_client.ts";

export interface WorkspaceServiceParts {
  client: WorkspaceClient;
  peer: Peer;
  /** A new random key for a request that is not to be done twice. */
  newKey(): string;
  retry?: RetrySettings;
  silenceMilliseconds?: number;
}

/** This program's server as a `WorkflowService`. */
export function workspaceService(parts: WorkspaceServiceParts): WorkflowService {
  const { client, newKey } = parts;
  const at = (id: string) => ({ params: { id } });
  return {
    async info() {
      const { status: _, ...info } = await client.call("health");
      return info;
    },
    listWorkflows: (query) => client.call("listWorkflows", { query: { ...query } }),
    getWorkflow: (id, { version } = {}) =>
      client.call("getWorkflow", { ...at(id), query: version === undefined ? {} : { version } }),
    async deployWorkflow({ text, format, name, version, dryRun, etag }) {
      const body = { text, format, name, dryRun, ...(version === undefined ? {} : { version }) };
      if (etag === undefined) return await client.call("deployWorkflow", { body });
      const { id } = await client.call("validateWorkflow", { body: { text, format, name } });
      return await client.call("replaceWorkflow", { ...at(id), body, headers: { "if-match": quoted(etag) } });
    },
    validateWorkflow: ({ text, format, name }) => client.call("validateWorkflow", { body: { text, format, name } }),
    async deleteWorkflow(id, { force = false, etag } = {}) {
      const headers: Record<string, string> = etag === undefined ? {} : { "if-match": quoted(etag) };
      await client.call("deleteWorkflow", { ...at(id), query: force ? { force } : {}, headers });
    },
    listVersions: async (id) => (await client.call("listVersions", at(id))).items,
    rollbackWorkflow: (id, { to }) => client.call("rollbackWorkflow", { ...at(id), body: { to } }),
    setEnabled: (id, enabled) =>
      client.call("setEnabled", { ...at(id), body: { status: enabled ? "enabled" : "disabled" } }),

    createRun: ({ workflowId, version, input, idempotencyKey }) =>
      client.call("createRun", {
        ...at(workflowId),
        body: { input, ...(version === undefined ? {} : { version }) },
        headers: { "idempotency-key": idempotencyKey ?? newKey() },
      }),
    listRuns: ({ workflowId, status, ...query }) =>
      client.call("listRuns", {
        query: {
          ...query,
          ...(workflowId === undefined ? {} : { workflow: workflowId }),
          ...(status === undefined ? {} : { status: [...status] }),
        },
      }),
    getRun: (id) => client.call("getRun", at(id)),
    readLogs: (id, query) => query.follow ? followLog(id, { query, parts }) : readLog(id, { query, parts }),
    watchRun: (id, { signal }) => watchRun(id, { signal, parts }),
    cancelRun: (id, { reason }) => client.call("cancelRun", { ...at(id), body: reasonOf(reason) }),
    pauseRun: (id, { reason }) => client.call("pauseRun", { ...at(id), body: reasonOf(reason) }),
    resumeRun: (id) => client.call("resumeRun", at(id)),
    async signalRun(id, { name, payload }) {
      await client.call("signalRun", { ...at(id), body: { name, ...(payload === undefined ? {} : { payload }) } });
    },
    decide: (id, request) => client.call("decide", { ...at(id), body: request }),
    // Values of secrets are of this machine: they are not sent.
    rerun: (id, { environmentSecrets: _, ...body }) => client.call("rerun", { ...at(id), body }),
    async readArtifact(id, name) {
      const answer = await client.open("readArtifact", { params: { id, name }, accept: "application/octet-stream" });
      const size = Number(answer.headers.get("content-length") ?? NaN);
      if (!answer.body || Number.isNaN(size)) {
        await answer.body?.cancel();
        throw SERVER_ANSWER_INVALID({ server: parts.peer.server, problem: "The artifact has no length." });
      }
      return { size, body: answer.body };
    },

    listSchedules: async () => (await client.call("listSchedules")).items,
    setSchedulePaused: (workflowId, paused) =>
      client.call("setSchedule", { ...at(workflowId), body: { status: paused ? "paused" : "active" } }),
    backfill: (workflowId, span) => client.call("backfill", { ...at(workflowId), body: span }),

    listSecrets: async () => (await client.call("listSecrets")).items,
    async setSecret(name, value) {
      await client.call("setSecret", { params: { name }, body: { value } });
    },
    async deleteSecret(name) {
      await client.call("deleteSecret", { params: { name } });
    },
    listAudit: (query) => client.call("listAudit", { query }),
  };
}

function reasonOf(reason: string | undefined): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** `*` stays as it is. */
function quoted(etag: string): string {
  return etag === "*" || etag.startsWith('"') ? etag : `"${etag}"`;
}

interface LogRequest {
  query: LogQuery;
  parts: WorkspaceServiceParts;
}

function logQuery({ follow, since, task, tail, after }: LogQuery) {
  return {
    ...(follow ? { follow } : {}),
    ...(since === undefined ? {} : { since }),
    ...(task === undefined ? {} : { step: task }),
    ...(tail === undefined ? {} : { tail }),
    ...(after === undefined ? {} : { after }),
  };
}

/** The log as it is, in one answer of NDJSON. */
async function* readLog(id: string, { query, parts: { client, peer } }: LogRequest): AsyncGenerator<LogEvent> {
  const { body } = await client.open("readLogs", {
    params: { id },
    query: logQuery(query),
    accept: "application/x-ndjson",
    signal: query.signal,
  });
  let hasEnded = false;
  for await (const line of body ? readLines(body, { rest: true }) : []) {
    if (line === "") continue;
    const event = parsed<LogEvent | { kind: "error" }>(line, peer);
    if (event.kind === "error") throw streamFailure(line, peer);
    yield event;
    hasEnded = event.kind === "end";
  }
  if (!hasEnded) throw SERVER_ANSWER_INVALID({ server: peer.server, problem: "The log was cut off." });
}

/** The log as it grows, by events; after a broken connection from the last line on, so that none comes twice. */
async function* followLog(id: string, { query, parts }: LogRequest): AsyncGenerator<LogEvent> {
  const { client, peer } = parts;
  const events = follow({
    ...parts,
    what: `following the log of ${id}`,
    signal: query.signal,
    isLast: ({ event }) => event === "end",
    open: (lastId, signal) => {
      // What was seen is not to be counted from the end again.
      const { tail, ...rest } = logQuery(query);
      return client.open("readLogs", {
        params: { id },
        query: lastId === undefined && tail !== undefined ? { ...rest, tail } : rest,
        accept: SSE_TYPE,
        headers: lastId === undefined ? {} : { "last-event-id": lastId },
        signal,
      });
    },
  });
  let last = query.after ?? -1;
  for await (const event of events) {
    if (event.event === "error") throw streamFailure(event.data, peer);
    if (event.event === "end") yield { kind: "end", status: parsed<{ status: FinalStatus }>(event.data, peer).status };
    if (event.event !== "line") continue;
    const line = parsed<LogLine>(event.data, peer);
    if (line.seq <= last) continue;
    last = line.seq;
    yield { kind: "line", line };
  }
}

async function* watchRun(
  id: string,
  { signal, parts }: { signal: AbortSignal; parts: WorkspaceServiceParts },
): AsyncGenerator<Run> {
  const { client, peer } = parts;
  const events = follow({
    ...parts,
    what: `watching run ${id}`,
    signal,
    isLast: (event) => event.event === "end" || event.event === "run" && isFinal(statusIn(event)),
    open: (lastId, inner) =>
      client.open("watchRun", {
        params: { id },
        accept: SSE_TYPE,
        headers: lastId === undefined ? {} : { "last-event-id": lastId },
        signal: inner,
      }),
  });
  let last: string | undefined;
  for await (const { event, data } of events) {
    if (event === "error") throw streamFailure(data, peer);
    // After a reconnection the first state is often the one that was seen last.
    if (event !== "run" || data === last) continue;
    last = data;
    yield parsed<Run>(data, peer);
  }
}

function statusIn({ data }: ServerEvent): Run["status"] {
  try {
    return JSON.parse(data).status;
  } catch {
    return "RUNNING";
  }
}

function parsed<T>(text: string, { server }: Peer): T {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw SERVER_ANSWER_INVALID({ server, problem: "A line of the stream is no JSON." }, { cause: error });
  }
}
