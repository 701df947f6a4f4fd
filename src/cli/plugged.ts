import type { Fault } from "../kernel/fault.ts";
import type { Command, Leaf, OwnFormat, Tree } from "./command.ts";
import type { Globals } from "./globals.ts";
import { parse, type Parsed } from "./parse.ts";
import { isGroup, type Route, route } from "./route.ts";

/** What plugins add to the program. */
export interface Plugged {
  commands: Readonly<Record<string, Leaf>>;
  /** Values of `--format`. */
  formats: Readonly<Record<string, OwnFormat<unknown>>>;
  /** What is wrong with plugins that add nothing. */
  problems: Fault[];
}

/** Finds the plugins of the project that global options lead to. */
export type FindPlugged = (globals: Globals) => Promise<Plugged>;

/** The command that a command line leads to, and the tree that it was found in. */
export interface Found {
  route: Route;
  tree: Tree;
  command: Command;
  parsed: Parsed;
  /** What may have kept the command from being found, besides the route's own problem. */
  problems: Fault[];
}

/**
 * Finds and parses a command. Plugins are looked for only where the program itself has no such command or no such
 * format, and where commands are listed: everything else starts without them.
 */
export async function findInvocation(
  argv: readonly string[],
  { tree, plugged, none }: { tree: Tree; plugged: FindPlugged; none: Command },
): Promise<Found> {
  const first = route(tree, argv);
  const globalsOf = (rest: readonly string[]) => parse(rest, { path: "", command: none }).globals;
  const isUnknown = first.problem !== undefined && first.path.length === 0;
  const isListing = first.node === undefined && !globalsOf(first.rest).version ||
    first.node !== undefined && !isGroup(first.node) && first.node.listsCommands === true;
  if (isUnknown || isListing && first.problem === undefined) {
    const added = await plugged(globalsOf(first.rest));
    const all = Object.keys(added.commands).length === 0
      ? tree
      : [...tree, { title: "Plugins", commands: added.commands }];
    const found = route(all, argv);
    return { ...await load(found, none), tree: all, problems: found.problem ? added.problems : [] };
  }
  const loaded = await load(first, none);
  const format = wrongFormat(loaded.parsed);
  if (format === undefined) return { ...loaded, tree, problems: [] };
  const added = await plugged(loaded.parsed.globals);
  if (!Object.hasOwn(added.formats, format)) return { ...loaded, tree, problems: added.problems };
  const command = { ...loaded.command, formats: { ...loaded.command.formats, [format]: added.formats[format]! } };
  const parsed = parse(first.rest, { path: first.path.join(" "), command });
  return { route: first, command, parsed, tree, problems: [] };
}

async function load(found: Route, none: Command): Promise<Pick<Found, "route" | "command" | "parsed">> {
  const leaf = found.node && !isGroup(found.node) ? found.node : undefined;
  const command = leaf ? (await leaf.load()).default : none;
  return { route: found, command, parsed: parse(found.rest, { path: found.path.join(" "), command }) };
}

/** What `--format` was given that the command does not know. */
function wrongFormat({ problems }: Parsed): string | undefined {
  const wrong = problems.find(({ code, details }) =>
    code === "OPTION_VALUE_INVALID" && (details.option === "--format" || details.option === "-f")
  );
  return wrong && String(wrong.details.value);
}
