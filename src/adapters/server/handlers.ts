import type { DefinitionSource, WorkflowService } from "../../domain/workflow/ports.ts";
import type { Account, BodyOf, QueryOf, ResponseOf, RouteName } from "../../domain/workflow/rest/model.ts";
import { API_BASE, JSON_TYPE } from "../../domain/workflow/rest/wire/model.ts";
import { isFinal, type RunStatus, type Schedule } from "../../domain/workflow/model.ts";
import { SCHEDULE_NOT_FOUND } from "../../domain/workflow/faults.ts";
import { Refusal } from "./problem.ts";
import { streamResponse } from "./streams.ts";

/** What a handler is given: everything is checked against the route's schemas. */
export interface Call<N extends RouteName> {
  service: WorkflowService;
  variables: Readonly<Record<string, string>>;
  query: QueryOf<N>;
  body: BodyOf<N>;
  request: Request;
  /** The content type that the client is answered in. */
  media: string;
  account: Account | undefined;
  /** The document of the whole surface. */
  openapi(): Promise<Record<string, unknown>>;
  isStopping: boolean;
  /** Aborted when streams are to end, since the server does. */
  stopped: AbortSignal;
  failed(error: unknown): unknown;
}

type Handler<N extends RouteName> = (call: Call<N>) => Promise<Response> | Response;

function json(value: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return new Response(JSON.stringify(value), {
    status: init.status ?? 200,
    headers: { "content-type": JSON_TYPE, ...init.headers },
  });
}

const none = () => new Response(null, { status: 204 });
const runPath = (id: string) => `${API_BASE}/executions/workflows/${id}`;
const workflowPath = (id: string) => `${API_BASE}/workflows/${encodeURIComponent(id)}`;

