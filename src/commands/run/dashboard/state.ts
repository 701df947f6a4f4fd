import { isFinal, type LogLine, type Run, type RunSummary } from "../../../domain/workflow/model.ts";
import { taskName } from "../run_text.ts";

export const PANES = ["runs", "tasks", "log"] as const;
export type Pane = typeof PANES[number];

/** Levels that the log may be narrowed to, from all lines to errors alone. */
export const LEVELS = ["all", "info", "warn", "error"] as const;

/** What may be done to the run that is shown, once it is confirmed. */
export type Control = "cancel" | "pause" | "resume" | "approve" | "reject";

/** What a dashboard shows. It is changed by `update` alone. */
export interface DashboardState {
  runs: readonly RunSummary[];
  /** Id of the run that is shown. */
  selected: string | undefined;
  run: Run | undefined;
  /** The last lines of the run's log. */
  lines: readonly LogLine[];
  pane: Pane;
  /** Row of the task list. */
  taskCursor: number;
  /** The task whose lines alone are shown. */
  task: string | undefined;
  level: typeof LEVELS[number];
  search: string;
  /** Typing a search. */
  typing: boolean;
  /** Lines that the log is scrolled up from its end; 0 follows it. */
  scrolled: number;
  /** Waits for a yes or a no. */
  asked: Control | undefined;
  /** What was done last, or why it could not be. */
  message: string;
  /** One run alone, as `run watch` shows it. */
  single: boolean;
}

/** What happens to a dashboard. */
export type DashboardEvent =
  | { kind: "key"; key: string; rows: number }
  | { kind: "runs"; runs: readonly RunSummary[] }
  | { kind: "run"; run: Run }
  | { kind: "lines"; lines: readonly LogLine[] }
  | { kind: "message"; text: string };

/** What is to be done outside. */
export type Effect = { kind: "quit" } | { kind: "select"; run: string } | { kind: "control"; control: Control };

/** Lines of a log that are kept. */
const LINES = 5000;

export function initialState({ single, selected }: { single: boolean; selected: string | undefined }): DashboardState {
  return {
    runs: [],
    selected,
    run: undefined,
    lines: [],
    pane: single ? "log" : "runs",
    taskCursor: 0,
    task: undefined,
    level: "all",
    search: "",
    typing: false,
    scrolled: 0,
    asked: undefined,
    message: "",
    single,
  };
}

/** The state after an event, and what is to be done for it. */
export function update(state: DashboardState, event: DashboardEvent): { state: DashboardState; effect?: Effect } {
  switch (event.kind) {
    case "runs": {
      const next = { ...state, runs: event.runs };
      const [first] = event.runs;
      return state.selected === undefined && first ? select(next, first.id) : { state: next };
    }
    case "run":
      return { state: event.run.id === state.selected ? { ...state, run: event.run } : state };
    case "lines": {
      const shown = event.lines.filter((line) => isShown(line, state)).length;
      // Who has scrolled up keeps looking at the same lines.
      const scrolled = state.scrolled === 0 ? 0 : state.scrolled + shown;
      return { state: { ...state, lines: [...state.lines, ...event.lines].slice(-LINES), scrolled } };
    }
    case "message":
      return { state: { ...state, message: event.text } };
    case "key":
      return press(state, event);
  }
}

function press(state: DashboardState, { key, rows }: { key: string; rows: number }): ReturnType<typeof update> {
  if (key === "ctrl-c") return { state, effect: { kind: "quit" } };
  if (state.typing) return { state: typeSearch(state, key) };
  if (state.asked) {
    const next = { ...state, asked: undefined };
    return key === "y" ? { state: next, effect: { kind: "control", control: state.asked } } : { state: next };
  }
  const page = Math.max(1, rows - 6);
  switch (key) {
    case "q":
      return { state, effect: { kind: "quit" } };
    case "tab":
    case "right":
      return { state: { ...state, pane: neighbour(state, 1) } };
    case "back-tab":
    case "left":
      return { state: { ...state, pane: neighbour(state, -1) } };
    case "up":
    case "k":
      return move(state, -1);
    case "down":
    case "j":
      return move(state, 1);
    case "page-up":
      return { state: scroll({ ...state, pane: "log" }, page) };
    case "page-down":
      return { state: scroll({ ...state, pane: "log" }, -page) };
    case "home":
    case "g":
      return { state: scroll({ ...state, pane: "log" }, LINES) };
    case "end":
    case "G":
    case "f":
      return { state: { ...state, scrolled: 0 } };
    case "enter":
      return { state: toggleTask(state) };
    case "escape":
      return { state: { ...state, search: "", task: undefined, level: "all", scrolled: 0, message: "" } };
    case "/":
      return { state: { ...state, typing: true, pane: "log" } };
    case "l":
      return { state: { ...state, level: LEVELS[(LEVELS.indexOf(state.level) + 1) % LEVELS.length]!, scrolled: 0 } };
    default:
      return { state: askFor(state, key) };
  }
}

