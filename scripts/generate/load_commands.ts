import type { Command, Leaf, Tree } from "../../src/cli/command.ts";
import { listLeaves } from "../../src/cli/leaves.ts";

/** A command that documentation speaks of. */
export interface DocumentedCommand {
  path: string[];
  leaf: Leaf;
  command: Command;
}

/** Every command that help lists, loaded, in the tree's order. */
export function loadCommands(tree: Tree): Promise<DocumentedCommand[]> {
  return Promise.all(
    listLeaves(tree).map(async (each) => ({ ...each, command: (await each.leaf.load()).default })),
  );
}

/** Name of the files about a command, without their ending. */
export function fileName({ path }: { path: string[] }): string {
  return path.join("-");
}
