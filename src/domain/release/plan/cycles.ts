import type { Cycle, DependencyKind } from "../model.ts";
import type { DependencyGraph } from "./dependency_graph.ts";

/** The dependency whose removal ends a cycle at the least cost. */
export interface CycleBreak {
  cycle: Cycle;
  from: string;
  to: string;
  /** Every kind under which `from` asks for `to`. */
  kinds: DependencyKind[];
  /** Why this one, as a sentence. */
  reason: string;
}

/**
 * One shortest cycle for each set of packages that depend on each other (strongly connected component), all kinds of
 * dependencies counted. A cycle starts with the name that sorts first; cycles are sorted by it.
 */
export function findCycles(graph: DependencyGraph): Cycle[] {
  return cyclicComponents(graph).flatMap((component) => {
    const cycle = shortestCycle(component, successors(graph, component));
    return cycle ? [{ packages: startingWithFirst(cycle) }] : [];
  }).sort((a, b) => a.packages[0]! < b.packages[0]! ? -1 : 1);
}

/**
 * For each cycle the dependency to remove. A development dependency is given up before a peer or optional one, and
 * that before a production dependency (the strongest kind counts where there are several); among equals the one
 * after whose removal the fewest packages still depend on each other in circles; then the first by name.
 */
export function findCycleBreaks(graph: DependencyGraph): CycleBreak[] {
  const componentOf = new Map<string, string[]>();
  for (const component of cyclicComponents(graph)) {
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
    const next = successors(graph, component);
    const candidates = edges.filter((each) => each.weight === lightest).map((edge) => ({
      edge,
      left: candidatesLeft(component, (name) => {
        return next.get(name)!.filter((to) => name !== edge.from || to !== edge.to);
      }),
    }));
    candidates.sort((a, b) => a.left - b.left || (a.edge.from < b.edge.from ? -1 : 1));
    const { edge: { from, to, kinds }, left } = candidates[0]!;
    return {
      cycle,
      from,
      to,
      kinds,
      reason: reasonOf({ kinds, left, edges: edges.length, equals: candidates.length }),
    };
  });
}

function reasonOf(
  { kinds, left, edges, equals }: { kinds: DependencyKind[]; left: number; edges: number; equals: number },
): string {
  const strongest = kinds.reduce((a, b) => KIND_WEIGHTS[b] > KIND_WEIGHTS[a] ? b : a);
  const why = edges === 1
    ? "A package cannot depend on itself"
    : equals === 1
    ? `Only this dependency of the cycle is in ${strongest}: the others are harder to give up`
    : `It is in ${strongest}, and none of the cycle's dependencies is easier to give up`;
  const rest = left === 0
    ? "without it no cycle is left here"
    : `without it packages still depend on each other in circles (${left})`;
  return `${why}; ${rest}.`;
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

/** The sets of packages that depend on each other, and packages that depend on themselves. */
function cyclicComponents(graph: DependencyGraph): string[][] {
  const next = (name: string) => graph.references.get(name)!.map((each) => each.to.name);
  return components([...graph.references.keys()], next)
    .filter((each) => each.length > 1 || graph.references.get(each[0]!)!.some(({ to }) => to.name === each[0]));
}

/** What each package of a component needs of the others, sorted. */
function successors(graph: DependencyGraph, component: string[]): Map<string, string[]> {
  const members = new Set(component);
  return new Map(component.map((name) => {
    const needed = new Set(graph.references.get(name)!.map((each) => each.to.name));
    return [name, [...needed].filter((each) => members.has(each)).sort()];
  }));
}

/**
 * Tarjan's strongly connected components; each comes after those that it leads to. Without recursion: deep graphs do
 * not fit on the call stack.
 */
export function components(names: string[], next: (name: string) => string[]): string[][] {
  const visits = new Map<string, Visit>();
  const open: Visit[] = [];
  const found: string[][] = [];
  const enter = (name: string): Visit => {
    const index = visits.size;
    const visit: Visit = { name, index, low: index, state: "open", rest: next(name)[Symbol.iterator]() };
    visits.set(name, visit);
    open.push(visit);
    return visit;
  };
  for (const start of names) {
    if (visits.has(start)) continue;
    const path = [enter(start)];
    while (path.length > 0) {
      const visit = path.at(-1)!;
      const step = visit.rest.next();
      if (!step.done) {
        const seen = visits.get(step.value);
        if (seen === undefined) path.push(enter(step.value));
        else if (seen.state === "open") visit.low = Math.min(visit.low, seen.index);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent) parent.low = Math.min(parent.low, visit.low);
      if (visit.low !== visit.index) continue;
      const component = open.splice(open.lastIndexOf(visit));
      for (const each of component) each.state = "closed";
      found.push(component.map((each) => each.name));
    }
  }
  return found;
}

/** A package on the way of Tarjan's algorithm; `low` is the earliest open package that it leads back to. */
interface Visit {
  name: string;
  index: number;
  low: number;
  state: "open" | "closed";
  rest: Iterator<string>;
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
