import type { WorkflowService } from "../../../domain/workflow/ports.ts";
import { taskWords } from "./run_page.ts";
import { styledSpans } from "./styled_spans.ts";

/** A run's log as plain text, a line at a time as it is read; without colours and other sequences. */
export function plainLog(
  service: WorkflowService,
  { id, signal }: { id: string; signal: AbortSignal },
): ReadableStream<Uint8Array> {
  async function* lines(): AsyncGenerator<string> {
    for await (const each of service.readLogs(id, { follow: false, signal })) {
      if (each.kind !== "line") continue;
      const { at, task, item, text } = each.line;
      const words = styledSpans(text).map(({ text }) => text).join("");
      yield `${[at, taskWords(task, item), words].filter((part) => part !== "").join(" ")}\n`;
    }
  }
  return ReadableStream.from(lines()).pipeThrough(new TextEncoderStream());
}
