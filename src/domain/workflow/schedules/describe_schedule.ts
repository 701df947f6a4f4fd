import type { CronSchedule } from "./cron.ts";

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

/** A schedule for people: `daily at 02:00 America/New_York`, and the cron expression itself where it is not as simple. */
export function describeSchedule({ cron, timezone }: CronSchedule): string {
  return `${describeCron(cron.trim().replace(/\s+/g, " "))} ${timezone}`;
}

function describeCron(cron: string): string {
  const fields = cron.split(" ");
  if (fields.length === 6 && fields[0] === "0") fields.shift();
  const [minute, hour, day, month, weekday] = fields as [string, string, string, string, string];
  if (fields.length !== 5 || month !== "*") return cron;
  const everyDay = day === "*" && weekday === "*";
  if (everyDay && hour === "*") {
    if (minute === "*") return "every minute";
    if (/^\*\/\d+$/.test(minute)) return `every ${minute.slice(2)} minutes`;
    if (/^\d+$/.test(minute)) return `hourly at :${minute.padStart(2, "0")}`;
  }
  if (everyDay && minute === "0" && /^\*\/\d+$/.test(hour)) return `every ${hour.slice(2)} hours`;
  if (!/^\d+$/.test(minute) || !/^\d+$/.test(hour)) return cron;
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (everyDay) return `daily at ${time}`;
  if (day === "*" && weekday === "1-5") return `Monday to Friday at ${time}`;
  if (day === "*" && /^[0-7]$/.test(weekday)) return `${DAYS[Number(weekday) % 7]}s at ${time}`;
  if (/^\d+$/.test(day) && weekday === "*") return `monthly on day ${day} at ${time}`;
  return cron;
}