function typeSearch(state: DashboardState, key: string): DashboardState {
  const search = (text: string) => ({ ...state, search: text, scrolled: 0 });
  if (key === "enter") return { ...state, typing: false };
  if (key === "escape") return { ...search(""), typing: false };
  if (key === "backspace") return search([...state.search].slice(0, -1).join(""));
  return [...key].length === 1 ? search(state.search + key) : state;
}

function neighbour({ pane, single }: DashboardState, step: number): Pane {
  const panes = single ? PANES.slice(1) : PANES;
  return panes[(panes.indexOf(pane) + step + panes.length) % panes.length]!;
}

function move(state: DashboardState, step: number): ReturnType<typeof update> {
  if (state.pane === "log") return { state: scroll(state, -step) };
  if (state.pane === "tasks") {
    const last = (state.run?.tasks.length ?? 1) - 1;
    return { state: { ...state, taskCursor: Math.min(Math.max(0, state.taskCursor + step), Math.max(0, last)) } };
  }
  const at = state.runs.findIndex(({ id }) => id === state.selected);
  const next = state.runs[Math.min(Math.max(0, at + step), state.runs.length - 1)];
  return next && next.id !== state.selected ? select(state, next.id) : { state };
}

function select(state: DashboardState, run: string): ReturnType<typeof update> {
  const shown = { selected: run, run: undefined, lines: [], taskCursor: 0, task: undefined, scrolled: 0 };
  return { state: { ...state, ...shown, message: "" }, effect: { kind: "select", run } };
}

function scroll(state: DashboardState, by: number): DashboardState {
  const most = Math.max(0, shownLines(state).length - 1);
  return { ...state, scrolled: Math.min(Math.max(0, state.scrolled + by), most) };
}

/** The log of one task alone, or of all again. */
function toggleTask(state: DashboardState): DashboardState {
  const at = state.pane === "tasks" ? state.run?.tasks[state.taskCursor] : undefined;
  if (!at) return { ...state, pane: neighbour(state, 1) };
  return { ...state, task: state.task === taskName(at) ? undefined : taskName(at), scrolled: 0 };
}

const CONTROLS: Readonly<Record<string, Control>> = { c: "cancel", p: "pause", r: "resume", a: "approve", x: "reject" };

function askFor(state: DashboardState, key: string): DashboardState {
  const control = CONTROLS[key];
  if (control === undefined || !state.run) return state;
  return possibleControls(state).includes(control) ? { ...state, asked: control } : state;
}

/** What can be done to the run that is shown. */
export function possibleControls({ run }: DashboardState): Control[] {
  if (!run || isFinal(run.status)) return [];
  const waits = run.tasks.some(({ type, status }) => type === "approval" && status === "WAITING");
  return [...waits ? ["approve", "reject"] as const : [], run.status === "PAUSED" ? "resume" : "pause", "cancel"];
}

/** The lines that filters leave. */
export function shownLines(state: DashboardState): LogLine[] {
  return state.lines.filter((line) => isShown(line, state));
}

function isShown(line: LogLine, { task, level, search }: DashboardState): boolean {
  if (task !== undefined && (line.task === null || taskName({ task: line.task, item: line.item }) !== task)) {
    return false;
  }
  const rank = (name: string | null) =>
    name === "error" ? 3 : name === "warn" ? 2 : name === "debug" || name === "trace" ? 0 : 1;
  if (level !== "all" && rank(line.level) < rank(level)) return false;
  return search === "" || line.text.toLowerCase().includes(search.toLowerCase());
}
