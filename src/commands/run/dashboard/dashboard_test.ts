import assert from "node:assert/strict";
import fc from "fast-check";
import type { LogLine, Run, TaskState } from "../../../domain/workflow/model.ts";
import { createUi } from "../../../view/ui.ts";
import { displayWidth } from "../../../view/wrap.ts";
import { drawDashboard } from "./draw.ts";
import { fit } from "./fit.ts";
import {
  type DashboardEvent,
  type DashboardState,
  initialState,
  possibleControls,
  shownLines,
  update,
} from "./state.ts";

const AT = "2026-01-02T03:04:05Z";

function task(id: string, change: Partial<TaskState> = {}): TaskState {
  return {
    task: id,
    item: null,
    type: "shell",
    status: "SUCCESS",
    attempts: 1,
    startedAt: AT,
    endedAt: AT,
    exitCode: 0,
    output: null,
    error: null,
    reason: null,
    decision: null,
    ...change,
  };
}

function run(id: string, change: Partial<Run> = {}): Run {
  return {
    id,
    workflowId: "data",
    version: "1.0.0",
    status: "RUNNING",
    trigger: "manual",
    createdAt: AT,
    startedAt: AT,
    endedAt: null,
    createdBy: "ada",
    progress: { done: 1, total: 2 },
    error: null,
    reason: null,
    rerunOf: null,
    parentRun: null,
    input: {},
    output: null,
    tasks: [task("fetch"), task("train", { status: "RUNNING", endedAt: null, attempts: 2 })],
    needs: { fetch: [], train: ["fetch"] },
    artifacts: [],
    workingDirectory: null,
    ...change,
  };
}

function line(seq: number, text: string, change: Partial<LogLine> = {}): LogLine {
  return { seq, at: AT, task: "fetch", item: null, attempt: 1, stream: "stdout", level: null, text, ...change };
}

/** The state after events, and what they asked for. */
function after(events: readonly (DashboardEvent | string)[], start: Partial<DashboardState> = {}) {
  let state = { ...initialState({ single: false, selected: undefined }), ...start };
  const effects: unknown[] = [];
  for (const event of events) {
    const next = update(state, typeof event === "string" ? { kind: "key", key: event, rows: 24 } : event);
    state = next.state;
    if (next.effect) effects.push(next.effect);
  }
  return { state, effects };
}

const RUNS: DashboardEvent = { kind: "runs", runs: [run("run-b"), run("run-a")] };
const LINES: DashboardEvent = {
  kind: "lines",
  lines: [line(1, "begin"), line(2, "oh no", { level: "error" }), line(3, "Epoch 1", { task: "train" })],
};

Deno.test("the first run is shown, and arrows choose another one", () => {
  const { state, effects } = after([RUNS, "down", "down", "up", "up"]);
  assert.equal(state.selected, "run-b");
  assert.deepEqual(effects, ["run-b", "run-a", "run-b"].map((id) => ({ kind: "select", run: id })));
});

Deno.test("the log is narrowed to a task, a level and a search, and escape shows all again", () => {
  const shown = (events: string[]) =>
    shownLines(after([RUNS, { kind: "run", run: run("run-b") }, LINES, ...events]).state).map(({ seq }) => seq);
  assert.deepEqual(shown([]), [1, 2, 3]);
  assert.deepEqual(shown(["tab", "down", "enter"]), [3]);
  assert.deepEqual(shown(["tab", "down", "enter", "enter"]), [1, 2, 3]);
  assert.deepEqual(shown(["l", "l"]), [2]);
  assert.deepEqual(shown(["/", "E", "P", "o", "enter"]), [3]);
  assert.deepEqual(shown(["/", "E", "P", "x", "backspace", "enter", "q"]), [3]);
  assert.deepEqual(shown(["/", "x", "escape"]), [1, 2, 3]);
  assert.deepEqual(shown(["l", "l", "escape"]), [1, 2, 3]);
});

