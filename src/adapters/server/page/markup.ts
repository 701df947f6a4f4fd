/** Text that is HTML already. Nothing but `markup` and `raw` makes it. */
export class Html {
  constructor(readonly text: string) {}
}

/** What may stand in a template: everything but `Html` is escaped; of nothing and false nothing is left. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** HTML with values put in; safe between tags, and in attributes that have quotes. */
export function markup(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.map((text, i) => i < parts.length ? text + rendered(parts[i]) : text).join(""));
}

/** The project's own text as HTML. */
export function raw(text: string): Html {
  return new Html(text);
}

function rendered(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(rendered).join("");
  return visible(String(part)).replace(/[&<>"']/g, (char) => ESCAPES[char]!);
}

/** Control characters are shown, and so are those that turn the direction of text: names could look like others. */
// deno-lint-ignore no-control-regex
const HIDDEN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export function visible(text: string): string {
  return text.replace(HIDDEN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
