import { Optional } from "@marcbachmann/cel-js";
import { ExpressionError } from "./expression_error.ts";

/** Largest value that an expression may give: characters of its texts and keys, and its parts. */
const VALUE_LIMIT = 4 * 1024 * 1024;

/** JSON as CEL sees it: a number without a fraction is an integer. */
export function toCel(value: unknown): unknown {
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).map(([key, each]) => [key, toCel(each)] as const);
    // The library knows what a value is by its `constructor`.
    return Object.hasOwn(value, "constructor") ? new Map(entries) : Object.fromEntries(entries);
  }
  return value;
}

/**
 * A value of CEL as plain JSON: an integer that JavaScript cannot hold exactly becomes a text, an instant ISO 8601.
 * Throws `ExpressionError` for what JSON does not have, and for what is too large.
 */
export function fromCel(value: unknown): unknown {
  let room = VALUE_LIMIT;
  return convert(value);

  function convert(value: unknown): unknown {
    if ((room -= 1) < 0) throw new ExpressionError("The expression gives too large a value", 0, "Write a file.");
    switch (typeof value) {
      case "string":
        room -= value.length;
        return value;
      case "boolean":
        return value;
      case "bigint":
        return exact(value);
      case "number":
        if (!Number.isFinite(value)) throw new ExpressionError(`The expression gives ${value}, which is no number`, 0);
        return value;
      case "undefined":
        return null;
      case "object":
        return value === null ? null : convertObject(value);
      default:
        throw new ExpressionError(`The expression gives a ${typeof value}`, 0);
    }
  }

  function convertObject(value: object): unknown {
    if (Array.isArray(value)) return value.map(convert);
    if (value instanceof Map) return entries([...value].map(([key, each]) => [String(key), each]));
    if (value instanceof Optional) return value.hasValue() ? convert(value.value()) : null;
    // CEL's timestamps are dates of JavaScript.
    if (Object.prototype.toString.call(value) === "[object Date]") {
      return (value as { toISOString(): string }).toISOString();
    }
    const prototype = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return entries(Object.entries(value));
    const plain = value.valueOf();
    if (typeof plain === "bigint") return exact(plain);
    if (isDuration(value)) return `${Number(value.seconds) + value.nanos / 1e9}s`;
    throw new ExpressionError(
      `The expression gives ${value instanceof Uint8Array ? "bytes" : "a type"}, which JSON does not have`,
      0,
      "Make a text of it, with string() or base64().",
    );
  }

  function entries(found: [string, unknown][]): Record<string, unknown> {
    return Object.fromEntries(found.map(([key, each]) => {
      room -= key.length;
      return [key, convert(each)];
    }));
  }
}

/** The library does not export its class for durations. */
function isDuration(value: object): value is { seconds: bigint | number; nanos: number } {
  return "seconds" in value && "nanos" in value;
}

function exact(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
