import type { LogLine } from "../../domain/workflow/model.ts";

type Level = NonNullable<LogLine["level"]>;

const WORDS: Record<string, Level> = {
  TRACE: "trace",
  DEBUG: "debug",
  VERBOSE: "debug",
  INFO: "info",
  NOTICE: "info",
  WARN: "warn",
  WARNING: "warn",
  ERR: "error",
  ERROR: "error",
  SEVERE: "error",
  CRITICAL: "error",
  FATAL: "error",
  PANIC: "error",
};
const ANY = Object.keys(WORDS).join("|");

/** Where a level is looked for: after it come the words of the message, which may speak of errors too. */
const HEAD = 80;

/** `ERROR` as a word of its own; in small letters where something marks it: `[info]`, `error:`, `level=warn`, `::error`. */
const UPPER = new RegExp(`(?:^|[\\s\\[(<|:])(${ANY})(?=$|[\\s\\])>|:!,])`);
const MARKED = new RegExp(
  `[\\[(<](${ANY})[\\])>]|(?:^|\\s)(?:npm\\s+)?(${ANY})(?:!|:(?:\\s|$)|\\s*\\[)|\\b(?:level|lvl|severity)="?(${ANY})\\b|^(?:::|##\\[)(${ANY})\\b|^npm (${ANY})\\b`,
  "i",
);
// deno-lint-ignore no-control-regex -- colours begin with an escape character
const COLOURS = /\x1b\[[\d;]*m/g;

/** The level that a line of output tells: in a field of JSON, or as a word near its beginning. Null where it tells none. */
export function guessLevel(line: string): Level | null {
  if (line.length === 0) return null;
  const plain = line.includes("\x1b") ? line.replace(COLOURS, "") : line;
  if (plain.startsWith("{")) return levelOfJson(plain);
  const head = plain.slice(0, HEAD);
  const upper = UPPER.exec(head)?.[1];
  if (upper !== undefined) return WORDS[upper]!;
  const marked = MARKED.exec(head)?.slice(1).find((word) => word !== undefined);
  return marked === undefined ? null : WORDS[marked.toUpperCase()]!;
}

/** `level`, `severity` or `lvl` of structured logs; numbers as pino and bunyan have them. */
function levelOfJson(line: string): Level | null {
  if (!/"(?:level|severity|lvl|log\.level)"/.test(line)) return null;
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const level = value.level ?? value.severity ?? value.lvl ?? value["log.level"];
  if (typeof level === "string") return WORDS[level.toUpperCase()] ?? null;
  if (typeof level !== "number") return null;
  if (level >= 50) return "error";
  if (level >= 40) return "warn";
  if (level >= 30) return "info";
  return level >= 20 ? "debug" : "trace";
}
