import assert from "node:assert/strict";
import { renderTable } from "./table.ts";
import { createUi } from "./ui.ts";

const COLUMNS = [{ title: "Package" }, { title: "Latest", align: "right" as const }];

Deno.test("a table in the look of PRD 9.4", async () => {
  const ui = createUi({ color: false, unicode: true, width: 80 });
  const table = await renderTable(COLUMNS, [["typescript", "5.3.3"], ["eslint", "10.0.0"]], ui);
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

Deno.test("wide characters and colours do not shift the borders", async () => {
  const ui = createUi({ color: true, unicode: true, width: 80 });
  const table = await renderTable(COLUMNS, [["日本語", ui.style.success("1.0.0")], ["é👩‍👩‍👧", "2"]], ui);
  assert.deepEqual(table.split("\n").slice(3, 5), [
    "│ 日本語  │  \x1b[32m1.0.0\x1b[39m │",
    "│ é👩‍👩‍👧     │      2 │",
  ]);
});

Deno.test("where the terminal speaks no Unicode, and without rows", async () => {
  const ui = createUi({ color: false, unicode: false, width: 80 });
  assert.equal(
    await renderTable(COLUMNS, [["a", "1"]], ui),
    [
      "+---------+--------+",
      "| Package | Latest |",
      "+---------+--------+",
      "| a       |      1 |",
      "+---------+--------+",
    ].join("\n"),
  );
  assert.match(await renderTable(COLUMNS, [], ui), /Package/);
});
