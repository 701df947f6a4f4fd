import { isFinal, type Run } from "../../../domain/workflow/model.ts";
import { SSE_TYPE } from "../../../domain/workflow/rest/wire/model.ts";
import { Fault } from "../../../kernel/fault.ts";
import { SERVER_LOST, SERVER_REFUSED } from "../faults.ts";
import { follow } from "../follow.ts";
import type { Peer } from "../problems.ts";
import { pause, type RetrySettings } from "../retry_delay.ts";
import type { CompozyClient } from "./compozy_client.ts";

/** Requests may come every 2 seconds: the server's default is 100 a minute. */
const POLL = 2_000;

export interface Observation {
  /** What the server told, where it did. */
  event: { name: string; data: string } | undefined;
  /** The run after it; undefined where it was not looked at again. */
  run: Run | undefined;
}

export interface ObserveParts {
  client: CompozyClient;
  peer: Peer;
  getRun(id: string, signal: AbortSignal): Promise<Run>;
  retry?: RetrySettings;
  silenceMilliseconds?: number;
  pollMilliseconds?: number;
}

/** The server has no such stream. */
class NoStream extends Error {}

/**
 * A run from now until it is final: by the server's events, and where it has none by asking again and again. The last
 * observation has the final run.
 */
export async function* observe(
  id: string,
  { signal, parts }: { signal: AbortSignal; parts: ObserveParts },
): AsyncGenerator<Observation> {
  const { pollMilliseconds = POLL, getRun } = parts;
  const first = await getRun(id, signal);
  yield { event: undefined, run: first };
  if (isFinal(first.status)) return;
  let askedAt = Date.now();
  try {
    for await (const { event: name, data } of streamOf(first.id, { signal, parts })) {
      const isEnd = name === "complete" || name === "error";
      const isTime = isEnd || Date.now() - askedAt >= pollMilliseconds;
      if (isTime) askedAt = Date.now();
      const run = isTime ? await getRun(first.id, signal) : undefined;
      yield { event: { name, data }, run };
      if (run && isFinal(run.status)) return;
    }
  } catch (error) {
    // Where the stream cannot be had, the run itself may still be asked for.
    if (!(error instanceof NoStream) && !(error instanceof Fault && error.code === "SERVER_LOST")) throw error;
  }
  while (true) {
    await pause(pollMilliseconds, signal);
    signal.throwIfAborted();
    const run = await getRun(first.id, signal).catch((error) => {
      if (error?.code !== "SERVER_UNREACHABLE") throw error;
      throw SERVER_LOST({ server: parts.peer.server, what: `watching run ${id}`, problem: error.reason });
    });
    yield { event: undefined, run };
    if (isFinal(run.status)) return;
  }
}

function streamOf(id: string, { signal, parts }: { signal: AbortSignal; parts: ObserveParts }) {
  const none = () => new NoStream();
  return follow({
    ...parts,
    what: `following run ${id}`,
    signal,
    isLast: ({ event }) => event === "complete" || event === "error",
    async open(lastId, inner) {
      const answer = await parts.client.open({
        path: `/executions/workflows/${encodeURIComponent(id)}/stream`,
        accept: SSE_TYPE,
        headers: lastId === undefined ? {} : { "last-event-id": lastId },
        signal: inner,
        failures: { 404: none, 405: none, 501: none },
      });
      if (answer.headers.get("content-type")?.startsWith(SSE_TYPE)) return answer;
      await answer.body?.cancel();
      throw SERVER_REFUSED({ server: parts.peer.server, status: answer.status, problem: "It sent no events." });
    },
  });
}
