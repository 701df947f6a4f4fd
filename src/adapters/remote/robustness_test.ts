import fc from "fast-check";
import assert from "node:assert/strict";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { Fault } from "../../kernel/fault.ts";
import { compozyClient } from "./compozy/compozy_client.ts";
import { compozyService } from "./compozy/compozy_service.ts";
import type { Http, HttpAnswer } from "./http.ts";
import { probe } from "./probe.ts";
import { workspaceClient } from "./workspace_client.ts";
import { workspaceService } from "./workspace_service.ts";

const KEYS = ["items", "data", "error", "status", "code", "title", "detail", "hint", "details", "others", "workflows"];
const MORE = [
  "executions",
  "page",
  "next_cursor",
  "exec_id",
  "workflow_exec_id",
  "id",
  "tasks",
  "message",
  "run",
  "kind",
];
const WORDS = ["RUN_NOT_FOUND", "DEFINITION_INVALID", "SUCCESS", "RUNNING", "end", "line", "error", ""];

const values = fc.letrec<{ any: unknown }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(...WORDS, 0, 1, true, null),
    fc.array(tie("any"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom(...KEYS, ...MORE), tie("any"), { maxKeys: 5 }),
  ),
})).any;

const bodies = fc.oneof(
  { weight: 4, arbitrary: values.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.constantFrom("", "{", "<html>", "\u0000", "event: end\n\n", "data: {\n\n") },
  {
    weight: 1,
    arbitrary: fc.tuple(fc.constantFrom("run", "line", "end", "error", "complete"), values).map(([event, value]) =>
      `event: ${event}\ndata: ${JSON.stringify(value)}\n\n`
    ),
  },
);

const answers = fc.record({
  status: fc.constantFrom(200, 200, 200, 201, 202, 204, 400, 401, 403, 404, 409, 412, 422, 429, 500, 503),
  text: bodies,
  headers: fc.constantFrom<Record<string, string>>({}, { "content-type": "text/event-stream" }, {
    "content-length": "3",
  }),
});

/** Who follows a run that never ends gives up after so many requests. */
const PATIENCE = 20;

/** A server that answers with what it is given, over and over. */
function serverOf(
  given: { status: number; text: string; headers: Record<string, string> }[],
  patience = new AbortController(),
): Http {
  let i = 0;
  return ({ streams }): Promise<HttpAnswer> => {
    if (i === PATIENCE) patience.abort();
    const { status, text, headers } = given[i++ % given.length]!;
    const isStream = streams === true && status < 300;
    return Promise.resolve({
      status,
      headers: new Headers(headers),
      text: isStream ? "" : text,
      body: isStream ? new Response(text).body ?? undefined : undefined,
      requestId: "req_1",
      retries: 0,
    });
  };
}

const PEER = { server: "https://team.example", context: "team" };
const QUICK = { attempts: 1, minMilliseconds: 0, maxMilliseconds: 0, patienceMilliseconds: 0 };
const quiet = () => {};
const LOG = { warn: quiet, debug: quiet };

const SERVICES: Record<string, (send: Http) => WorkflowService> = {
  workspace: (send) =>
    workspaceService({
      client: workspaceClient({ send, peer: PEER, version: "1.0.0", log: LOG }),
      peer: PEER,
      newKey: () => "key",
      retry: QUICK,
    }),
  compozy: (send) =>
    compozyService({
      client: compozyClient({ send, peer: PEER }),
      peer: PEER,
      dialect: "compozy",
      log: LOG,
      retry: QUICK,
      pollMilliseconds: 0,
    }),
};

const DEFINITION = { text: "id: a\ntasks: []\n", format: "yaml", name: "a.yaml", dryRun: false } as const;

/** Everything that is asked of a service. */
const CALLS: Record<string, (service: WorkflowService, signal: AbortSignal) => Promise<unknown>> = {
  info: (service) => service.info(),
  listWorkflows: (service) => service.listWorkflows({ limit: 2 }),
  getWorkflow: (service) => service.getWorkflow("a"),
  deployWorkflow: (service) => service.deployWorkflow({ ...DEFINITION, etag: "e" }),
  validateWorkflow: (service) => service.validateWorkflow(DEFINITION),
  deleteWorkflow: (service) => service.deleteWorkflow("a"),
  createRun: (service) => service.createRun({ workflowId: "a", input: {} }),
  listRuns: (service) => service.listRuns({ status: ["FAILED"], since: "2026-01-01T00:00:00Z" }),
  getRun: (service) => service.getRun("run-1"),
  cancelRun: (service) => service.cancelRun("run-1", {}),
  signalRun: (service) => service.signalRun("run-1", { name: "go", payload: {} }),
  readArtifact: async (service) => await (await service.readArtifact("r", "a")).body.cancel(),
  listAudit: (service) => service.listAudit({}),
  readLogs: (service, signal) => some(service.readLogs("run-1", { follow: false, signal })),
  followLogs: (service, signal) => some(service.readLogs("run-1", { follow: true, signal })),
  watchRun: (service, signal) => some(service.watchRun("run-1", { signal })),
};

async function some(items: AsyncIterable<unknown>): Promise<void> {
  let count = 0;
  for await (const _ of items) if (++count > 5) return;
}

for (const [name, serviceOf] of Object.entries(SERVICES)) {
  Deno.test(`whatever a ${name} server answers, it is an answer or a fault`, async () => {
    let faults = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(answers, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...Object.keys(CALLS)),
        async (given, call) => {
          const patience = new AbortController();
          try {
            await CALLS[call]!(serviceOf(serverOf(given, patience)), patience.signal);
          } catch (error) {
            if (patience.signal.aborted) return;
            const all = error instanceof AggregateError ? error.errors : [error];
            for (const each of all) {
              assert.ok(each instanceof Fault, `${call}: ${(each as Error)?.stack ?? each}`);
              faults++;
            }
          }
        },
      ),
      { seed: 42, numRuns: 1500 },
    );
    assert.ok(faults > 300, `only ${faults} faults`);
  });
}

Deno.test("whatever a server answers, asking what it is gives a dialect or a fault", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(answers, { minLength: 1, maxLength: 2 }), async (given) => {
      await probe(serverOf(given), PEER).catch((error) => assert.ok(error instanceof Fault, error?.stack));
    }),
    { seed: 42, numRuns: 1000 },
  );
});
