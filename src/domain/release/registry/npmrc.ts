import type { Environment } from "../../../kernel/ports.ts";

/** A value of npm's configuration, variables filled in. */
export interface NpmrcValue {
  /** Of a list (`key[]=`) each entry. */
  texts: string[];
  /** A variable that a text refers to and that is not set; the reference then stands in the text as it was written. */
  missing?: string;
  /** Line of the last text, from 1. */
  line?: number;
}

/** Values by key; of a key that is repeated the last counts. */
export type Npmrc = Map<string, NpmrcValue>;

/**
 * Reads an .npmrc as npm does: the `ini` format with `key[]=` for lists, comments at `;` and `#`, quotes that are JSON
 * texts, then `${NAME}` in keys and values. Sections hold nothing that npm reads.
 */
export function parseNpmrc(text: string, env: Environment): Npmrc {
  const raw = new Map<string, { values: string[]; list: boolean; line: number }>();
  let inSection = false;
  for (const [i, line] of text.replace(/^\ufeff/, "").split(/\r\n|[\r\n]/).entries()) {
    if (/^\s*([;#]|$)/.test(line)) continue;
    if (/^\[[^\]]*\]\s*$/.test(line)) inSection = true;
    const [, keyText, valueText] = /^([^=]+)(?:=(.*))?$/.exec(line) ?? [];
    if (inSection || keyText === undefined) continue;
    const key = unquote(keyText);
    const list = key.length > 2 && key.endsWith("[]");
    const name = list ? key.slice(0, -2) : key;
    const value = valueText === undefined ? "true" : unquote(valueText);
    const known = raw.get(name);
    // A list stays one, even where its brackets are forgotten later.
    if (known && (list || known.list)) raw.set(name, { values: [...known.values, value], list: true, line: i + 1 });
    else raw.set(name, { values: [value], list, line: i + 1 });
  }
  const values: Npmrc = new Map();
  for (const [name, { values: texts, line }] of raw) {
    const expanded = texts.map((each) => expandVariables(each.trim(), env));
    const missing = expanded.find((each) => each.missing !== undefined)?.missing;
    values.set(expandVariables(name, env).text, {
      texts: expanded.map((each) => each.text),
      line,
      ...missing !== undefined && { missing },
    });
  }
  return values;
}

/** Takes off quotes; outside of them a text ends at `;` or `#`, and a backslash keeps `;`, `#` and itself. */
function unquote(text: string): string {
  let value = text.trim();
  const quoted = /^".*"$/s.test(value) || /^'.*'$/s.test(value) || value === '"' || value === "'";
  if (quoted) {
    if (value.startsWith("'")) value = value.slice(1, -1);
    try {
      return String(JSON.parse(value));
    } catch {
      return value;
    }
  }
  return /^(?:[^;#\\]|\\[^]?)*/.exec(value)![0].replace(/\\([;#\\])/g, "$1").trim();
}

/**
 * Fills in `${NAME}`, and `${NAME?}`, which is empty where NAME is not set. `${NAME-default}` and `${NAME:-default}`
 * are those of pnpm and Yarn. A backslash before `$` keeps the reference as it is; two are one backslash. A reference
 * to a variable that is not set stays as it is.
 */
export function expandVariables(text: string, env: Environment): { text: string; missing?: string } {
  let missing: string | undefined;
  const expanded = text.replace(
    /(?<!\\)(\\*)\$\{([^${}?]+)(\?)?\}/g,
    (whole: string, escapes: string, name: string, optional: string | undefined) => {
      if (escapes.length % 2 === 1) return whole.slice((escapes.length + 1) / 2);
      const [, plain, ifEmpty, otherwise] = /^([^:-]+)(:)?-(.*)$/s.exec(name) ?? [];
      let value = env.get(name);
      if (value === undefined && plain !== undefined) {
        value = env.get(plain);
        if (value === undefined || ifEmpty && value === "") value = otherwise!;
      }
      if (value === undefined && optional) value = "";
      if (value === undefined) missing ??= name;
      return escapes.slice(escapes.length / 2) + (value ?? `\${${name}}`);
    },
  );
  return missing === undefined ? { text: expanded } : { text: expanded, missing };
}
