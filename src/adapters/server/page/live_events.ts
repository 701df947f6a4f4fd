import { isFinal, type RunStatus } from "../../../domain/workflow/model.ts";
import type { WorkflowService } from "../../../domain/workflow/ports.ts";
import type { StreamEvent } from "../streams.ts";
import { taskWords } from "./run_page.ts";
import { styledSpans } from "./styled_spans.ts";

/**
 * What a page of a run that has not ended is told: lines of the log as spans, and states of the tasks; `end` when the
 * run is final and all its lines were sent.
 */
export async function* liveEvents(
  service: WorkflowService,
  { id, after, task, signal }: { id: string; after: number; task: string | undefined; signal: AbortSignal },
): AsyncGenerator<StreamEvent> {
  yield* merged([lines(), states()]);

  async function* lines(): AsyncGenerator<StreamEvent> {
    let status: RunStatus | undefined;
    for await (
      const each of service.readLogs(id, { follow: true, after, signal, ...(task === undefined ? {} : { task }) })
    ) {
      if (each.kind === "end") status = each.status;
      else {
        const { seq, at, task, item, stream, text } = each.line;
        const data = { seq, at, task: taskWords(task, item), stream, spans: styledSpans(text) };
        yield { event: "line", data, id: String(seq) };
      }
    }
    if (status !== undefined) yield { event: "end", data: { status } };
  }

  async function* states(): AsyncGenerator<StreamEvent> {
    for await (const { status, progress, tasks } of service.watchRun(id, { signal })) {
      const shown = tasks.map(({ task, item, status }) => ({ task, item, status }));
      yield { event: "run", data: { status, progress, tasks: shown } };
      if (isFinal(status)) return;
    }
  }
}

/** Items of several sources as they come. */
async function* merged<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const next = (source: AsyncGenerator<T>) => source.next().then((result) => ({ source, result }));
  const waiting = new Map(sources.map((source) => [source, next(source)]));
  try {
    while (waiting.size > 0) {
      const { source, result } = await Promise.race(waiting.values());
      if (result.done) waiting.delete(source);
      else {
        waiting.set(source, next(source));
        yield result.value;
      }
    }
  } finally {
    for (const [source, last] of waiting) {
      last.catch(() => {});
      void source.return(undefined).catch(() => {});
    }
  }
}
