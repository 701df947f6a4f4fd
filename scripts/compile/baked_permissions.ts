import manifest from "../../deno.json" with { type: "json" };
import { PASSED_ON_NAMES } from "../../src/adapters/process/environment.ts";
import type { Needs, Tree } from "../../src/cli/command.ts";
import { listLeaves } from "../../src/cli/leaves.ts";
import { denoFlags } from "../../src/cli/permissions.ts";

/** What all commands of a tree together state, those that help does not list included. */
export async function readNeedsOfAll(tree: Tree): Promise<Needs> {
  const modules = await Promise.all(listLeaves(tree, { hidden: true }).map(({ leaf }) => leaf.load()));
  return uniteNeeds(modules.map(({ default: { needs } }) => needs));
}

/** What several commands state, as one statement: each item once, sorted. */
export function uniteNeeds(statements: readonly Needs[]): Needs {
  const union = <K extends keyof Needs>(key: K) =>
    [...new Set(statements.flatMap((each) => [...each[key] ?? []]))].sort();
  return {
    read: union("read"),
    write: union("write"),
    net: union("net"),
    run: union("run"),
    env: union("env"),
  } as Needs;
}

/**
 * The flags of Deno that a compiled program holds: what any of its commands states. Programs and variables are lists.
 * Places and hosts are not known yet when it is compiled, so they are granted whole. Before a command runs, all that
 * it did not state is revoked. Nothing is asked for, a variable that is not listed reads as if it were not set, and no
 * code comes from the network.
 */
export function bakedFlags(needs: Needs): string[] {
  const flags = denoFlags(
    {
      ...needs,
      ...(needs.read?.length ? { read: ["anywhere"] } : {}),
      ...(needs.write?.length ? { write: ["anywhere"] } : {}),
    },
    { paths: () => [], hosts: [], processEnvironment: PASSED_ON_NAMES },
  );
  return ["--no-prompt", ...flags, "--ignore-env", "--deny-import"];
}

/** Flags for the unstable parts of Deno that deno.json names: what is bundled or compiled runs without that file. */
export function unstableFlags(): string[] {
  const { unstable = [] } = manifest as { unstable?: string[] };
  return unstable.map((name) => `--unstable-${name}`);
}
