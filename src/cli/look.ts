import type { Environment } from "../kernel/ports.ts";

/** `NO_COLOR` (no-color.org), `CLICOLOR` and `CLICOLOR_FORCE` (bixense.com/clicolors), `TERM=dumb`. */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if (env.get("NO_COLOR")) return false;
  const forced = env.get("CLICOLOR_FORCE");
  if (forced && forced !== "0") return true;
  return isTerminal && env.get("TERM") !== "dumb" && env.get("CLICOLOR") !== "0";
}

/** A locale of UTF-8, or none that is stated; the terminal of Windows (`WT_SESSION`). */
export function speaksUnicode(env: Environment): boolean {
  const locale = env.get("LC_ALL") || env.get("LC_CTYPE") || env.get("LANG");
  return env.get("TERM") !== "dumb" && (!locale || /utf-?8/i.test(locale) || env.get("WT_SESSION") !== undefined);
}
