import type { FaultParams } from "../../src/kernel/fault.ts";

/** Parameters of any fault: each is a text `<name>`, and a list with one such item where a list is wanted. */
export function placeholders(): FaultParams {
  return new Proxy({}, { get: (_, name) => placeholder(String(name)) });
}

/** Of the members that texts and lists share, those that faults ask of lists. */
const OF_LISTS = new Set<PropertyKey>([Symbol.iterator, "length"]);

function placeholder(name: string): unknown {
  const text = `<${name}>`;
  const items = [`<${name}, …>`];
  return new Proxy({}, {
    get(_, key) {
      if (key === Symbol.toPrimitive || key === "toString" || key === "valueOf" || key === "toJSON") return () => text;
      if (key === "slice" || key === "at") return () => placeholder(name);
      if (key in String.prototype && !OF_LISTS.has(key)) return bound(text, key);
      if (key in items) return bound(items, key);
      return typeof key === "string" ? placeholder(`${name}.${key}`) : undefined;
    },
  });
}

function bound(owner: object | string, key: PropertyKey): unknown {
  const member = (owner as Record<PropertyKey, unknown>)[key];
  return typeof member === "function" ? member.bind(owner) : member;
}
