/** Something that is done many times within one process. */
export interface Work {
  name: string;
  run(): unknown;
  /** How many things one run does, where rates say more than times: lines that are written, runs that are started. */
  count?: number;
}

/** How long something took, within one process. */
export interface Latency {
  name: string;
  medianMilliseconds: number;
  p95Milliseconds: number;
  /** Things a second, at the median. Undefined where one run does one thing. */
  perSecond: number | undefined;
}

/** Latencies that belong together. */
export interface LatencyTable {
  title: string;
  note: string;
  latencies: Latency[];
  /** Index of the row that ratios are taken against. */
  floor: number;
}

/** Times pieces of work in turns (A B C, A B C, …), so that a machine that slows down slows all of them down. */
export async function measureLatencies(
  works: readonly Work[],
  { runs, warmUp = Math.ceil(runs / 5) }: { runs: number; warmUp?: number },
): Promise<Latency[]> {
  const times = works.map(() => [] as number[]);
  for (let i = -warmUp; i < runs; i++) {
    for (const [j, work] of works.entries()) {
      const start = performance.now();
      await work.run();
      const time = performance.now() - start;
      if (i >= 0) times[j]!.push(time);
    }
  }
  return works.map(({ name, count }, j) => latency(name, { times: times[j]!, count }));
}

/** Sums up times (milliseconds) that were taken elsewhere. */
export function latency(name: string, { times, count }: { times: number[]; count?: number | undefined }): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return {
    name,
    medianMilliseconds: at(0.5),
    p95Milliseconds: at(0.95),
    perSecond: count === undefined ? undefined : 1000 * count / at(0.5),
  };
}

/** Renders a table as Markdown, under a heading. */
export function renderLatencyTable({ title, note, latencies, floor }: LatencyTable): string[] {
  const floorMedian = latencies[floor]!.medianMilliseconds;
  return [
    `## ${title}`,
    "",
    note,
    "",
    "| what | median ms | p95 ms | ratio | a second |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...latencies.map(({ name, medianMilliseconds, p95Milliseconds, perSecond }) => {
      const figures = [
        medianMilliseconds.toFixed(3),
        p95Milliseconds.toFixed(3),
        (medianMilliseconds / floorMedian).toFixed(1),
      ];
      return `| ${
        [name, ...figures, perSecond === undefined ? "–" : Math.round(perSecond).toLocaleString("en-US")].join(" | ")
      } |`;
    }),
    "",
  ];
}
