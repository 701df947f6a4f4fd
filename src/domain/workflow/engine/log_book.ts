import type { Clock, Log } from "../../../kernel/ports.ts";
import type { LogLine } from "../model.ts";
import type { LogStore } from "../store/ports.ts";
import { messageOf } from "./commits.ts";
import { stampOf } from "./stamp.ts";
import type { Timers } from "./ports.ts";

/** Characters of a line that are kept. */
export const LINE_LIMIT = 64 * 1024;
/** Characters of what those say who cut a line themselves: it is not cut off again. */
const NOTE_LIMIT = 64;
/** Characters that may wait to be written; what comes then is written before anything else happens. */
const BUFFER_LIMIT = 1024 * 1024;
/** While lines cannot be written, so many characters are kept. */
const KEPT_LIMIT = 8 * BUFFER_LIMIT;
const RETRY_MILLISECONDS = 1000;

/** What is known of a run's log. */
interface Page {
  /** Of the last line that was written; undefined before it was looked up. */
  seq: number | undefined;
  /** To be written. */
  lines: Omit<LogLine, "seq">[];
  isClosed: boolean;
}

/** Lines of the logs of all runs, numbered, and written in batches. Memory is bounded whatever steps print. */
export class LogBook {
  readonly #pages = new Map<string, Page>();
  #size = 0;
  #lost = 0;
  #planned: Disposable | undefined;
  #isFailing = false;
  #stamp = { at: -1, text: "" };
  readonly #parts: { logs: LogStore; clock: Clock; timers: Timers; log: Log };

  constructor(parts: { logs: LogStore; clock: Clock; timers: Timers; log: Log }) {
    this.#parts = parts;
  }

  /** Adds a line; one that is longer than `LINE_LIMIT` is cut, and says so. */
  add(runId: string, line: Omit<LogLine, "seq" | "at">): void {
    if (this.#size > KEPT_LIMIT) {
      this.#lost++;
      return;
    }
    const page = this.#pages.get(runId) ?? { seq: undefined, lines: [], isClosed: false };
    this.#pages.set(runId, page);
    const text = cut(line.text);
    page.lines.push({ ...line, text, at: this.#now() });
    this.#size += text.length + 100;
    if (this.#size > BUFFER_LIMIT && !this.#isFailing) this.flush();
    else this.#planned ??= this.#parts.timers.after(0, () => this.flush());
  }

  /** Writes what waits. */
  flush(): void {
    this.#planned?.[Symbol.dispose]();
    this.#planned = undefined;
    try {
      for (const [runId, page] of this.#pages) {
        if (page.lines.length > 0) this.#write(runId, page);
        if (page.isClosed) this.#pages.delete(runId);
      }
      this.#size = 0;
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#parts.log.error(`Lines of logs cannot be written: ${messageOf(error)}`);
      this.#isFailing = true;
      this.#planned = this.#parts.timers.after(RETRY_MILLISECONDS, () => this.flush());
    }
  }

  /** Writes what can be written, and ends. */
  end(): void {
    this.flush();
    this.#planned?.[Symbol.dispose]();
  }

  /** Forgets a run that has ended, once its lines are written. */
  close(runId: string): void {
    const page = this.#pages.get(runId);
    if (page?.lines.length === 0) this.#pages.delete(runId);
    else if (page) page.isClosed = true;
  }

  #write(runId: string, page: Page): void {
    if (this.#lost > 0) page.lines.push(this.#loss());
    const { logs } = this.#parts;
    const last = page.seq ?? logs.lastSeq(runId);
    logs.append(runId, page.lines.map((line, i) => ({ ...line, seq: last + 1 + i })));
    page.seq = last + page.lines.length;
    page.lines = [];
  }

  /** The time as it is stored; lines come in thousands within a millisecond. */
  #now(): string {
    const now = this.#parts.clock.now();
    if (this.#stamp.at !== now.epochMilliseconds) this.#stamp = { at: now.epochMilliseconds, text: stampOf(now) };
    return this.#stamp.text;
  }

  #loss(): Omit<LogLine, "seq"> {
    const text = `${this.#lost} lines were lost: the log could not be written`;
    this.#lost = 0;
    const at = this.#now();
    return { task: null, item: null, attempt: 0, stream: "system", level: "error", text, at };
  }
}

function cut(text: string): string {
  if (text.length <= LINE_LIMIT + NOTE_LIMIT) return text;
  return `${text.slice(0, LINE_LIMIT)} … (${text.length - LINE_LIMIT} more characters were cut)`;
}
