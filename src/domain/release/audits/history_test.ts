import assert from "node:assert/strict";
import { denoFiles } from "../../../adapters/files/deno_files.ts";
import { appendHistory, comparableEntries, historyName, readHistory, type ScoreEntry } from "./history.ts";

const ENTRY: ScoreEntry = {
  at: "2026-01-01T00:00:00Z",
  score: 80,
  sections: { security: 80 },
  offline: false,
  commit: null,
};

Deno.test("scores are kept, what is damaged is passed over, the oldest go", () => {
  const folder = Deno.makeTempDirSync();
  try {
    const files = denoFiles();
    const path = `${folder}/a/scores.jsonl`;
    assert.deepEqual(readHistory(files, path), []);
    appendHistory(files, path, ENTRY);
    Deno.writeTextFileSync(path, `{"at":1}\n[]\nnull\n{"at":"x","score":500}\n{`, { append: true });
    assert.deepEqual(readHistory(files, path), [ENTRY]);
    for (let score = 0; score < 60; score++) appendHistory(files, path, { ...ENTRY, score });
    Deno.writeTextFileSync(path, `${JSON.stringify(ENTRY)}\n`.repeat(600));
    appendHistory(files, path, { ...ENTRY, score: 7 });
    const kept = readHistory(files, path);
    assert.equal(kept.length, 500);
    assert.equal(kept.at(-1)!.score, 7);
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
});

Deno.test("only audits of the same sections are compared", () => {
  const other = { ...ENTRY, sections: { security: 1, licenses: 2 } };
  const offline = { ...ENTRY, offline: true };
  const all = [ENTRY, other, offline];
  assert.deepEqual(comparableEntries(all, { sections: ["security"], offline: false }), [ENTRY]);
  assert.deepEqual(comparableEntries(all, { sections: ["licenses", "security"], offline: false }), [other]);
});

Deno.test("every folder has a history of its own", () => {
  assert.match(historyName("/work/My Project"), /^My-Project-[0-9a-f]{16}\.jsonl$/);
  assert.notEqual(historyName("/a/x"), historyName("/b/x"));
  assert.match(historyName("/"), /^root-/);
});
