import type { Fault } from "../kernel/fault.ts";
import { nearest } from "../kernel/suggest.ts";
import type { Group, Leaf, Tree } from "./command.ts";
import { COMMAND_UNKNOWN } from "./faults.ts";
import { GLOBAL_OPTIONS } from "./globals.ts";
import { kebabCase, type OptionSpec } from "./option.ts";

/** Where a command line leads: the words of the command found, and what is left for its parser. */
export interface Route {
  /** Canonical words: `["changeset", "list"]`; empty for the program itself. */
  path: string[];
  node: Leaf | Group | undefined;
  /** The command line without the words of the command, in order. */
  rest: string[];
  /** Present when the command line names no command. */
  problem?: Fault;
  /** Whether `-V`/`--version` stands before the command. */
  versionBeforeCommand: boolean;
}

export function isGroup(node: Leaf | Group): node is Group {
  return "actions" in node;
}

/** All commands by name and alias. */
export function findCommand(tree: Tree, word: string): { name: string; node: Leaf | Group } | undefined {
  for (const { commands } of tree) {
    const found = findNode(commands, word);
    if (found) return found;
  }
  return undefined;
}

function findNode(
  nodes: Readonly<Record<string, Leaf | Group>>,
  word: string,
): { name: string; node: Leaf | Group } | undefined {
  if (Object.hasOwn(nodes, word)) return { name: word, node: nodes[word]! };
  for (const [name, node] of Object.entries(nodes)) {
    if (isGroup(node) && node.aliases?.includes(word)) return { name, node };
  }
  return undefined;
}

const VALUED_GLOBALS = new Set(
  Object.entries(GLOBAL_OPTIONS as Record<string, OptionSpec>).flatMap(([key, spec]) =>
    spec.kind === "flag" ? [] : [`--${kebabCase(key)}`, ...(spec.short ? [`-${spec.short}`] : [])]
  ),
);

/**
 * Finds the command before anything is parsed: global options in front of it are skipped, those that take a value
 * together with their value.
 */
export function route(tree: Tree, argv: readonly string[]): Route {
  const rest: string[] = [];
  const path: string[] = [];
  let node: Leaf | Group | undefined;
  let versionBeforeCommand = false;
  let i = 0;
  for (; i < argv.length; i++) {
    const word = argv[i]!;
    if (word === "--") break;
    if (word.startsWith("-") && word !== "-") {
      rest.push(word);
      if ((word === "-V" || word === "--version") && path.length === 0) versionBeforeCommand = true;
      if (VALUED_GLOBALS.has(word) && i + 1 < argv.length) rest.push(argv[++i]!);
      continue;
    }
    if (node === undefined) {
      const found = findCommand(tree, word);
      if (!found) {
        const known = tree.flatMap(({ commands }) => Object.keys(commands));
        return {
          path,
          node,
          rest: [...rest, ...argv.slice(i + 1)],
          versionBeforeCommand,
          problem: unknown(tree, word, known),
        };
      }
      path.push(found.name);
      node = found.node;
      if (isGroup(node)) continue;
    } else if (isGroup(node)) {
      const found = findNode(node.actions, word);
      if (!found) {
        const within = path.join(" ");
        const problem = COMMAND_UNKNOWN({ word, within, known: Object.keys(node.actions) });
        return { path, node, rest: [...rest, ...argv.slice(i + 1)], versionBeforeCommand, problem };
      }
      path.push(found.name);
      node = found.node;
      if (isGroup(node)) continue;
    }
    i++;
    break;
  }
  return { path, node, rest: [...rest, ...argv.slice(i)], versionBeforeCommand };
}

/** An action typed without its object (`list`) leads to the objects that have it. */
function unknown(tree: Tree, word: string, known: string[]): Fault {
  const qualified = nearest(word, known).length > 0
    ? []
    : tree.flatMap(({ commands }) =>
      Object.entries(commands).flatMap(([name, node]) =>
        isGroup(node) && Object.hasOwn(node.actions, word) ? [`${name} ${word}`] : []
      )
    );
  return COMMAND_UNKNOWN({ word, within: "", known: [...known, ...qualified] });
}
