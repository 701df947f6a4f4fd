import { HEARTBEAT_SECONDS, NDJSON_TYPE, SSE_TYPE } from "../../domain/workflow/rest/wire/model.ts";

/** One event of a stream: what it is called, its data, and the id that a client goes on from. */
export interface StreamEvent {
  event: string;
  data: unknown;
  id?: string;
}

/**
 * A body that yields events as they come: server-sent events (with a comment every 15 seconds while nothing comes) or
 * NDJSON, where each line is the data with `kind`. A reader that goes away ends the source; one that is slow makes it
 * wait. When the server ends, which `stopped` says, so does the stream.
 */
export function streamResponse(
  events: (signal: AbortSignal) => AsyncIterable<StreamEvent>,
  { media, stopped, failed }: { media: string; stopped: AbortSignal; failed: (error: unknown) => unknown },
): Response {
  const isSse = media === SSE_TYPE;
  const gone = new AbortController();
  const signal = AbortSignal.any([gone.signal, stopped]);
  const encoder = new TextEncoder();
  const encode = ({ event, data, id }: StreamEvent) =>
    encoder.encode(
      isSse
        ? `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
        : `${JSON.stringify(ndjsonOf(event, data))}\n`,
    );
  const source = events(signal)[Symbol.asyncIterator]();
  let waiting: Promise<IteratorResult<StreamEvent>> | undefined;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      waiting ??= source.next();
      const beat = heartbeat();
      try {
        const result = await Promise.race([waiting, beat.promise]);
        if (result === undefined) {
          if (isSse) controller.enqueue(encoder.encode(": ping\n\n"));
          else controller.enqueue(encoder.encode("\n"));
          return;
        }
        waiting = undefined;
        if (gone.signal.aborted) return;
        if (result.done) controller.close();
        else controller.enqueue(encode(result.value));
      } catch (error) {
        if (gone.signal.aborted) return;
        // Headers are sent: the failure is the last event.
        controller.enqueue(encode({ event: "error", data: failed(error) }));
        controller.close();
      } finally {
        beat.stop();
      }
    },
    cancel() {
      gone.abort();
      return source.return?.().then(() => {}, () => {});
    },
  }, { highWaterMark: 1 });
  return new Response(body, {
    headers: { "content-type": isSse ? SSE_TYPE : NDJSON_TYPE, "cache-control": "no-store", "x-accel-buffering": "no" },
  });
}

function ndjsonOf(kind: string, data: unknown): unknown {
  return kind === "line" ? { kind, line: data } : { kind, ...data as object };
}

function heartbeat(): { promise: Promise<undefined>; stop(): void } {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), HEARTBEAT_SECONDS * 1000);
  return { promise, stop: () => clearTimeout(timer) };
}
