import { SERVER_LOST } from "./faults.ts";
import { readEvents, type ServerEvent } from "./event_stream.ts";
import type { HttpAnswer } from "./http.ts";
import type { Peer } from "./problems.ts";
import { backoff, pause, RETRY, type RetrySettings } from "./retry_delay.ts";

export interface Following {
  /** Opens the stream; the id is that of the last event that was seen. Its own failures are not tried again here. */
  open(lastId: string | undefined, signal: AbortSignal): Promise<HttpAnswer>;
  /** True for the event after which nothing comes any more. */
  isLast(event: ServerEvent): boolean;
  /** Such as `following the log`. */
  what: string;
  signal: AbortSignal;
  peer: Peer;
  retry?: RetrySettings;
  /** The connection counts as dead after so long without a sign of life. */
  silenceMilliseconds?: number;
}

/** Long enough for a server to start again. */
const PATIENT: RetrySettings = { ...RETRY, attempts: 8 };
/** A connection that lived so long was a good one. */
const STABLE = 10_000;
/** Servers send a comment every 15 seconds. */
const SILENCE = 45_000;

/**
 * The events of a stream until the last one. A connection that breaks, ends early or is silent is made again from the
 * last event on. Faults: `SERVER_LOST` when several attempts in a row gave nothing new; what `open` throws the first time.
 */
export async function* follow(following: Following): AsyncGenerator<ServerEvent> {
  const { retry = PATIENT, signal, peer, what } = following;
  let lastId: string | undefined;
  let isFirst = true;
  let problem = "The connection ended before the run did.";
  for (let failures = 0; failures <= retry.attempts; failures++) {
    if (failures > 0) await pause(backoff(failures - 1, retry), signal);
    const watch = silenceWatch(following);
    const began = Date.now();
    let lastSign = began;
    const alive = () => {
      lastSign = Date.now();
      watch.alive();
    };
    try {
      signal.throwIfAborted();
      const answer = await following.open(lastId, watch.signal);
      isFirst = false;
      if (!answer.body) continue;
      for await (const event of readEvents(answer.body, { alive })) {
        // Something new, not what every connection begins with.
        if (event.id !== undefined && event.id !== lastId) failures = 0;
        lastId = event.id ?? lastId;
        yield event;
        if (following.isLast(event)) return;
      }
    } catch (error) {
      signal.throwIfAborted();
      if (isFirst || isFault(error) && error.code !== "SERVER_UNREACHABLE") throw error;
      problem = error instanceof Error ? watch.signal.aborted ? "It gave no sign of life." : error.message : problem;
    } finally {
      watch[Symbol.dispose]();
      if (lastSign - began >= STABLE) failures = 0;
    }
  }
  throw SERVER_LOST({ server: peer.server, what, problem });
}

function isFault(error: unknown): error is { code: string } {
  return error instanceof Error && error.name === "Fault";
}

/** Aborts when the outer signal does, or when nothing has come for long. */
function silenceWatch(
  { signal, silenceMilliseconds = SILENCE }: Following,
): Disposable & { signal: AbortSignal; alive(): void } {
  const controller = new AbortController();
  const stop = () => controller.abort(signal.aborted ? signal.reason : undefined);
  let timer = setTimeout(stop, silenceMilliseconds);
  signal.addEventListener("abort", stop);
  return {
    signal: controller.signal,
    alive() {
      clearTimeout(timer);
      timer = setTimeout(stop, silenceMilliseconds);
    },
    [Symbol.dispose]() {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      controller.abort();
    },
  };
}
