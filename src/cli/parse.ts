import type { Fault } from "../kernel/fault.ts";
import type { Command } from "./command.ts";
import {
  ARGUMENT_INVALID,
  ARGUMENT_MISSING,
  ARGUMENT_UNEXPECTED,
  OPTION_REQUIRES,
  OPTION_UNKNOWN,
  OPTION_VALUE_INVALID,
  OPTION_VALUE_MISSING,
  OPTION_VALUE_UNEXPECTED,
  OPTIONS_CONFLICT,
} from "./faults.ts";
import { GLOBAL_OPTIONS, type Globals } from "./globals.ts";
import { type ArgumentTable, kebabCase, optionName, type OptionSpec, type OptionTable } from "./option.ts";

/** What a command line says. Values that were not given are the defaults of their options. */
export interface Parsed {
  globals: Globals;
  options: Record<string, unknown>;
  args: Record<string, unknown>;
  /** Keys of the options that were given. */
  given: Set<string>;
  /** Everything that is wrong, in order; the rest is parsed all the same, so that the format is known. */
  problems: Fault[];
}

/** An option under one of its spellings. */
export interface KnownOption {
  key: string;
  spec: OptionSpec;
  global: boolean;
  /** What a flag of this spelling sets. */
  sets: boolean;
}

/** Parses what follows a command's words, global options and its own in one pass, in the manner of getopt_long. */
export function parse(rest: readonly string[], target: { path: string; command: Command }): Parsed {
  const known = knownOptions(target.command);
  const parsed: Parsed = { globals: {} as Globals, options: {}, args: {}, given: new Set(), problems: [] };
  const values = new Map<string, unknown>();
  const positionals: string[] = [];

  const set = (name: string, found: KnownOption, raw: string | undefined): void => {
    parsed.given.add(found.key);
    const slot = slotOf(found.key, found.global);
    const result = found.spec.kind === "flag" ? found.sets : readValue(name, found.spec, raw!);
    if (typeof result === "object" && "problem" in result) parsed.problems.push(result.problem);
    else if (Array.isArray(result)) values.set(slot, [...(values.get(slot) as string[] ?? []), ...result]);
    else values.set(slot, result);
  };

  for (let i = 0; i < rest.length; i++) {
    const word = rest[i]!;
    if (word === "--") {
      positionals.push(...rest.slice(i + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      positionals.push(word);
      continue;
    }
    const [name, attached] = splitOption(word, known);
    const found = known.get(name);
    if (!found) {
      const cluster = shortCluster(word, known);
      if (cluster) cluster.forEach((each) => set(`-${each.spec.short}`, each, undefined));
      else parsed.problems.push(unknownOption(name, target.path, known));
      continue;
    }
    if (found.spec.kind === "flag") {
      if (attached !== undefined) parsed.problems.push(OPTION_VALUE_UNEXPECTED({ option: name, value: attached }));
      else set(name, found, undefined);
      continue;
    }
    const next = rest[i + 1];
    if (attached !== undefined) set(name, found, attached);
    else if (next === undefined || next === "--" || (next.startsWith("--") && known.has(next.split("=")[0]!))) {
      const placeholder = found.spec.placeholder ?? "VALUE";
      parsed.problems.push(OPTION_VALUE_MISSING({ option: name, placeholder, next: next ?? null }));
    } else {
      set(name, found, next);
      i++;
    }
  }

  parsed.globals = valuesOf(GLOBAL_OPTIONS, { values, global: true }) as Globals;
  parsed.options = valuesOf(target.command.options, { values, global: false });
  parsed.problems.push(...relationProblems({ ...GLOBAL_OPTIONS, ...target.command.options }, parsed.given));
  bindArguments(positionals, target, parsed);
  return parsed;
}

/** Every spelling of every option that the command takes. A command's own option wins over a global one. */
export function knownOptions(command: Command): Map<string, KnownOption> {
  const known = new Map<string, KnownOption>();
  const add = (table: OptionTable, global: boolean) => {
    for (const [key, spec] of Object.entries(table)) {
      const names = [kebabCase(key), ...(spec.aliases ?? [])];
      for (const name of names) {
        known.set(`--${name}`, { key, spec, global, sets: true });
        if (spec.negatable) known.set(`--no-${name}`, { key, spec, global, sets: false });
      }
      if (spec.short) known.set(`-${spec.short}`, { key, spec, global, sets: true });
    }
  };
  add(GLOBAL_OPTIONS, true);
  const format = known.get("--format")!;
  if (Object.keys(command.formats).length > 0) {
    const values = [...format.spec.values!, ...Object.keys(command.formats)];
    format.spec = { ...format.spec, values: [...new Set(values)] };
    known.set("-f", format);
  }
  if (command.listing) {
    known.set("-o", format);
    known.set("--output", format);
  }
  add(command.options, false);
  return known;
}

/** `--name=value` and `-nvalue` as name and value. */
export function splitOption(
  word: string,
  known: Map<string, KnownOption>,
): [name: string, attached: string | undefined] {
  if (word.startsWith("--")) {
    const equals = word.indexOf("=");
    return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
  }
  const name = word.slice(0, 2);
  const found = known.get(name);
  if (word.length === 2 || !found || found.spec.kind === "flag") return [word, undefined];
  return [name, word.slice(word[2] === "=" ? 3 : 2)];
}

/** `-xyz` where all three are flags. */
function shortCluster(word: string, known: Map<string, KnownOption>): KnownOption[] | undefined {
  if (word.startsWith("--")) return undefined;
  const letters = [...word.slice(1)].map((letter) => known.get(`-${letter}`));
  return letters.every((each) => each?.spec.kind === "flag") ? letters as KnownOption[] : undefined;
}

function unknownOption(option: string, command: string, known: Map<string, KnownOption>): Fault {
  const names = [...known.keys()].filter((name) => name.startsWith("--"));
  return OPTION_UNKNOWN({ option, command, known: names });
}

type Reading = string | number | string[] | { problem: Fault };

function readValue(option: string, spec: OptionSpec, raw: string): Reading {
  const invalid = (expected: string, known: readonly string[] = [], value = raw): Reading => ({
    problem: OPTION_VALUE_INVALID({ option, value, expected, known: [...known] }),
  });
  switch (spec.kind) {
    case "enum":
      if (spec.values === undefined || spec.values.includes(raw)) return raw;
      return option === "-o" && raw === "table" || option === "--output" && raw === "table"
        ? "text"
        : invalid(`one of ${spec.values.join(", ")}`, spec.values);
    case "integer": {
      const number = /^[+-]?\d{1,15}$/.test(raw) ? Number(raw) : undefined;
      if (number !== undefined && number >= (spec.minimum ?? -Infinity)) return number;
      return invalid(`a whole number${spec.minimum === undefined ? "" : ` of at least ${spec.minimum}`}`);
    }
    case "list": {
      const items = raw.split(",").map((each) => each.trim()).filter((each) => each !== "");
      const wrong = spec.values && items.find((each) => !spec.values!.includes(each));
      if (items.length === 0) return invalid("at least one value");
      if (wrong !== undefined) return invalid(`values of ${spec.values!.join(", ")}`, spec.values, wrong);
      return items;
    }
    case "repeated":
      return [raw];
    default:
      return raw;
  }
}

/** A command may have an option of the same key as a global one; the two are kept apart. */
function slotOf(key: string, global: boolean): string {
  return global ? `global ${key}` : key;
}

function valuesOf(
  table: OptionTable,
  source: { values: Map<string, unknown>; global: boolean },
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table).map(([key, spec]) => [key, source.values.get(slotOf(key, source.global)) ?? spec.default]),
  );
}

