import { ARGUMENT_UNEXPECTED } from "./faults.ts";
import type { Group, Leaf, Tree } from "./command.ts";
import { isGroup, route } from "./route.ts";

/** Every command with the words that lead to it, in the order of the tree; hidden ones only where they are wanted. */
export function listLeaves(tree: Tree, options: { hidden?: boolean } = {}): { path: string[]; leaf: Leaf }[] {
  return tree.flatMap(({ commands }) => leavesBelow(commands, [])).filter(({ leaf }) => options.hidden || !leaf.hidden);
}

function leavesBelow(nodes: Group["actions"], above: string[]): { path: string[]; leaf: Leaf }[] {
  return Object.entries(nodes).flatMap(([name, node]) => {
    const path = [...above, name];
    return isGroup(node) ? leavesBelow(node.actions, path) : [{ path, leaf: node }];
  });
}

/** The commands that words stand for: one, the actions of an object, or all of them without words. */
export function selectLeaves(tree: Tree, words: readonly string[]): { path: string[]; leaf: Leaf }[] {
  const found = route(tree, words);
  if (found.problem) throw found.problem;
  const [extra] = found.rest;
  if (extra !== undefined) throw ARGUMENT_UNEXPECTED({ argument: extra, command: found.path.join(" ") });
  return listLeaves(tree, { hidden: words.length > 0 })
    .filter(({ path }) => found.path.every((word, i) => path[i] === word));
}
