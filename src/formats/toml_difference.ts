import type { DocumentPath } from "./position.ts";
import { isTomlTable } from "./toml_text.ts";

/**
 * A step from one value to another. `set`: what the path has gets another value. `add`: a new key, or an element that
 * those from the index on make room for. `remove`: neither key nor element is there any more.
 */
export type TomlStep = { kind: "set" | "add"; path: DocumentPath; value: unknown } | {
  kind: "remove";
  path: DocumentPath;
};

/**
 * The first step from `before` to `after`, or undefined where they are the same. What is added comes first: so that a
 * table which holds nothing else does not vanish in between. Elements at both ends of a list that stay are not touched.
 */
export function firstStep(before: unknown, after: unknown, path: DocumentPath = []): TomlStep | undefined {
  if (isTomlTable(before) && isTomlTable(after)) {
    const [old, wanted] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
    for (const [key, value] of wanted) {
      const here = [...path, key];
      const step: TomlStep | undefined = old.has(key)
        ? firstStep(old.get(key), value, here)
        : { kind: "add", path: here, value };
      if (step) return step;
    }
    const gone = old.keys().find((key) => !wanted.has(key));
    return gone === undefined ? undefined : { kind: "remove", path: [...path, gone] };
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const shorter = Math.min(before.length, after.length);
    let head = 0;
    while (head < shorter && isSame(before[head], after[head])) head++;
    let tail = 0;
    while (tail < shorter - head && isSame(before.at(-1 - tail), after.at(-1 - tail))) tail++;
    const here = [...path, head];
    if (head < shorter - tail) return firstStep(before[head], after[head], here);
    if (before.length < after.length) return { kind: "add", path: here, value: after[head] };
    return before.length > after.length ? { kind: "remove", path: here } : undefined;
  }
  return isSame(before, after) ? undefined : { kind: "set", path, value: after };
}

/** Whether two values say the same in TOML, where the order of keys says nothing. */
export function isSame(a: unknown, b: unknown): boolean {
  if (isTomlTable(a) && isTomlTable(b)) {
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length &&
      keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
  }
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((each, i) => isSame(each, b[i]));
  if (a instanceof Date && b instanceof Date) return a.toISOString() === b.toISOString();
  return Object.is(a, b);
}
