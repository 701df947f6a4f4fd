import type { Ui } from "./ui.ts";

/** One column: its title, and how its cells stand. */
export interface Column {
  title: string;
  align?: "left" | "right";
}

const BOX = {
  "top": "─",
  "top-mid": "┬",
  "top-left": "┌",
  "top-right": "┐",
  "bottom": "─",
  "bottom-mid": "┴",
  "bottom-left": "└",
  "bottom-right": "┘",
  "left": "│",
  "left-mid": "├",
  "right": "│",
  "right-mid": "┤",
  "mid": "─",
  "mid-mid": "┼",
  "middle": "│",
};

const PLAIN = Object.fromEntries(
  Object.keys(BOX).map((part) => [part, /^(left|right|middle)$/.test(part) ? "|" : /-(?!$)/.test(part) ? "+" : "-"]),
) as typeof BOX;

/**
 * A table in the look of PRD 9.4, in ASCII where the terminal cannot do better: a rule below the titles, none between
 * rows. Cells may hold colours and any script; widths are those that terminals give.
 */
export async function renderTable(columns: readonly Column[], rows: readonly string[][], ui: Ui): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const box = ui.symbol.rule === "━" ? BOX : PLAIN;
  const table = new Table({
    head: columns.map(({ title }) => ui.style.bold(title)),
    chars: box,
    style: { head: [], border: [], compact: true },
    colAligns: columns.map(({ align }) => align ?? "left"),
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
