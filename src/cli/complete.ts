import type { Command, Group, Leaf, Tree } from "./command.ts";
import { type ArgumentSpec, type CompletionSource, kebabCase, optionName, type OptionSpec } from "./option.ts";
import { type KnownOption, knownOptions, splitOption } from "./parse.ts";
import { isGroup, route } from "./route.ts";

/** One word that can stand at the cursor. */
export interface Candidate {
  value: string;
  description: string;
}

/** What can stand at the cursor: words, or files that the shell itself completes. */
export interface Completion {
  candidates: Candidate[];
  /** `prefix` is the part of the word before the path, such as `--config=`. */
  delegate?: { to: "files" | "directories"; prefix: string };
}

/** What the command line says before the cursor, for sources that depend on it. */
export interface TypedContext {
  /** Values of options given so far, as typed, by key: `root`, `config`, `profile`. */
  options: ReadonlyMap<string, string>;
  /** Arguments given so far. */
  args: readonly string[];
  /** What the value being typed begins with. */
  prefix: string;
}

/** Words that are known only by looking at the project. */
export type WordSource = (
  source: Exclude<CompletionSource, "commands" | "files" | "directories">,
  typed: TypedContext,
) => Promise<Candidate[]>;

interface World {
  tree: Tree;
  words: WordSource;
}

const NOTHING: Completion = { candidates: [] };

/**
 * Completes the last of `words`, the words after the program's name; it may be empty. Candidates replace that word
 * whole and begin with it.
 */
export async function complete(words: readonly string[], world: World): Promise<Completion> {
  const typed = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const found = route(world.tree, before);
  if (found.problem) return NOTHING;
  const command = found.node && !isGroup(found.node) ? (await found.node.load()).default : undefined;
  const line = scan(found.rest, knownOptions(command ?? NO_COMMAND));
  const at: Cursor = { ...world, ...line, typed };
  if (line.pending) return await completeValue(line.pending, { ...at, prefix: "" });
  if (!line.ended && typed.startsWith("-")) {
    const attached = attachedValue(typed, line.known);
    if (attached) return await completeValue(attached, { ...at, typed: attached.value, prefix: attached.prefix });
    return { candidates: optionCandidates(at, command) };
  }
  if (!command) {
    return line.ended ? NOTHING : { candidates: commandCandidates(world.tree, { found: found.node, typed }) };
  }
  const completion = await completeArgument(command, at);
  const silent = completion.candidates.length === 0 && !completion.delegate;
  return silent && typed === "" && !line.ended ? { candidates: optionCandidates(at, command) } : completion;
}

const NO_COMMAND = { options: {}, formats: {}, listing: false } as unknown as Command;

/** The command line before the cursor. */
interface Line {
  known: Map<string, KnownOption>;
  /** The option whose value is being typed. */
  pending: (KnownOption & { name: string }) | undefined;
  /** Whether `--` was given. */
  ended: boolean;
  args: string[];
  given: Set<string>;
  options: Map<string, string>;
  /** Values of lists that were given, by key. */
  listed: Map<string, string[]>;
}

interface Cursor extends Line, World {
  typed: string;
}

/** Reads what stands before the cursor as `parse` does, without complaint about what is wrong. */
function scan(rest: readonly string[], known: Map<string, KnownOption>): Line {
  const line: Line = {
    known,
    pending: undefined,
    ended: false,
    args: [],
    given: new Set(),
    options: new Map(),
    listed: new Map(),
  };
  const take = (option: KnownOption, value: string) => {
    line.options.set(option.key, value);
    if (option.spec.kind === "list") line.listed.set(option.key, [...line.listed.get(option.key) ?? [], value]);
  };
  for (const word of rest) {
    if (line.ended) line.args.push(word);
    else if (word === "--") {
      line.ended = true;
      line.pending = undefined;
    } else if (line.pending) {
      take(line.pending, word);
      line.pending = undefined;
    } else if (!word.startsWith("-") || word === "-") line.args.push(word);
    else {
      const [name, attached] = splitOption(word, known);
      const option = known.get(name);
      if (!option) continue;
      line.given.add(option.key);
      if (option.spec.kind === "flag") continue;
      if (attached === undefined) line.pending = { ...option, name };
      else take(option, attached);
    }
  }
  return line;
}

/** `--bump=ma` or `-rfo`: an option with the beginning of its value in one word. */
function attachedValue(typed: string, known: Map<string, KnownOption>) {
  const [name, value] = splitOption(typed, known);
  const option = known.get(name);
  if (value === undefined || !option || option.spec.kind === "flag") return undefined;
  return { ...option, name, value, prefix: typed.slice(0, typed.length - value.length) };
}

