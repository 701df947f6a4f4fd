import assert from "node:assert/strict";
import fc from "fast-check";
import { type RouteName, ROUTES } from "../../src/domain/workflow/rest/model.ts";
import type { Route } from "../../src/domain/workflow/rest/wire/model.ts";
import type { Schema } from "../../src/kernel/schema.ts";
import { definitionText, finish, source } from "../contract/workflow_service/fixture.ts";
import { ask, type Asked, ROUTE_NAMES } from "./conformance.ts";
import { startTestServer, type TestServer } from "./test_server.ts";

/** A server with something to be asked about; its runs have ended, so that no stream stays open. */
async function furnished(): Promise<{ server: TestServer; token: string; runId: string }> {
  const server = await startTestServer();
  const { service, store } = server.open;
  await service.deployWorkflow(source(definitionText("flow", "schedule: {cron: '0 2 * * *'}\n")));
  const { run } = await service.createRun({ workflowId: "flow", input: {} });
  finish(store, run.id);
  return { server, token: await server.token(["admin"]), runId: run.id };
}

/** Texts that are hard to get right: what means something to paths, SQL, globs, JSON, HTML, terminals. */
const NASTY = fc.oneof(
  fc.constantFrom(
    "",
    ".",
    "..",
    "../../etc/passwd",
    "..%2f..%2f",
    "a/b",
    "%",
    "%_%",
    "[a-",
    "**",
    "'; DROP TABLE runs; --",
    "\u0000",
    "\u202e",
    "\x1b[31m",
    "<script>",
    "__proto__",
    "constructor",
    "null",
    "-1",
    "0",
    "1e309",
    "9007199254740993",
    "2026-13-45T99:99:99Z",
    "+275760-09-13T00:00:00Z",
    "flow",
    "run-",
    "a".repeat(3000),
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
);

/** Values around a schema: some that fit, some that nearly do. */
function near(schema: Schema): fc.Arbitrary<unknown> {
  const wild = fc.oneof(NASTY, fc.json().map((text) => JSON.parse(text)));
  return fc.oneof({ weight: 5, arbitrary: fitting(schema) }, { weight: 1, arbitrary: wild });
}

function fitting(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(near));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.format === "date-time") {
    const dates = fc.date({ noInvalidDate: true, min: new Date("1970-01-01"), max: new Date("2100-01-01") });
    return fc.oneof(dates.map((date) => date.toISOString()), NASTY);
  }
  switch (schema.type) {
    case "string":
      return fc.oneof(NASTY, fc.constantFrom("flow", "first", "1.0.0", definitionText("flow"), "tasks: ["));
    case "integer":
      return fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.constantFrom(0, 1, 501));
    case "number":
      return fc.double();
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(near(schema.items ?? {}), { maxLength: 4 });
    case "object": {
      const fields = Object.fromEntries(
        Object.entries(schema.properties ?? {}).map(([name, each]) => [name, near(each)]),
      );
      const required = [...schema.required ?? []];
      const record = fc.record(fields, { requiredKeys: required });
      return schema.properties ? record : fc.dictionary(NASTY, fc.jsonValue(), { maxKeys: 3 });
    }
    default:
      return fc.jsonValue();
  }
}

function requests(name: RouteName, { runId }: { runId: string }): fc.Arbitrary<Asked> {
  const route: Route = ROUTES[name];
  const segment = fc.oneof(fc.constantFrom("flow", runId, "a.txt", "API_KEY"), NASTY.filter((each) => each !== ""));
  const variables = fc.record(
    Object.fromEntries([...route.path.matchAll(/\{(\w+)\}/g)].map(([, each]) => [each!, segment])),
  );
  const known = Object.entries(route.query?.properties ?? {}).map(([key, schema]) =>
    near(schema).map((value) => [key, String(value)] as const)
  );
  const pairs = fc.oneof(...known, fc.tuple(NASTY, NASTY));
  const query = fc.array(pairs, { maxLength: 3 }).map((all) => {
    // Nobody drives runs here: what follows one that has not ended would wait.
    const kept = all.filter(([key]) => key !== "follow");
    return kept.length === 0 ? undefined : new URLSearchParams(kept.map(([key, value]) => [key, value])).toString();
  });
  const body = route.body
    ? fc.oneof({ weight: 6, arbitrary: near(route.body) }, { weight: 1, arbitrary: NASTY }, {
      weight: 1,
      arbitrary: bytes(),
    })
    : fc.constant(undefined);
  const latin = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
  });
  const headers = fc.record(
    {
      "if-match": latin,
      "idempotency-key": latin,
      "last-event-id": latin,
      accept: fc.constantFrom("*/*", "text/event-stream", "application/x-ndjson", "image/png"),
      "x-request-id": latin,
    },
    { requiredKeys: [] },
  );
  return fc.record({ variables, query, body, headers }).map(({ query, body, ...rest }) => ({
    ...rest,
    ...(query === undefined ? {} : { query }),
    ...(body === undefined || body === null ? {} : { body }),
  } as Asked));
}

const bytes = () => fc.uint8Array({ maxLength: 60 });

/** What a request with these variables would not reach: `fetch` takes dots out of paths itself. */
function isReached({ variables = {} }: Asked): boolean {
  return Object.values(variables).every((each) => !/^\.{1,2}$/.test(each));
}

for (const name of ROUTE_NAMES) {
  Deno.test(`fuzz: ${name} answers anything as the document says, and is never at a loss`, async () => {
    const { server, token, runId } = await furnished();
    await using _server = server;
    await fc.assert(
      fc.asyncProperty(requests(name, { runId }).filter(isReached), async (asked) => {
        const before = server.failures.length;
        for (const run of server.open.store.listOpenRuns()) finish(server.open.store, run.id);
        const { status, text } = await ask(server, name, { token, ...asked });
        assert.ok(status < 500, `${status} ${text}\n${server.failures.slice(before).map(String).join("\n")}`);
      }),
      { seed: 42, numRuns: 120 },
    );
    assert.deepEqual(server.failures, []);
  });
}
