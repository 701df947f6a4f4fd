import type { Ui } from "./ui.ts";

const BARS = "▁▂▃▄▅▆▇█";

/** Numbers from 0 to 100 as a row of bars; as the numbers themselves where the terminal has no Unicode. */
export function sparkline(values: readonly number[], { symbol }: Pick<Ui, "symbol">): string {
  if (symbol.rule !== "━") return values.join(" ");
  return values.map((each) => BARS[Math.min(BARS.length - 1, Math.max(0, Math.floor(each / 100 * BARS.length)))]).join(
    "",
  );
}
