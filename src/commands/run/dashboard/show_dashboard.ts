import { isFinal, type Run, type RunStatus } from "../../../domain/workflow/model.ts";
import type { WorkflowService } from "../../../domain/workflow/ports.ts";
import { isFault } from "../../../kernel/fault.ts";
import type { Screen } from "../../../kernel/ports.ts";
import { createUi } from "../../../view/ui.ts";
import type { OpenWorkflows, WorkflowContext } from "../../open_workflows.ts";
import { type Control, type DashboardEvent, type DashboardState, type Effect, initialState, update } from "./state.ts";
import { drawDashboard } from "./draw.ts";

export interface DashboardRequest {
  /** The run that is shown first. */
  run: string | undefined;
  /** That run alone, and only until it has ended. */
  single: boolean;
  /** Only runs of this workflow. */
  workflow: string | undefined;
  color: boolean;
  /** Ends it from outside. */
  signal?: AbortSignal;
}

const RUNS_MILLISECONDS = 1000;
const FRAME_MILLISECONDS = 33;
const LINES_AT_ONCE = 500;

/**
 * Shows runs on the whole terminal until it is left, or with `single` until the run has ended. Returns how the run that is
 * shown was at last.
 */
export async function showDashboard(
  { ports }: WorkflowContext,
  { open, ...request }: DashboardRequest & { open: OpenWorkflows },
): Promise<{ run: Run | undefined; left: boolean }> {
  const { terminal, workflows, env } = ports;
  const ended = new AbortController();
  const signal = AbortSignal.any([ended.signal, ...(request.signal ? [request.signal] : [])]);
  let state = initialState({ single: request.single, selected: request.run });
  let left = false;
  let fault: unknown;
  let following = new AbortController();
  let frame: Disposable | undefined;
  const background: Promise<unknown>[] = [];
  const screen: Screen = terminal.openScreen();
  const ui = createUi({
    color: request.color,
    unicode: env.get("TERM") !== "linux",
    get width() {
      return screen.size().columns;
    },
    timeZone: workflows.timeZone(),
  });

  const draw = () => {
    frame ??= workflows.timers.after(FRAME_MILLISECONDS, () => {
      frame = undefined;
      if (signal.aborted) return;
      const canvas = { ...screen.size(), ui, now: workflows.clock.now(), where: open.local ? "" : `@${open.name}` };
      screen.draw(drawDashboard(state, canvas));
    });
  };
  const apply = (event: DashboardEvent) => {
    const next = update(state, event);
    state = next.state;
    if (next.effect) perform(next.effect);
    draw();
  };
  const perform = (effect: Effect) => {
    if (effect.kind === "quit") {
      left = true;
      ended.abort();
    } else if (effect.kind === "select") follow(effect.run);
    else background.push(control(open.service, { state, control: effect.control }).then(told, told));
  };
  const told = (result: unknown) => {
    const text = isFault(result) ? `${result.message}. ${result.hint}` : typeof result === "string" ? result : "";
    apply({ kind: "message", text });
  };
  const fail = (error: unknown) => {
    if (signal.aborted || following.signal.aborted) return;
    fault ??= error;
    ended.abort();
  };
  const follow = (run: string) => {
    following.abort();
    following = new AbortController();
    const until = AbortSignal.any([signal, following.signal]);
    background.push(
      followRun(open.service, { run, until, apply }).then((status) => {
        if (request.single && status !== undefined && !until.aborted) ended.abort();
      }).catch(fail),
    );
    background.push(followLog(open.service, { run, until, apply }).catch(fail));
  };

  try {
    draw();
    if (request.run !== undefined) follow(request.run);
    if (!request.single) background.push(pollRuns(open.service, { request, signal, workflows, apply }).catch(fail));
    background.push(tick(workflows, { signal, draw }));
    for await (const key of screen.keys(signal)) {
      apply(
        key === "resize" ? { kind: "message", text: state.message } : { kind: "key", key, rows: screen.size().rows },
      );
    }
  } finally {
    ended.abort();
    following.abort();
    frame?.[Symbol.dispose]();
    screen[Symbol.dispose]();
    await Promise.allSettled(background);
  }
  if (fault) throw fault;
  return { run: state.run, left };
}

/** Times go on though nothing happens. */
async function tick(
  workflows: WorkflowContext["ports"]["workflows"],
  { signal, draw }: { signal: AbortSignal; draw(): void },
): Promise<void> {
  while (!signal.aborted) {
    draw();
    await pause(workflows, signal);
  }
}

async function pollRuns(
  service: WorkflowService,
  { request, signal, workflows, apply }: {
    request: DashboardRequest;
    signal: AbortSignal;
    workflows: WorkflowContext["ports"]["workflows"];
    apply(event: DashboardEvent): void;
  },
): Promise<void> {
  while (!signal.aborted) {
    const { items } = await service.listRuns({
      limit: 100,
      ...(request.workflow === undefined ? {} : { workflowId: request.workflow }),
    });
    apply({ kind: "runs", runs: items });
    await pause(workflows, signal);
  }
}

async function pause({ timers }: WorkflowContext["ports"]["workflows"], signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = timers.after(RUNS_MILLISECONDS, resolve);
    signal.addEventListener("abort", () => {
      timer[Symbol.dispose]();
      resolve();
    }, { once: true });
    if (signal.aborted) resolve();
  });
}

interface Following {
  run: string;
  until: AbortSignal;
  apply(event: DashboardEvent): void;
}

/** The final status, or undefined when it was left before. */
async function followRun(
  service: WorkflowService,
  { run: id, until, apply }: Following,
): Promise<RunStatus | undefined> {
  let last: Run | undefined;
  for await (const run of service.watchRun(id, { signal: until })) {
    last = run;
    if (!until.aborted) apply({ kind: "run", run });
  }
  return last && isFinal(last.status) ? last.status : undefined;
}

async function followLog(service: WorkflowService, { run, until, apply }: Following): Promise<void> {
  for await (const event of service.readLogs(run, { follow: true, tail: LINES_AT_ONCE, signal: until })) {
    if (event.kind === "line" && !until.aborted) apply({ kind: "lines", lines: [event.line] });
  }
}

async function control(
  service: WorkflowService,
  { state: { run }, control: what }: { state: DashboardState; control: Control },
): Promise<string> {
  if (!run) return "";
  switch (what) {
    case "cancel":
      await service.cancelRun(run.id, {});
      return "Cancelling";
    case "pause":
      await service.pauseRun(run.id, {});
      return "Pausing";
    case "resume":
      await service.resumeRun(run.id);
      return "Resuming";
    default: {
      const decision = what === "approve" ? "approved" : "rejected";
      const waiting = run.tasks.find(({ type, status }) => type === "approval" && status === "WAITING");
      const made = await service.decide(run.id, { decision, ...(waiting ? { task: waiting.task } : {}) });
      return `${made.task} ${made.decision}${made.first ? "" : ` by ${made.by} before`}`;
    }
  }
}
