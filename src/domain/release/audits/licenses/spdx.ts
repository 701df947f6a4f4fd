/** One licence of an expression. */
export type LicenseTerm =
  | { type: "license"; id: string; orLater: boolean; exception?: string }
  /** `SEE LICENSE IN <file>` (npm). */
  | { type: "file"; file: string }
  /** `UNLICENSED` (npm): nobody else may use it. */
  | { type: "unlicensed" };

/** A licence expression (SPDX specification 2.3, annex D), as far as deciding needs it. */
export type LicenseExpression = LicenseTerm | { type: "and" | "or"; left: LicenseExpression; right: LicenseExpression };

/** Reads what a manifest's `license` says; undefined for nothing and for what is no expression. */
export function parseLicense(text: string): LicenseExpression | undefined {
  const trimmed = text.trim();
  const file = /^SEE LICEN[SC]E IN (.+)$/i.exec(trimmed)?.[1];
  if (file !== undefined) return { type: "file", file };
  if (trimmed.toUpperCase() === "UNLICENSED") return { type: "unlicensed" };
  const tokens = trimmed.match(/[()]|[^\s()]+/g) ?? [];
  const reader = { tokens, at: 0 };
  const expression = readAlternatives(reader, 0);
  return expression && reader.at === tokens.length ? expression : undefined;
}

interface Reader {
  tokens: string[];
  at: number;
}

const DEPTH_LIMIT = 100;

/** `AND` binds stronger than `OR`. */
function readAlternatives(reader: Reader, depth: number): LicenseExpression | undefined {
  let left = readConjunction(reader, depth);
  while (left && takes(reader, "OR")) {
    const right = readConjunction(reader, depth);
    left = right && { type: "or", left, right };
  }
  return left;
}

function readConjunction(reader: Reader, depth: number): LicenseExpression | undefined {
  let left = readLicense(reader, depth);
  while (left && takes(reader, "AND")) {
    const right = readLicense(reader, depth);
    left = right && { type: "and", left, right };
  }
  return left;
}

function readLicense(reader: Reader, depth: number): LicenseExpression | undefined {
  if (depth > DEPTH_LIMIT) return undefined;
  if (takes(reader, "(")) {
    const inner = readAlternatives(reader, depth + 1);
    return takes(reader, ")") ? inner : undefined;
  }
  const id = reader.tokens[reader.at];
  if (id === undefined || !/^[\w.:+-]+$/.test(id) || /^(?:and|or|with)$/i.test(id)) return undefined;
  reader.at++;
  const license = { type: "license" as const, id: id.replace(/\+$/, ""), orLater: id.endsWith("+") };
  if (!takes(reader, "WITH")) return license;
  const exception = reader.tokens[reader.at++];
  return exception === undefined ? undefined : { ...license, exception };
}

function takes(reader: Reader, word: string): boolean {
  if (reader.tokens[reader.at]?.toUpperCase() !== word) return false;
  reader.at++;
  return true;
}

/** Lists of licences: identifiers without regard to case; `*` at the end is any text. */
export interface LicensePolicy {
  /** Empty: any. */
  allow: readonly string[];
  deny: readonly string[];
}

export type LicenseVerdict = "allowed" | "denied" | "not-allowed";

/**
 * Of `OR` the better side counts, of `AND` the worse: one may choose, the other binds by both. `UNLICENSED` and
 * `SEE LICENSE IN` are on a list by these words. A licence with an exception is on a list as
 * `GPL-2.0-only WITH Classpath-exception-2.0` or by its identifier alone.
 */
export function judgeLicense(expression: LicenseExpression, policy: LicensePolicy): LicenseVerdict {
  if ("left" in expression) {
    const sides = [expression.left, expression.right].map((each) => judgeLicense(each, policy));
    const order: LicenseVerdict[] = ["allowed", "not-allowed", "denied"];
    sides.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return expression.type === "or" ? sides[0]! : sides[1]!;
  }
  const names = namesOf(expression);
  const allowed = names.some((each) => isListed(each, policy.allow));
  // A list that names the licence with its exception speaks of it more exactly than one that names the licence.
  if (
    !(allowed && names.length > 1 && isListed(names[0]!, policy.allow)) &&
    names.some((each) => isListed(each, policy.deny))
  ) {
    return "denied";
  }
  return allowed || policy.allow.length === 0 ? "allowed" : "not-allowed";
}

function namesOf(expression: LicenseTerm): string[] {
  switch (expression.type) {
    case "file":
      return ["SEE LICENSE IN"];
    case "unlicensed":
      return ["UNLICENSED"];
    case "license": {
      const { id, orLater, exception } = expression;
      const plain = orLater ? [`${id}+`, id, `${id}-or-later`] : [id];
      return exception === undefined ? plain : [`${id} WITH ${exception}`, ...plain];
    }
  }
}

function isListed(name: string, list: readonly string[]): boolean {
  const lower = name.toLowerCase();
  return list.some((each) => {
    const entry = each.toLowerCase();
    return entry.endsWith("*") ? lower.startsWith(entry.slice(0, -1)) : entry === lower;
  });
}
