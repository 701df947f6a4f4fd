import { readCronFields } from "../definition/cron_fields.ts";

/** When a cron expression is due on a clock that knows no zones. */
export interface WallTimes {
  /**
   * Whether it names its times of day, rather than repeating: no wildcard or step in seconds, minutes and hours. What
   * Vixie cron calls not wild.
   */
  isFixed: boolean;
  /** The first time from one on, itself included, in whole seconds; undefined where none comes. */
  next(from: Temporal.PlainDateTime): Temporal.PlainDateTime | undefined;
}

/** 29 February comes again after eight years at most. */
const HORIZON = { years: 8, days: 1 };

/** The times of an expression that `cronProblem` has nothing to say about. */
export function wallTimesOf(cron: string): WallTimes {
  const [second, minute, hour, day, month, weekday] = readCronFields(cron) as [
    Fields,
    Fields,
    Fields,
    Fields,
    Fields,
    Fields,
  ];
  const seconds = sorted(second);
  const minutes = sorted(minute);
  const hours = sorted(hour);
  return { isFixed: ![second, minute, hour].some(({ text }) => /[*/]/.test(text)), next };

  function next(from: Temporal.PlainDateTime): Temporal.PlainDateTime | undefined {
    const first = from.toPlainDate();
    const last = first.add(HORIZON);
    for (let date = first; Temporal.PlainDate.compare(date, last) <= 0;) {
      if (!month.values.has(date.month)) {
        date = date.with({ day: 1 }).add({ months: 1 });
        continue;
      }
      const time = isDue(date) ? timeFrom(date === first ? from.toPlainTime() : new Temporal.PlainTime()) : undefined;
      if (time) return date.toPlainDateTime(time);
      date = date.add({ days: 1 });
    }
  }

  /** Where both are named, one of them is enough: the day of the month or of the week. */
  function isDue(date: Temporal.PlainDate): boolean {
    const inMonth = day.values.has(date.day);
    const inWeek = weekday.values.has(date.dayOfWeek) || date.dayOfWeek === 7 && weekday.values.has(0);
    return day.text === "*" || weekday.text === "*" ? inMonth && inWeek : inMonth || inWeek;
  }

  function timeFrom(from: Temporal.PlainTime): Temporal.PlainTime | undefined {
    for (const hour of hours) {
      if (hour < from.hour) continue;
      for (const minute of minutes) {
        if (hour === from.hour && minute < from.minute) continue;
        const isSame = hour === from.hour && minute === from.minute;
        const second = isSame ? seconds.find((each) => each >= from.second) : seconds[0];
        if (second !== undefined) return new Temporal.PlainTime(hour, minute, second);
      }
    }
  }
}

type Fields = ReturnType<typeof readCronFields>[number];

function sorted({ values }: Fields): number[] {
  return [...values].sort((a, b) => a - b);
}
