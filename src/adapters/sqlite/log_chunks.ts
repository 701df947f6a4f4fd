import type { LogLine } from "../../domain/workflow/model.ts";
import { keptInstant } from "./instants.ts";

/** Neighbouring lines of a run as one row: a row each would cost several times as much to write. */
export interface Chunk {
  /** The greatest `seq` in it. */
  last: number;
  /** The latest instant in it. */
  lastAt: string;
  /** The tasks that have lines in it, JSON. */
  tasks: string;
  /** JSON; see `LineTuple`. */
  lines: string;
}

type LineTuple = [
  seq: number,
  at: string,
  task: LogLine["task"],
  item: LogLine["item"],
  attempt: number,
  stream: LogLine["stream"],
  level: LogLine["level"],
  text: string,
];

const MOST_LINES = 1000;
const MOST_CHARACTERS = 1 << 20;

/** Lines in their order, cut into chunks. */
export function chunksOf(lines: readonly LogLine[]): Chunk[] {
  const chunks: Chunk[] = [];
  for (let start = 0; start < lines.length;) {
    let end = start;
    for (let characters = 0; end < lines.length && end - start < MOST_LINES && characters < MOST_CHARACTERS; end++) {
      characters += lines[end]!.text.length;
    }
    chunks.push(chunkOf(lines.slice(start, end)));
    start = end;
  }
  return chunks;
}

function chunkOf(lines: readonly LogLine[]): Chunk {
  const tasks = new Set<string>();
  let lastAt = "";
  const tuples = lines.map(({ seq, at, task, item, attempt, stream, level, text }): LineTuple => {
    const kept = keptInstant(at);
    if (kept > lastAt) lastAt = kept;
    if (task !== null) tasks.add(task);
    return [seq, kept, task, item, attempt, stream, level, text];
  });
  return { last: lines.at(-1)!.seq, lastAt, tasks: JSON.stringify([...tasks]), lines: JSON.stringify(tuples) };
}

export function linesOf({ lines }: Chunk): LogLine[] {
  return (JSON.parse(lines) as LineTuple[]).map(([seq, at, task, item, attempt, stream, level, text]) => ({
    seq,
    at,
    task,
    item,
    attempt,
    stream,
    level,
    text,
  }));
}
