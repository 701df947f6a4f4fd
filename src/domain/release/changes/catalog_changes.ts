import type { Catalog, Package } from "../model.ts";

/** Packages that refer to an entry that differs between the two states of the catalogs, in the order given. */
export function catalogUsers(
  packages: readonly Package[],
  { before, after }: { before: readonly Catalog[]; after: readonly Catalog[] },
): string[] {
  const changed = changedEntries(before, after);
  if (changed.size === 0) return [];
  return packages.filter((each) =>
    each.dependencies.some(({ name, specifier }) => {
      if (!specifier.startsWith("catalog:")) return false;
      return changed.has(key(specifier.slice("catalog:".length).trim() || "default", name));
    })
  ).map((each) => each.name);
}

function changedEntries(before: readonly Catalog[], after: readonly Catalog[]): Set<string> {
  const [old, fresh] = [entriesOf(before), entriesOf(after)];
  const keys = new Set([...old.keys(), ...fresh.keys()]);
  return new Set([...keys].filter((each) => old.get(each) !== fresh.get(each)));
}

function entriesOf(catalogs: readonly Catalog[]): Map<string, string> {
  return new Map(
    catalogs.flatMap(({ name, entries }) => Object.entries(entries).map(([dep, range]) => [key(name, dep), range])),
  );
}

function key(catalog: string, dependency: string): string {
  return `${catalog}\0${dependency}`;
}
