import type { Cycle, DependencyKind } from "../model.ts";
import type { DependencyGraph } from "./dependency_graph.ts";

/** The dependency whose removal ends a cycle at the least cost. */
export interface CycleBreak {
  cycle: Cycle;
  from: string;
  to: string;
  /** Every kind under which `from` asks for `to`. */
  kinds: DependencyKind[];
}

/**
 * One shortest cycle for each set of packages that depend on each other (strongly connected component), all kinds of
 * dependencies counted. A cycle starts with the name that sorts first; cycles are sorted by it.
 */
export function findCycles(graph: DependencyGraph): Cycle[] {
  const next = successors(graph);
  const found: Cycle[] = [];
  for (const component of components([...next.keys()], (name) => next.get(name)!)) {
    const cycle = shortestCycle(component, next);
    if (cycle) found.push({ packages: startingWithFirst(cycle) });
  }
  return found.sort((a, b) => a.packages[0]! < b.packages[0]! ? -1 : 1);
}

/**
 * For each cycle the dependency to remove. A development dependency is given up before a peer or optional one, and
 * that before a production dependency (the strongest kind counts where there are several); among equals the one
 * after whose removal the fewest packages still depend on each other in circles; then the first by name.
 */
export function findCycleBreaks(graph: DependencyGraph): CycleBreak[] {
  const next = successors(graph);
  const componentOf = new Map<string, string[]>();
  for (const component of components([...next.keys()], (name) => next.get(name)!)) {
    for (const name of component) componentOf.set(name, component);
  }
  return findCycles(graph).map((cycle) => {
    const names = cycle.packages;
    const edges = names.map((from, i) => {
      const to = names[(i + 1) % names.length]!;
      const kinds = (graph.references.get(from) ?? []).filter((each) => each.to.name === to)
        .map((each) => each.dependency.kind);
      return { cycle, from, to, kinds, weight: Math.max(...kinds.map((kind) => KIND_WEIGHTS[kind])) };
    });
    const lightest = Math.min(...edges.map((each) => each.weight));
    const component = componentOf.get(names[0]!)!;
    const candidates = edges.filter((each) => each.weight === lightest).map((edge) => ({
      edge,
      left: candidatesLeft(component, (name) => {
        return next.get(name)!.filter((to) => name !== edge.from || to !== edge.to);
      }),
    }));
    candidates.sort((a, b) => a.left - b.left || (a.edge.from < b.edge.from ? -1 : 1));
    const { from, to, kinds } = candidates[0]!.edge;
    return { cycle, from, to, kinds };
  });
}

const KIND_WEIGHTS: Record<DependencyKind, number> = {
  devDependencies: 1,
  optionalDependencies: 2,
  peerDependencies: 2,
  dependencies: 3,
};

function candidatesLeft(component: string[], next: (name: string) => string[]): number {
  const members = new Set(component);
  const inside = (name: string) => next(name).filter((each) => members.has(each));
  return components(component, inside)
    .filter((each) => each.length > 1 || inside(each[0]!).includes(each[0]!))
    .reduce((sum, each) => sum + each.length, 0);
}

function successors(graph: DependencyGraph): Map<string, string[]> {
  return new Map(
    [...graph.references.keys()].sort().map((name) => [
      name,
      [...new Set(graph.references.get(name)!.map((each) => each.to.name))].sort(),
    ]),
  );
}

/** Tarjan's strongly connected components, without recursion: deep graphs do not fit on the call stack. */
function components(names: string[], next: (name: string) => string[]): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const found: string[][] = [];
  for (const start of names) {
    if (index.has(start)) continue;
    const path: { name: string; rest: Iterator<string> }[] = [];
    const enter = (name: string) => {
      index.set(name, index.size);
      low.set(name, index.get(name)!);
      open.push(name);
      isOpen.add(name);
      path.push({ name, rest: next(name)[Symbol.iterator]() });
    };
    enter(start);
    while (path.length > 0) {
      const { name, rest } = path.at(-1)!;
      const step = rest.next();
      if (!step.done) {
        if (!index.has(step.value)) enter(step.value);
        else if (isOpen.has(step.value)) low.set(name, Math.min(low.get(name)!, index.get(step.value)!));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) low.set(parent.name, Math.min(low.get(parent.name)!, low.get(name)!));
      if (low.get(name) === index.get(name)) {
        const component = open.splice(open.lastIndexOf(name));
        for (const each of component) isOpen.delete(each);
        found.push(component);
      }
    }
  }
  return found;
}

/**
 * Takes one package after the other out of the component: the shortest cycle goes through it, or stays within one of
 * the components that are left. A long ring falls apart at once.
 */
function shortestCycle(component: string[], next: Map<string, string[]>): string[] | undefined {
  const alone = component.filter((name) => next.get(name)!.includes(name)).sort()[0];
  if (alone !== undefined) return [alone];
  let best: string[] | undefined;
  const waiting = [component];
  while (waiting.length > 0 && !(best && best.length === 2)) {
    const [start, ...rest] = waiting.pop()!.sort();
    if (rest.length === 0) continue;
    const members = new Set(rest);
    best = cycleThrough(start!, { members, next, shorterThan: best?.length ?? Infinity }) ?? best;
    waiting.push(...components(rest, (name) => next.get(name)!.filter((each) => members.has(each))));
  }
  return best;
}

/** A shortest cycle through `start` with fewer packages than `shorterThan`, breadth first. */
function cycleThrough(
  start: string,
  { members, next, shorterThan }: { members: Set<string>; next: Map<string, string[]>; shorterThan: number },
): string[] | undefined {
  const cameFrom = new Map<string, string>();
  let wave = [start];
  for (let length = 1; length < shorterThan && wave.length > 0; length++) {
    const following: string[] = [];
    for (const name of wave) {
      for (const to of next.get(name)!) {
        if (to === start) {
          const cycle = [name];
          while (cycle[0] !== start) cycle.unshift(cameFrom.get(cycle[0]!)!);
          return cycle;
        }
        if (!members.has(to) || cameFrom.has(to)) continue;
        cameFrom.set(to, name);
        following.push(to);
      }
    }
    wave = following;
  }
  return undefined;
}

function startingWithFirst(cycle: string[]): string[] {
  const first = cycle.reduce((at, name, i) => name < cycle[at]! ? i : at, 0);
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
