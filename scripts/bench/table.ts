import type { Measurement } from "./measure.ts";

/** Measurements that belong together. */
export interface Table {
  title: string;
  note: string;
  rows: Measurement[];
  /** Index of the row that ratios are taken against. */
  floor: number;
}

/** Renders a table as Markdown, under a heading. */
export function renderTable({ title, note, rows, floor }: Table): string[] {
  return [
    `## ${title}`,
    "",
    note,
    "",
    "| command | median ms | minimum ms | ratio | processor ms | peak MiB |",
    "| --- | ---: | ---: | ---: | ---: | ---: |",
    ...rows.map((row) =>
      `| ${
        [
          row.name,
          row.medianMilliseconds.toFixed(0),
          row.minimumMilliseconds.toFixed(0),
          (row.medianMilliseconds / rows[floor]!.medianMilliseconds).toFixed(1),
          row.processorMilliseconds?.toFixed(0) ?? "–",
          row.peakMebibytes?.toFixed(0) ?? "–",
        ].join(" | ")
      } |`
    ),
    "",
  ];
}
