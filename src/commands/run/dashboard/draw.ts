import { printable } from "../../../view/printable.ts";
import type { Ui } from "../../../view/ui.ts";
import { logText } from "../log_text.ts";
import { spanText, statusSymbol, statusText, taskName } from "../run_text.ts";
import { fit } from "./fit.ts";
import { type DashboardState, possibleControls, shownLines } from "./state.ts";

/** Where a dashboard is drawn. */
export interface Canvas {
  columns: number;
  rows: number;
  ui: Ui;
  now: Temporal.Instant;
  /** Shown in the first line: the context. */
  where: string;
}

const NARROW = 90;
const RUNS_WIDTH = 44;

/** The lines of the whole screen. */
export function drawDashboard(state: DashboardState, canvas: Canvas): string[] {
  const { columns, rows } = canvas;
  const body = rows - 2;
  if (columns < 20 || rows < 8) return [fit("The terminal is too small", columns)];
  const main = columns >= NARROW && !state.single
    ? beside(
      pane("runs", runLines(state, canvas, body - 1), { state, canvas, width: RUNS_WIDTH, height: body }),
      runPanes(state, canvas, { width: columns - RUNS_WIDTH - 1, height: body }),
    )
    : state.single
    ? runPanes(state, canvas, { width: columns, height: body })
    : narrowPanes(state, canvas, body);
  return [titleLine(state, canvas), ...main, footer(state, canvas)];
}

function titleLine({ run, selected, single }: DashboardState, { columns, ui, where, now }: Canvas): string {
  const name = single ? "run" : "runs";
  const facts = run
    ? ` ${printable(`${run.id}  ${run.workflowId} ${run.version}`)}  ${
      statusText(run.status, ui)
    }  ${run.progress.done}/${run.progress.total}  ${elapsed(run, now)}`
    : selected === undefined
    ? " No runs yet"
    : ` ${printable(selected)}`;
  return fit(`${ui.style.bold(`workspace ${name}`)} ${ui.style.dim(where)} ${facts}`, columns);
}

function elapsed({ startedAt, endedAt }: { startedAt: string | null; endedAt: string | null }, now: Temporal.Instant) {
  if (startedAt === null) return "-";
  const end = endedAt === null ? now : Temporal.Instant.from(endedAt);
  return spanText(Math.max(0, end.epochMilliseconds - Temporal.Instant.from(startedAt).epochMilliseconds));
}

interface Size {
  width: number;
  height: number;
}

function runPanes(state: DashboardState, canvas: Canvas, { width, height }: Size): string[] {
  const wanted = (state.run?.tasks.length ?? 1) + 1;
  const tasks = Math.min(wanted, Math.max(3, Math.floor(height * 0.4)));
  return [
    ...pane("tasks", taskLines(state, canvas, tasks - 1), { state, canvas, width, height: tasks }),
    ...pane("log", logLines(state, canvas, height - tasks - 1), { state, canvas, width, height: height - tasks }),
  ];
}

function narrowPanes(state: DashboardState, canvas: Canvas, height: number): string[] {
  const runs = Math.max(3, Math.floor(height * 0.3));
  const width = canvas.columns;
  return [
    ...pane("runs", runLines(state, canvas, runs - 1), { state, canvas, width, height: runs }),
    ...runPanes(state, canvas, { width, height: height - runs }),
  ];
}

/** A title and lines below it, of exactly the size. */
function pane(
  name: DashboardState["pane"],
  lines: readonly string[],
  { state, canvas: { ui }, width, height }: Size & { state: DashboardState; canvas: Canvas },
): string[] {
  const notes = name === "log" ? logNotes(state) : "";
  const title = ` ${name}${notes} `;
  const rule = ui.symbol.rule.repeat(Math.max(0, width - title.length - 1));
  const head = state.pane === name
    ? `${ui.style.highlight(ui.symbol.rule)}${ui.style.bold(title)}${ui.style.highlight(rule)}`
    : ui.style.dim(`${ui.symbol.rule}${title}${rule}`);
  return [head, ...lines, ...Array<string>(height).fill("")].slice(0, height).map((line) => fit(line, width));
}

