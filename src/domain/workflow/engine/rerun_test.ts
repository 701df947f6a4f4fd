import assert from "node:assert/strict";
import { flow, shell, World } from "../../../../tests/fakes/engine_world.ts";
import type { Task } from "../definition/model.ts";
import { planTaken } from "../service/plan_rerun.ts";

function decide(world: World, runId: string, decision: "approved" | "rejected"): void {
  const made = { decision, by: "ada", at: "2026-03-01T12:00:00.000Z", comment: null };
  world.store.putDecision(runId, "approve", made);
  world.order({ kind: "decision", runId, task: "approve" });
}

Deno.test("a rerun asks for the approval in front of what failed, and a rejection stops what was taken over", async () => {
  const definition = flow([
    { id: "approve", type: "approval" } as Task,
    shell("build", { needs: ["approve"] }),
    shell("deploy", { needs: ["build"] }),
  ]);
  for (const second of ["approved", "rejected"] as const) {
    using world = await World.open();
    world.behave = ({ task, runId }) => ({
      outcome: task === "deploy" && world.run(runId).rerunOf === null
        ? { status: "failed", error: { code: "EXIT_CODE", message: "no" } }
        : {},
    });
    const first = world.create(definition);
    world.start();
    await world.until(first, "WAITING");
    decide(world, first, "approved");
    world.start();
    assert.equal((await world.until(first)).status, "FAILED");

    const taken = planTaken(definition, { states: world.states(first), request: { failed: true } });
    assert.deepEqual(taken.map(({ task }) => task), ["build"]);
    const again = world.create(definition, { taken, rerunOf: first });
    world.start();
    await world.until(again, "WAITING");
    decide(world, again, second);
    world.start();
    const { status } = await world.until(again);
    assert.equal(status, second === "approved" ? "SUCCESS" : "FAILED");
    assert.deepEqual(world.keys(again), second === "approved" ? ["deploy#1"] : []);
  }
});
