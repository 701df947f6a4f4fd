import assert from "node:assert/strict";
import Table from "cli-table3";
import fc from "fast-check";
import { renderTable } from "./table.ts";
import { createUi } from "./ui.ts";

const COLUMNS = [{ title: "Package" }, { title: "Latest", align: "right" as const }];

Deno.test("a table in the look of PRD 9.4", () => {
  const ui = createUi({ color: false, unicode: true, width: 80 });
  const table = renderTable(COLUMNS, [["typescript", "5.3.3"], ["eslint", "10.0.0"]], ui);
  assert.equal(
    table,
    [
      "┌────────────┬────────┐",
      "│ Package    │ Latest │",
      "├────────────┼────────┤",
      "│ typescript │  5.3.3 │",
      "│ eslint     │ 10.0.0 │",
      "└────────────┴────────┘",
    ].join("\n"),
  );
});

Deno.test("wide characters and colours do not shift the borders", () => {
  const ui = createUi({ color: true, unicode: true, width: 80 });
  const table = renderTable(COLUMNS, [["日本語", ui.style.success("1.0.0")], ["é👩‍👩‍👧", "2"]], ui);
  assert.deepEqual(table.split("\n").slice(3, 5), [
    "│ 日本語  │  \x1b[32m1.0.0\x1b[39m │",
    "│ é👩‍👩‍👧     │      2 │",
  ]);
});

Deno.test("where the terminal speaks no Unicode, and without rows", () => {
  const ui = createUi({ color: false, unicode: false, width: 80 });
  assert.equal(
    renderTable(COLUMNS, [["a", "1"]], ui),
    [
      "+---------+--------+",
      "| Package | Latest |",
      "+---------+--------+",
      "| a       |      1 |",
      "+---------+--------+",
    ].join("\n"),
  );
  assert.match(renderTable(COLUMNS, [], ui), /Package/);
});

Deno.test("cli-table3 draws the same", () => {
  const cell = fc.string({ unit: fc.constantFrom("a", "Z", "0", "-", "@", "é", "日", "한", "👩‍👩‍👧", " "), maxLength: 12 });
  const given = fc.integer({ min: 1, max: 5 }).chain((count) =>
    fc.record({
      titles: fc.array(fc.stringMatching(/^[A-Z][a-z]{0,8}$/), { minLength: count, maxLength: count }),
      aligns: fc.array(fc.constantFrom("left" as const, "right" as const), { minLength: count, maxLength: count }),
      rows: fc.array(fc.array(cell, { minLength: count, maxLength: count }), { minLength: 1, maxLength: 6 }),
      color: fc.boolean(),
    })
  );
  fc.assert(
    fc.property(given, ({ titles, aligns, rows, color }) => {
      const ui = createUi({ color, unicode: true, width: 80 });
      const colored = rows.map((row) => row.map((each, i) => i === 0 ? ui.style.success(each) : each));
      const theirs = new Table({
        head: titles.map(ui.style.bold),
        style: { head: [], border: [], compact: true },
        colAligns: aligns,
      });
      theirs.push(...colored.map((row) => [...row]));
      const columns = titles.map((title, i) => ({ title, align: aligns[i]! }));
      assert.equal(renderTable(columns, colored, ui), theirs.toString());
    }),
    { seed: 42, numRuns: 200 },
  );
});