async function completeValue(
  option: KnownOption & { name: string },
  at: Cursor & { prefix: string },
): Promise<Completion> {
  const { spec, key } = option;
  const isOutput = key === "format" && option.global && (option.name === "-o" || option.name === "--output");
  const described = isOutput ? { ...spec, values: ["json", "yaml", "table"] } : spec;
  if (spec.kind !== "list") return await valuesFor(described, at);
  const comma = at.typed.lastIndexOf(",") + 1;
  const head = at.typed.slice(0, comma);
  const taken = new Set([...at.listed.get(key) ?? [], head].flatMap((each) => each.split(",")));
  const items = await valuesFor(described, { ...at, typed: at.typed.slice(comma), prefix: at.prefix + head });
  const item = (value: string) => value.slice(at.prefix.length + head.length);
  return { ...items, candidates: items.candidates.filter(({ value }) => !taken.has(item(value))) };
}

async function completeArgument(command: Command, at: Cursor): Promise<Completion> {
  const specs = Object.values(command.arguments);
  const spec = specs[at.args.length] ?? (specs.at(-1)?.variadic ? specs.at(-1) : undefined);
  return spec ? await valuesFor(spec, { ...at, prefix: "" }) : NOTHING;
}

/** Values that an option or argument can have, each after `prefix`, which the candidates keep. */
async function valuesFor(
  spec: Pick<OptionSpec | ArgumentSpec, "values" | "complete">,
  at: Cursor & { prefix: string },
): Promise<Completion> {
  const { typed, prefix, args, options } = at;
  const { values, complete: source } = spec;
  if (source === "files" || source === "directories") return { candidates: [], delegate: { to: source, prefix } };
  let candidates: Candidate[] = [];
  if (values) candidates = values.map((value) => ({ value, description: "" }));
  else if (source === "commands") {
    const found = route(at.tree, args);
    if (!found.problem) candidates = commandCandidates(at.tree, { found: found.node, typed });
  } else if (source) candidates = await at.words(source, { options, args, prefix: typed });
  return {
    candidates: candidates.filter(({ value }) => value.startsWith(typed) && isOneLine(value))
      .map(({ value, description }) => ({ value: prefix + value, description })),
  };
}

/** A word is one line on its way to the shell; a name with control characters cannot be typed anyway. */
function isOneLine(value: string): boolean {
  return value !== "" && !/\p{Cc}/u.test(value);
}

/** Commands, or the actions of an object. An alias is offered only where it is what was begun. */
function commandCandidates(tree: Tree, at: { found: Leaf | Group | undefined; typed: string }): Candidate[] {
  const { found, typed } = at;
  if (found && !isGroup(found)) return [];
  const nodes: [string, Leaf | Group][] = found
    ? Object.entries(found.actions)
    : tree.flatMap(({ commands }) => Object.entries(commands));
  return nodes.flatMap(([name, node]) => {
    if ("hidden" in node && node.hidden) return [];
    const names = [name, ...(isGroup(node) ? node.aliases ?? [] : [])];
    const spelling = names.find((each) => each.startsWith(typed));
    return spelling === undefined ? [] : [{ value: spelling, description: node.summary }];
  });
}

/** Options that can still be given: the command's own first, each in the spelling that was begun. */
function optionCandidates(at: Cursor, command: Command | undefined): Candidate[] {
  const { typed, known, given } = at;
  const options = new Map<string, { option: KnownOption; names: string[] }>();
  for (const [name, option] of known) {
    const slot = `${option.global} ${option.key}`;
    if (!options.has(slot)) options.set(slot, { option, names: [] });
    options.get(slot)!.names.push(name);
  }
  const excluded = new Set(
    [...options.values()].flatMap(({ option }) => given.has(option.key) ? option.spec.conflicts ?? [] : []),
  );
  return [...options.values()]
    .filter(({ option: { key, spec, global } }) =>
      (spec.kind === "list" || spec.kind === "repeated" || !given.has(key)) && !excluded.has(key) &&
      !(spec.conflicts ?? []).some((other) => given.has(other)) &&
      !(command && global && key === "version")
    )
    .sort((a, b) => Number(a.option.global) - Number(b.option.global))
    .flatMap(({ option: { key, spec }, names }) => {
      const first = optionName(key, spec);
      const spelling = [first, `--${kebabCase(key)}`, ...names]
        .find((each) =>
          typed.startsWith("-") && !typed.startsWith("--") && typed.length > 1
            ? each === typed
            : each.startsWith("--") && each.startsWith(typed === "" ? "--" : typed)
        );
      return spelling === undefined ? [] : [{ value: spelling, description: spec.description.split("\n")[0]! }];
    });
}
