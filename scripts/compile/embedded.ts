/** What `deno compile` says that it put into a program besides the runtime. */
export interface Embedded {
  /** Names of files; of folders too, which a bundle has none of. */
  names: string[];
  /** All of it, with what describes it: exact to the hundredth of a KB or MB that Deno prints. */
  bytes: number;
}

/** All but the runtime may be this large. */
export const BUDGET_BYTES = 1_500_000;

const UNITS: Readonly<Record<string, number>> = { B: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };

/**
 * Reads what `deno compile` prints without colours; undefined where it does not get that far.
 *
 *     Embedded Files
 *
 *     program
 *     ├── core-Bgls3zJU.js (119.56KB)
 *     └── main.js (73B)
 *
 *     Files: 119.63KB
 *     Metadata: 1.38KB
 */
export function findEmbedded(output: string): Embedded | undefined {
  const [, listing] = output.split(/^Embedded Files$/m);
  if (listing === undefined) return undefined;
  const names = [...listing.matchAll(/[├└]─[─┬] (.+?)(?: \([^()]*\))?$/gm)].map(([, name]) => name!);
  const sizes = [...listing.matchAll(/^[A-Z][A-Za-z ]*: ([\d.]+)([KMG]?B)$/gm)];
  const bytes = sizes.reduce((sum, [, size, unit]) => sum + Number(size) * UNITS[unit!]!, 0);
  return { names: names.sort(), bytes: Math.round(bytes) };
}

/** What is wrong with what was embedded: files that are not of the bundle, or missing ones, or too much of them. */
export function embeddingProblems(embedded: Embedded, expected: Iterable<string>): string[] {
  const wanted = new Set(expected);
  const there = new Set(embedded.names);
  return [
    ...[...there.difference(wanted)].map((each) => `${each} is embedded, but is no part of the bundle`),
    ...[...wanted.difference(there)].map((each) => `${each} is part of the bundle, but is not embedded`),
    ...(embedded.bytes > BUDGET_BYTES
      ? [`${embedded.bytes} bytes are embedded, more than the ${BUDGET_BYTES} that there may be`]
      : []),
  ];
}

/** The runtime that `deno compile` could not get: the name of the file, and where it looked for it. */
export function findMissingRuntime(output: string): { file: string; address: string } | undefined {
  const [, address, file] = /^Download (\S*\/([^/\s]+\.zip))$[\s\S]*Setting up base binary/m.exec(output) ?? [];
  return address && file ? { file, address } : undefined;
}
