import type { Ui } from "./ui.ts";
import { displayWidth } from "./wrap.ts";

/** One column: its title, and how its cells stand. */
export interface Column {
  title: string;
  align?: "left" | "right";
}

/** What rules and borders are drawn with: the corners and crossings of the three rules from left to right. */
interface Frame {
  line: string;
  border: string;
  top: readonly [left: string, crossing: string, right: string];
  middle: readonly [left: string, crossing: string, right: string];
  bottom: readonly [left: string, crossing: string, right: string];
}

const BOX: Frame = { line: "─", border: "│", top: ["┌", "┬", "┐"], middle: ["├", "┼", "┤"], bottom: ["└", "┴", "┘"] };
const PLAIN: Frame = { line: "-", border: "|", top: ["+", "+", "+"], middle: ["+", "+", "+"], bottom: ["+", "+", "+"] };

/**
 * A table in the look of PRD 9.4, in ASCII where the terminal cannot do better: a rule below the titles, none between
 * rows. Cells are of one line, and may hold colours and any script; widths are those that terminals give.
 */
export function renderTable(columns: readonly Column[], rows: readonly string[][], ui: Ui): string {
  const { line, border, top, middle, bottom } = ui.symbol.rule === "━" ? BOX : PLAIN;
  const titles = columns.map(({ title }) => ui.style.bold(title));
  const widths = [titles, ...rows].map((cells) => cells.map(displayWidth));
  const columnWidths = columns.map((_, i) => widths.reduce((most, row) => Math.max(most, row[i] ?? 0), 0));

  const rule = ([left, crossing, right]: Frame["top"]) =>
    left + columnWidths.map((width) => line.repeat(width + 2)).join(crossing) + right;
  const drawn = [titles, ...rows].map((cells, row) => {
    const aligned = columns.map(({ align }, i) => {
      const space = " ".repeat(columnWidths[i]! - (widths[row]![i] ?? 0));
      return align === "right" ? space + (cells[i] ?? "") : (cells[i] ?? "") + space;
    });
    return `${border} ${aligned.join(` ${border} `)} ${border}`;
  });
  return [rule(top), drawn[0], rule(middle), ...drawn.slice(1), rule(bottom)].join("\n");
}
