import assert from "node:assert/strict";
import { storeFolder } from "../../adapters/sqlite/store_fixture.ts";
import { runMetrics } from "./run_metrics.ts";

Deno.test("metrics: runs and steps that end are counted with how long they took, open ones by status", async () => {
  using files = storeFolder();
  const store = await files.store();
  const now = Temporal.Instant.from("2026-01-01T00:02:00Z");
  const metrics = runMetrics(store, () => now);
  const insert = (id: string) =>
    metrics.store.insertRun({
      id,
      workflowId: "flow",
      version: "1.0.0",
      definition: { id: "flow", tasks: [] },
      input: {},
      status: "PENDING",
      trigger: "manual",
      createdAt: "2026-01-01T00:00:00.000Z",
      createdBy: "ada",
      total: 1,
      idempotencyKey: null,
      rerunOf: null,
      parentRun: null,
      workingDirectory: null,
      reason: null,
      taken: [],
    });
  ["run-1", "run-2", "run-3"].forEach(insert);
  const step = { key: "a#1", kind: "step", type: "shell", at: "2026-01-01T00:00:01.000Z" } as const;
  metrics.store.putJournal("run-1", { ...step, state: "begun" });
  assert.ok(metrics.lines().includes("workspace_steps_executing 1"));
  const endedAt = "2026-01-01T00:00:03.000Z";
  metrics.store.putJournal("run-1", { ...step, state: "ended", endedAt, outcome: { status: "timed_out" } });
  metrics.store.updateRun("run-1", { status: "TIMED_OUT", endedAt });
  metrics.store.updateRun("run-2", { status: "RUNNING" });
  const lines = metrics.lines();
  for (
    const line of [
      'workspace_open_runs{status="PENDING"} 1',
      'workspace_open_runs{status="RUNNING"} 1',
      'workspace_runs_ended_total{status="SUCCESS"} 0',
      'workspace_runs_ended_total{status="TIMED_OUT"} 1',
      'workspace_steps_ended_total{outcome="timed_out"} 1',
      "workspace_steps_executing 0",
      "workspace_oldest_pending_seconds 120",
      "workspace_orders_waiting 0",
      'workspace_run_seconds_bucket{le="1"} 0',
      'workspace_run_seconds_bucket{le="10"} 1',
      "workspace_run_seconds_sum 3",
      "workspace_step_seconds_sum 2",
      "# TYPE workspace_runs_ended_total counter",
      "# TYPE workspace_open_runs gauge",
      "# TYPE workspace_step_seconds histogram",
    ]
  ) assert.ok(lines.includes(line), `${line}\n${lines.join("\n")}`);
});
