/** One event of a stream of server-sent events (WHATWG HTML, 9.2). */
export interface ServerEvent {
  /** `message` where it has no name. */
  event: string;
  data: string;
  /** The last id that the stream gave, also by an earlier event. */
  id: string | undefined;
}

/** A piece of an event may have so many characters; one that never ends must not fill the memory. */
const EVENT_LIMIT = 64 * 1024 * 1024;

/** Parses a stream of events; `alive` is called for every piece that comes, comments included. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  options: { alive?: () => void; retry?: (milliseconds: number) => void } = {},
): AsyncGenerator<ServerEvent> {
  let event = "";
  let data: string[] = [];
  let id: string | undefined;
  for await (const line of readLines(body, options)) {
    if (line === "") {
      if (data.length > 0) yield { event: event || "message", data: data.join("\n"), id };
      event = "";
      data = [];
      continue;
    }
    if (line.startsWith(":")) continue;
    const [, field, value] = /^([^:]*):? ?(.*)$/s.exec(line)!;
    if (field === "event") event = value!;
    else if (field === "data") data.push(value!);
    else if (field === "id" && !value!.includes("\0")) id = value!;
    else if (field === "retry" && /^\d+$/.test(value!)) options.retry?.(Number(value));
  }
}

/** The lines of a body, which end with LF, CRLF or CR. What comes after the last line end counts only with `rest`. */
export async function* readLines(
  body: ReadableStream<Uint8Array>,
  { alive, rest = false }: { alive?: (() => void) | undefined; rest?: boolean } = {},
): AsyncGenerator<string> {
  // Pieces of a line that has not ended: joined once, since lines can be very long.
  let pending: string[] = [];
  let size = 0;
  let endedWithReturn = false;
  for await (const piece of body.pipeThrough(new TextDecoderStream())) {
    alive?.();
    // A CR at the end of one piece and an LF at the start of the next are one line end.
    const text = endedWithReturn && piece.startsWith("\n") ? piece.slice(1) : piece;
    endedWithReturn = piece.endsWith("\r");
    const [first, ...others] = text.split(/\r\n|\n|\r/);
    pending.push(first!);
    size += first!.length;
    if (size > EVENT_LIMIT) return;
    if (others.length === 0) continue;
    yield pending.join("");
    yield* others.slice(0, -1);
    pending = [others.at(-1)!];
    size = pending[0]!.length;
  }
  const last = pending.join("");
  if (rest && last !== "") yield last;
}