Deno.test("who has scrolled up keeps looking at the same lines; f follows again", () => {
  const many: DashboardEvent = { kind: "lines", lines: Array.from({ length: 50 }, (_, i) => line(i + 1, `line ${i}`)) };
  const { state } = after([RUNS, many, "page-up", LINES]);
  assert.equal(state.scrolled, 18 + 3);
  assert.equal(after([RUNS, many, "home", "page-down", "f"]).state.scrolled, 0);
  assert.equal(after([RUNS, many, "home"]).state.scrolled, 49);
});

Deno.test("what changes a run is asked first, and only what is possible", () => {
  const waiting = run("run-b", { status: "WAITING", tasks: [task("ok", { type: "approval", status: "WAITING" })] });
  const approve = after([RUNS, { kind: "run", run: waiting }, "a", "y", "c", "n", "r"]);
  assert.deepEqual(approve.effects.slice(1), [{ kind: "control", control: "approve" }]);
  assert.equal(approve.state.asked, undefined);
  assert.deepEqual(possibleControls(after([RUNS, { kind: "run", run: run("run-b", { status: "PAUSED" }) }]).state), [
    "resume",
    "cancel",
  ]);
  assert.deepEqual(possibleControls(after([RUNS, { kind: "run", run: run("run-b", { status: "FAILED" }) }]).state), []);
  assert.deepEqual(after([RUNS, "q"]).effects.at(-1), { kind: "quit" });
  assert.deepEqual(after([RUNS, "/", "ctrl-c"]).effects.at(-1), { kind: "quit" });
});

function draw(state: DashboardState, { columns = 100, rows = 20, unicode = true } = {}): string[] {
  const ui = createUi({ color: false, unicode, width: columns });
  return drawDashboard(state, { columns, rows, ui, now: Temporal.Instant.from(AT), where: "@production" });
}

Deno.test("runs beside tasks and log, keys at the bottom", async (t) => {
  const { state } = after([RUNS, { kind: "run", run: run("run-b") }, LINES]);
  await t.assertSnapshot(draw(state).map((each) => each.trimEnd()).join("\n"));
  await t.assertSnapshot(draw(state, { columns: 60, unicode: false }).map((each) => each.trimEnd()).join("\n"));
  assert.match(draw(after([{ kind: "run", run: run("x") }]).state).join("\n"), /No runs yet/);
  assert.match(draw(after([RUNS, LINES, "/", "z"]).state).join("\n"), /No line fits the filters[\s\S]*\/z/);
  assert.match(draw(after([RUNS, { kind: "run", run: run("run-b") }, "c"]).state).at(-1)!, /cancel run-b\? y: yes/);
});

Deno.test("every line has exactly the width of the terminal, whatever it shows and however small it is", () => {
  const texts = fc.string({
    unit: fc.constantFrom("a", " ", "漢", "é", "👩‍👧", "\x1b[31m", "\x07", "\t"),
    maxLength: 60,
  });
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 130 }), fc.integer({ min: 1, max: 40 }), (text, columns, rows) => {
      const shown = run("run-b", { tasks: [task(text, { error: { code: "X", message: text } })] });
      const { state } = after([RUNS, { kind: "run", run: shown }, { kind: "lines", lines: [line(1, text)] }]);
      const lines = draw({ ...state, search: text, typing: true }, { columns, rows });
      assert.ok(lines.length <= Math.max(1, rows));
      for (const each of lines) assert.equal(displayWidth(each), columns);
      // deno-lint-ignore no-control-regex
      assert.doesNotMatch(lines.join(""), /[\x00-\x1f\x7f]/);
    }),
    { seed: 42, numRuns: 300 },
  );
  assert.equal(fit("\x1b[31mred\x1b[39m", 2), "\x1b[31mre\x1b[39m");
  assert.equal(fit("漢", 1), " ");
});