function logNotes({ task, level, search, typing, scrolled }: DashboardState): string {
  return [
    task === undefined ? "" : ` of ${printable(task)}`,
    level === "all" ? "" : `, ${level} and above`,
    search === "" && !typing ? "" : `, with '${printable(search)}'`,
    scrolled === 0 ? "" : `, ${scrolled} lines above the end`,
  ].join("");
}

/** The part of a list that keeps a row in sight. */
function windowAt<T>(rows: readonly T[], { at, height }: { at: number; height: number }): T[] {
  const from = Math.max(0, Math.min(at - Math.floor(height / 2), rows.length - height));
  return rows.slice(from, from + height);
}

function runLines(state: DashboardState, { ui }: Canvas, height: number): string[] {
  const at = state.runs.findIndex(({ id }) => id === state.selected);
  return windowAt(state.runs, { at, height }).map((run) => {
    const mark = run.id === state.selected ? ui.style.highlight(ui.symbol.cursor) : " ";
    const workflow = printable(run.workflowId);
    const name = run.id === state.selected ? ui.style.bold(workflow) : workflow;
    return `${mark} ${statusSymbol(run.status, ui)} ${name} ${
      ui.style.dim(`${ui.time(run.createdAt).slice(5)} ${run.id.slice(-6)}`)
    }`;
  });
}

function taskLines(state: DashboardState, { ui, now }: Canvas, height: number): string[] {
  const tasks = state.run?.tasks ?? [];
  return windowAt(
    tasks.map((task, i) => {
      const name = taskName(task);
      const mark = state.pane === "tasks" && i === state.taskCursor ? ui.style.highlight(ui.symbol.cursor) : " ";
      const needs = state.run!.needs[task.task] ?? [];
      const facts = [
        statusText(task.status, ui),
        task.startedAt === null ? "" : elapsed(task, now),
        task.attempts > 1 ? `attempt ${task.attempts}` : "",
        printable(task.error === null ? task.reason ?? "" : `${task.error.code}: ${task.error.message}`),
        needs.length === 0 || task.item !== null ? "" : ui.style.dim(`after ${printable(needs.join(", "))}`),
      ];
      const indent = task.item === null ? "" : "  ";
      const shown = state.task === name ? ui.style.highlight(printable(name)) : printable(name);
      return `${mark} ${indent}${statusSymbol(task.status, ui)} ${shown}  ${
        facts.filter((each) => each !== "").join("  ")
      }`;
    }),
    { at: state.taskCursor, height },
  );
}

function logLines(state: DashboardState, { ui }: Canvas, height: number): string[] {
  const lines = shownLines(state);
  const end = lines.length - state.scrolled;
  const visible = lines.slice(Math.max(0, end - height), end);
  if (lines.length === 0) return [ui.style.dim(state.lines.length === 0 ? "No lines yet" : "No line fits the filters")];
  return visible.map((line) => logText({ ...line, text: line.text.replaceAll("\t", "    ") }, ui));
}

function footer(state: DashboardState, { ui, columns }: Canvas): string {
  if (state.asked) {
    return fit(
      ui.style.warning(`${state.asked} ${printable(state.selected ?? "")}? y: yes, any other key: no`),
      columns,
    );
  }
  if (state.typing) {
    return fit(`/${printable(state.search)}${ui.style.dim("  enter: keep, escape: all lines")}`, columns);
  }
  if (state.message !== "") return fit(printable(state.message), columns);
  const keys = [
    "q quit",
    "tab pane",
    "↑↓ move",
    "enter task's log",
    "/ search",
    "l level",
    "f follow",
    "esc all",
    ...possibleControls(state).map((control) => `${control === "reject" ? "x" : control[0]} ${control}`),
  ];
  const plain = ui.symbol.rule === "━" ? keys : keys.map((key) => key.replace("↑↓", "up/down"));
  return fit(ui.style.dim(plain.join("  ")), columns);
}

function beside(left: readonly string[], right: readonly string[]): string[] {
  return left.map((line, i) => `${line} ${right[i] ?? ""}`);
}