function relationProblems(table: OptionTable, given: Set<string>): Fault[] {
  const problems: Fault[] = [];
  const told = new Set<string>();
  for (const key of given) {
    const spec = table[key]!;
    for (const other of spec.conflicts ?? []) {
      if (given.has(other) && !told.has(`${other} ${key}`)) {
        told.add(`${key} ${other}`);
        problems.push(OPTIONS_CONFLICT({ first: optionName(key, spec), second: optionName(other, table[other]!) }));
      }
    }
    if (spec.requires && !spec.requires.some((other) => given.has(other))) {
      const required = spec.requires.map((other) => optionName(other, table[other]!));
      problems.push(OPTION_REQUIRES({ option: optionName(key, spec), required }));
    }
  }
  return problems;
}

function bindArguments(
  positionals: string[],
  target: { path: string; command: { arguments: ArgumentTable } },
  parsed: Parsed,
): void {
  const left = [...positionals];
  for (const [key, spec] of Object.entries(target.command.arguments)) {
    const bound = spec.variadic ? left.splice(0) : left.shift();
    if (spec.required && (bound === undefined || bound.length === 0)) {
      parsed.problems.push(ARGUMENT_MISSING({ argument: spec.placeholder, command: target.path }));
    }
    for (const value of bound === undefined ? [] : [bound].flat()) {
      if (spec.values && !spec.values.includes(value)) {
        parsed.problems.push(ARGUMENT_INVALID({ argument: spec.placeholder, value, known: [...spec.values] }));
      }
    }
    parsed.args[key] = bound;
  }
  for (const argument of left) parsed.problems.push(ARGUMENT_UNEXPECTED({ argument, command: target.path }));
}
