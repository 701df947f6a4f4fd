import type { Masker } from "../../domain/workflow/engine/ports.ts";
import { secretForms } from "./secret_forms.ts";

/** What stands in the place of a secret. */
export const MASK = "***";

/** Hides secrets in lines that come in pieces. */
export interface LineMasker extends Masker {
  /** Length of the longest text that is looked for, in bytes of UTF-8. */
  readonly longest: number;
}

/**
 * Hides the values of secrets and their encoded forms (`secretForms`). Where forms overlap, all of what they cover is
 * hidden.
 */
export function masker(secrets: readonly string[]): LineMasker {
  const forms = secrets.filter((secret) => secret.trim() !== "").map(secretForms);
  const anywhere = [...new Set(forms.flatMap((each) => each.anywhere))].sort((a, b) => b.length - a.length);
  const wholeLines = new Set(forms.flatMap((each) => each.wholeLines));
  if (anywhere.length === 0 && wholeLines.size === 0) return { mask: same, maskValue: same, longest: 0 };
  const pattern = anywhere.length === 0 ? undefined : new RegExp(anywhere.map(RegExp.escape).join("|"));

  const maskLine = (line: string): string => {
    if (wholeLines.size > 0 && wholeLines.has(line.trim())) return MASK;
    return pattern?.test(line) ? hide(line, anywhere) : line;
  };
  const mask = (text: string): string =>
    text.includes("\n") ? text.split("\n").map(maskLine).join("\n") : maskLine(text);
  const maskValue = (value: unknown): unknown => {
    if (typeof value === "string") return mask(value);
    if (typeof value === "number") return mask(String(value)) === String(value) ? value : MASK;
    if (Array.isArray(value)) return value.map(maskValue);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [mask(key), maskValue(each)]));
  };
  const encoder = new TextEncoder();
  return { mask, maskValue, longest: Math.max(0, ...anywhere.map((form) => encoder.encode(form).length)) };
}

function same<T>(value: T): T {
  return value;
}

/** Replaces what any of the forms covers. */
function hide(text: string, forms: readonly string[]): string {
  const covered: [start: number, end: number][] = [];
  for (const form of forms) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) covered.push([at, at + form.length]);
  }
  covered.sort(([a], [b]) => a - b);
  let masked = "";
  let done = 0;
  for (let i = 0; i < covered.length;) {
    const [start] = covered[i]!;
    let end = start;
    // What touches belongs together: two secrets side by side are hidden as one.
    for (; i < covered.length && covered[i]![0] <= Math.max(end, start); i++) end = Math.max(end, covered[i]![1]);
    masked += text.slice(done, start) + MASK;
    done = end;
  }
  return masked + text.slice(done);
}
