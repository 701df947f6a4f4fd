import type { Schema } from "../../../kernel/schema.ts";
import { CONFIG_KEY_NOT_FOUND } from "./faults.ts";
import { CONFIG_SCHEMA, configKeys } from "./schema.ts";

/** What a user may name: a value (`version.strategy`), an entry of a free table, or a whole section (`version`). */
export interface ConfigKey {
  kind: "value" | "entry" | "section";
  /** As the schema writes it. */
  key: string;
  path: string[];
  schema: Schema;
}

/** Finds a key by its name, in camelCase or snake_case. Fault: `CONFIG_KEY_NOT_FOUND`. */
export function getConfigKey(name: string): ConfigKey {
  let schema: Schema = CONFIG_SCHEMA;
  const path: string[] = [];
  const steps = name.split(".");
  for (const [i, step] of steps.entries()) {
    const known: string | undefined = Object.keys(schema.properties ?? {}).find((each) => same(each, step));
    if (known !== undefined) {
      path.push(known);
      schema = schema.properties![known]!;
    } else if (typeof schema.additionalProperties === "object" && step !== "") {
      // Names in a free table may contain dots.
      path.push(steps.slice(i).join("."));
      return { kind: "entry", key: path.join("."), path, schema: schema.additionalProperties };
    } else {
      throw CONFIG_KEY_NOT_FOUND({ key: name, known: knownNames() });
    }
  }
  return { kind: schema.properties ? "section" : "value", key: path.join("."), path, schema };
}

/** Every name that `getConfigKey` knows: values and sections. */
export function knownNames(): string[] {
  const keys = configKeys().map(({ key }) => key);
  const sections = keys.flatMap((key) => key.split(".").slice(0, -1).map((_, i, all) => all.slice(0, i + 1).join(".")));
  return [...new Set([...sections, ...keys])];
}

/** Keys of values in a section, or the key itself. */
export function keysWithin({ key }: ConfigKey): string[] {
  return configKeys().map((each) => each.key).filter((each) => each === key || each.startsWith(`${key}.`));
}

function same(name: string, typed: string): boolean {
  return name === typed ||
    name === typed.replace(/(?<=[a-z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