/** The etag that `If-Match` names; `*` is any. */
function etagOf(request: Request): { etag?: string } {
  const given = request.headers.get("if-match")?.trim();
  if (!given) return {};
  return { etag: given === "*" ? "*" : given.replace(/^W\//, "").replace(/^"(.*)"$/, "$1") };
}

function sourceOf({ text, format, name = "definition" }: { text: string; format: "yaml" | "json"; name?: string }) {
  return { text, format, name } satisfies DefinitionSource;
}

function idempotencyKey(request: Request): { idempotencyKey?: string } {
  const key = request.headers.get("idempotency-key");
  if (key === null) return {};
  if (/^[\x20-\x7e]{1,255}$/.test(key)) return { idempotencyKey: key };
  throw new Refusal(400, "REQUEST_INVALID", "The Idempotency-Key is invalid", {
    detail: "It has 1 to 255 printable ASCII characters.",
    hint: "Send another one, such as a UUID.",
  });
}

async function deploy(
  { service, body, request }: Call<"deployWorkflow"> | Call<"replaceWorkflow">,
  expectedId?: string,
): Promise<Response> {
  if (expectedId !== undefined) {
    const { id } = await service.validateWorkflow(sourceOf(body));
    if (id !== expectedId) {
      throw new Refusal(400, "REQUEST_INVALID", `The definition is of workflow '${id}'`, {
        detail: `The path names workflow '${expectedId}'.`,
        hint: "Send it to its own path.",
      });
    }
  }
  const deployment = await service.deployWorkflow({
    ...sourceOf(body),
    dryRun: body.dryRun ?? false,
    ...(body.version === undefined ? {} : { version: body.version }),
    ...etagOf(request),
  });
  const created = deployment.outcome === "created" && !deployment.dryRun;
  return json(deployment, { status: created ? 201 : 200, headers: { location: workflowPath(deployment.id) } });
}

async function getSchedule(service: WorkflowService, id: string): Promise<Schedule> {
  const schedules = await service.listSchedules();
  const found = schedules.find((each) => each.workflowId === id);
  if (!found) throw SCHEDULE_NOT_FOUND({ id, known: schedules.map(({ workflowId }) => workflowId) });
  return found;
}

/** A route's work: what the client sends to the service, and what that gives to the client. */
export const HANDLERS: { readonly [N in RouteName]: Handler<N> } = {
  async health({ service, isStopping }) {
    return json({ status: isStopping ? "stopping" : "ok", ...await service.info() } satisfies ResponseOf<"health">);
  },
  whoami: ({ account }) => json(account),
  openapi: async ({ openapi }) => json(await openapi()),

  listWorkflows: async ({ service, query }) => json(await service.listWorkflows(query)),
  deployWorkflow: (call) => deploy(call),
  replaceWorkflow: (call) => deploy(call, call.variables.id!),
  validateWorkflow: async ({ service, body }) => json(await service.validateWorkflow(sourceOf(body))),
  async getWorkflow({ service, variables, query }) {
    const workflow = await service.getWorkflow(variables.id!, query);
    return json(workflow, { headers: { etag: `"${workflow.etag}"` } });
  },
  setEnabled: async ({ service, variables, body }) =>
    json(await service.setEnabled(variables.id!, body.status === "enabled")),
  async deleteWorkflow({ service, variables, query, request }) {
    await service.deleteWorkflow(variables.id!, { ...query, ...etagOf(request) });
    return none();
  },
  listVersions: async ({ service, variables }) => json({ items: await service.listVersions(variables.id!) }),
  rollbackWorkflow: async ({ service, variables, body }) => json(await service.rollbackWorkflow(variables.id!, body)),

  listSchedules: async ({ service }) => json({ items: await service.listSchedules() }),
  getSchedule: async ({ service, variables }) => json(await getSchedule(service, variables.id!)),
  setSchedule: async ({ service, variables, body }) =>
    json(await service.setSchedulePaused(variables.id!, body.status === "paused")),
  async resetSchedule({ service, variables }) {
    await service.setSchedulePaused(variables.id!, false);
    return none();
  },
  backfill: async ({ service, variables, body }) =>
    json(await service.backfill(variables.id!, { from: body.from, to: body.to, dryRun: body.dryRun ?? false })),

  async createRun({ service, variables, body, request }) {
    const answer = await service.createRun({
      workflowId: variables.id!,
      input: body.input ?? {},
      ...(body.version === undefined ? {} : { version: body.version }),
      ...idempotencyKey(request),
    });
    return json(answer, { status: 202, headers: { location: runPath(answer.run.id) } });
  },
  listRuns: async ({ service, query: { workflow, ...query } }) =>
    json(await service.listRuns({ ...query, ...(workflow === undefined ? {} : { workflowId: workflow }) })),
  getRun: async ({ service, variables }) => json(await service.getRun(variables.id!)),
  async watchRun({ service, variables, stopped, media, failed }) {
    const { id } = await service.getRun(variables.id!);
    async function* events(signal: AbortSignal) {
      let status: RunStatus | undefined;
      for await (const run of service.watchRun(id, { signal })) {
        status = run.status;
        yield { event: "run", data: run };
      }
      if (status !== undefined && isFinal(status)) yield { event: "end", data: { status } };
    }
    return streamResponse(events, { media, stopped, failed });
  },
  cancelRun: async ({ service, variables, body }) =>
    json(await service.cancelRun(variables.id!, body), { status: 202 }),
  pauseRun: async ({ service, variables, body }) => json(await service.pauseRun(variables.id!, body), { status: 202 }),
  resumeRun: async ({ service, variables }) => json(await service.resumeRun(variables.id!), { status: 202 }),
  async signalRun({ service, variables, body }) {
    await service.signalRun(variables.id!, { name: body.name, payload: body.payload ?? null });
    return none();
  },
  decide: async ({ service, variables, body }) => json(await service.decide(variables.id!, body)),
  async rerun({ service, variables, body }) {
    const run = await service.rerun(variables.id!, body);
    return json(run, { status: 202, headers: { location: runPath(run.id) } });
  },
  async readArtifact({ service, variables, request }) {
    const { size, body } = await service.readArtifact(variables.id!, variables.name!);
    if (request.method === "HEAD") await body.cancel();
    return new Response(request.method === "HEAD" ? null : body, {
      headers: {
        "content-type": "application/octet-stream",
        "content-length": String(size),
        "content-disposition": `attachment; filename="${variables.name!.replaceAll(/[^\w.-]/g, "_")}"`,
      },
    });
  },
  async readLogs({ service, variables, query, request, stopped, media, failed }) {
    const { id } = await service.getRun(variables.id!);
    const last = Number(request.headers.get("last-event-id") ?? "");
    const after = query.after ?? (Number.isSafeInteger(last) && last > 0 ? last : undefined);
    const { since, step, tail } = query;
    async function* events(signal: AbortSignal) {
      const lines = service.readLogs(id, {
        follow: query.follow ?? false,
        signal,
        ...(since === undefined ? {} : { since }),
        ...(step === undefined ? {} : { task: step }),
        ...(tail === undefined ? {} : { tail }),
        ...(after === undefined ? {} : { after }),
      });
      for await (const each of lines) {
        yield each.kind === "line"
          ? { event: "line", data: each.line, id: String(each.line.seq) }
          : { event: "end", data: { status: each.status } };
      }
    }
    return streamResponse(events, { media, stopped, failed });
  },

  listSecrets: async ({ service }) => json({ items: await service.listSecrets() }),
  async setSecret({ service, variables, body }) {
    await service.setSecret(variables.name!, body.value);
    return none();
  },
  async deleteSecret({ service, variables }) {
    await service.deleteSecret(variables.name!);
    return none();
  },
  listAudit: async ({ service, query }) => json(await service.listAudit(query)),
};
