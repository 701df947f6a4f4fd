import { didYouMean } from "../../../kernel/suggest.ts";

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

interface Field {
  name: string;
  least: number;
  most: number;
  names: readonly string[];
}

const SECONDS: Field = { name: "second", least: 0, most: 59, names: [] };
const FIELDS: readonly Field[] = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  { name: "month", least: 1, most: 12, names: MONTHS },
  { name: "day of the week", least: 0, most: 7, names: DAYS },
];

const EXAMPLE = "Such as `0 2 * * *`: minute, hour, day of the month, month, day of the week.";

/** What is wrong with a cron expression of five fields, or six with seconds first; undefined where nothing is. */
export function cronProblem(cron: string): { problem: string; hint: string; offset: number } | undefined {
  if (cron.trim().startsWith("@")) return { problem: `'${cron}' is no cron expression`, hint: EXAMPLE, offset: 0 };
  const written = [...cron.matchAll(/\S+/g)];
  if (written.length !== 5 && written.length !== 6) {
    const problem = `a cron expression has five fields, or six with seconds; found ${written.length}`;
    return { problem, hint: EXAMPLE, offset: 0 };
  }
  const fields = written.length === 6 ? [SECONDS, ...FIELDS] : FIELDS;
  for (const [i, { 0: text, index }] of written.entries()) {
    const found = fieldProblem(text, fields[i]!);
    if (found) return { ...found, offset: index };
  }
  const [day, month] = written.slice(-3).map(([text]) => text);
  if (
    /^\d+$/.test(day!) && /^\d+$/.test(month!) &&
    Number(day) > [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][Number(month) - 1]!
  ) {
    return { problem: `there is no day ${day} in month ${month}`, hint: EXAMPLE, offset: written.at(-3)!.index };
  }
  return undefined;
}

function fieldProblem(text: string, field: Field): { problem: string; hint: string } | undefined {
  const { name, least, most, names } = field;
  const wrong = (part: string, hint = `The ${name} goes from ${least} to ${most}: *, 5, 1-5, */10 or 1,2.`) => ({
    problem: `'${part}' is no ${name}`,
    hint,
  });
  for (const part of text.split(",")) {
    const match = /^(?:(\*)|(\w+)(?:-(\w+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return wrong(part);
    const [, , from, to, step] = match;
    for (const bound of [from, to]) {
      if (bound === undefined) continue;
      const value = valueOf(bound, field);
      if (value === undefined && names.length > 0) return wrong(bound, didYouMean(bound, names, wrong(bound).hint));
      if (value === undefined || value < least || value > most) return wrong(bound);
    }
    if (from !== undefined && to !== undefined && valueOf(from, field)! > valueOf(to, field)!) return wrong(part);
    if (step !== undefined && from !== undefined && to === undefined) return wrong(part);
    if (step !== undefined && (Number(step) === 0 || Number(step) > most)) return wrong(part);
  }
  return undefined;
}

/**
 * The six fields of an expression that `cronProblem` has nothing to say about, seconds first: as they are written, and
 * the values that they stand for. A week's 7 is a Sunday, as its 0.
 */
export function readCronFields(cron: string): { text: string; values: ReadonlySet<number> }[] {
  const texts = cron.trim().split(/\s+/);
  return [SECONDS, ...FIELDS].map((field, i) => {
    const text = texts.length === 6 ? texts[i]! : ["0", ...texts][i]!;
    const values = text.split(",").flatMap((part) => {
      const [range, step = "1"] = part.split("/") as [string, string?];
      const [from, to = from] = range === "*"
        ? [field.least, field.most]
        : range.split("-").map((each) => valueOf(each, field)!) as [number, number?];
      return Array.from({ length: Math.floor((to - from) / Number(step)) + 1 }, (_, n) => from + n * Number(step));
    });
    return { text, values: new Set(values) };
  });
}

function valueOf(text: string, { names, least }: Field): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = names.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index + least;
}
