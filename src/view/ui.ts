import { wrap } from "./wrap.ts";

/** How a person's terminal shows things: colours, symbols, width. Plain where the terminal cannot do better. */
export interface Ui {
  readonly style: Style;
  readonly symbol: Symbols;
  /** Columns that lines may use. */
  readonly width: number;
  /** Whether the user asked for details (`--log-level debug`): long lists are then shown whole. */
  readonly detailed: boolean;
  /**
   * A long text in lines that fit the terminal, all but the first behind `indent` columns. Where nobody looks on, no
   * line is broken: what reads a pipe decides for itself.
   */
  wrapped(text: string, indent?: number): string;
  /** An instant (ISO 8601) as `2026-01-02 03:04:05` where the user is; a dash for none, and for the epoch. */
  time(at: string | null): string;
  /** A title with a rule below it. */
  heading(title: string): string;
}

type Paint = (text: string) => string;

export interface Style {
  success: Paint;
  error: Paint;
  warning: Paint;
  info: Paint;
  highlight: Paint;
  dim: Paint;
  bold: Paint;
}

export interface Symbols {
  success: string;
  error: string;
  warning: string;
  info: string;
  arrow: string;
  bullet: string;
  rule: string;
  ellipsis: string;
  /** Branches of trees: `├─`, `└─`, `│`. */
  fork: string;
  last: string;
  bar: string;
  /** Questions: where the choice stands, a box that is chosen and one that is not, where to type. */
  cursor: string;
  chosen: string;
  open: string;
  prompt: string;
}

const UNICODE: Symbols = {
  success: "✓",
  error: "✗",
  warning: "⚠",
  info: "ℹ",
  arrow: "→",
  bullet: "•",
  rule: "━",
  ellipsis: "…",
  fork: "├─",
  last: "└─",
  bar: "│",
  cursor: "❯",
  chosen: "◉",
  open: "◯",
  prompt: "›",
};

const ASCII: Symbols = {
  success: "[ok]",
  error: "[x]",
  warning: "[!]",
  info: "[i]",
  arrow: "->",
  bullet: "*",
  rule: "=",
  ellipsis: "...",
  fork: "|-",
  last: "`-",
  bar: "|",
  cursor: ">",
  chosen: "(*)",
  open: "( )",
  prompt: ">",
};

/** What a stream can show. */
export interface Look {
  color: boolean;
  unicode: boolean;
  /** Read when it is needed. */
  readonly width: number;
  detailed?: boolean;
  /** Whether a person reads the stream itself. */
  terminal?: boolean;
  /** IANA name of the zone that times are shown in, read when it is needed; UTC without it. */
  readonly timeZone?: string;
}

/** Makes the look of one stream. */
export function createUi(options: Look): Ui {
  const paint = (open: number, close: number): Paint => (text) =>
    options.color && text !== "" ? `\x1b[${open}m${text}\x1b[${close}m` : text;
  const style: Style = {
    success: paint(32, 39),
    error: paint(31, 39),
    warning: paint(33, 39),
    info: paint(34, 39),
    highlight: paint(36, 39),
    dim: paint(90, 39),
    bold: paint(1, 22),
  };
  const symbol = options.unicode ? UNICODE : ASCII;
  return {
    style,
    symbol,
    get width() {
      return options.width;
    },
    detailed: options.detailed ?? false,
    wrapped: (text, indent = 0) =>
      options.terminal
        ? wrap(text, { width: options.width, indent })
        : text.replaceAll("\n", `\n${" ".repeat(indent)}`),
    time: (at) => at === null || at === NOBODY_KNOWS ? "-" : localTime(at, options.timeZone ?? "UTC"),
    heading: (title) => `${style.bold(title)}\n${style.dim(symbol.rule.repeat([...title].length))}`,
  };
}

/** Servers that do not tell an instant give this one. */
const NOBODY_KNOWS = "1970-01-01T00:00:00Z";

function localTime(at: string, timeZone: string): string {
  const local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return local.toString({ smallestUnit: "second" }).replace("T", " ");
}
