import assert from "node:assert/strict";
import { NDJSON_TYPE } from "../../domain/workflow/rest/wire/model.ts";
import { type StreamEvent, streamResponse } from "./streams.ts";

/** A stream of events without end, served over HTTP; `ended` says how often its source was ended. */
function serveEndless() {
  const stopping = new AbortController();
  const state = { ended: 0 };
  async function* events(signal: AbortSignal): AsyncGenerator<StreamEvent> {
    try {
      for (let seq = 1; !signal.aborted; seq++) {
        yield { event: "line", data: { seq } };
        const { promise, resolve } = Promise.withResolvers<void>();
        signal.addEventListener("abort", () => resolve(), { once: true });
        if (seq % 3 === 0) await promise;
      }
    } finally {
      state.ended++;
    }
  }
  const failures: unknown[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      streamResponse(events, { media: NDJSON_TYPE, stopped: stopping.signal, failed: (error) => failures.push(error) }),
  );
  return { server, stopping, state, failures, url: `http://127.0.0.1:${server.addr.port}/` };
}

Deno.test("streams end when the server does, so that it can", async () => {
  const { server, stopping, state, failures, url } = serveEndless();
  const response = await fetch(url);
  const reader = response.body!.getReader();
  await reader.read();
  const shutdown = server.shutdown();
  stopping.abort();
  let end = await reader.read();
  while (!end.done) end = await reader.read();
  await shutdown;
  assert.deepEqual([state.ended, failures], [1, []]);
});

Deno.test("a reader that goes away ends the source, and nothing fails", async () => {
  const { server, state, failures, url } = serveEndless();
  const controller = new AbortController();
  const response = await fetch(url, { signal: controller.signal });
  await response.body!.getReader().read();
  controller.abort();
  await server.shutdown();
  assert.deepEqual([state.ended, failures], [1, []]);
});
