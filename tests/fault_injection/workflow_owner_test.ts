import assert from "node:assert/strict";
import { isFinal } from "../../src/domain/workflow/model.ts";
import { kill, pause, processesWith, randomOf, workflowWorld } from "./workflow_world.ts";

/** How many processes are killed; `.ci/run` has it done 200 times. */
const KILLS = Number(Deno.env.get("WORKSPACE_KILLS") ?? 20);
const SEED = 20260301;
/** Runs that are kept going while processes are killed. */
const IN_FLIGHT = 6;

/**
 * Each attempt writes down that it began. One that finds its predecessor still running says so: on Linux a process is known
 * by its environment.
 */
const STEP = `
before=$(cat "$WORKSPACE_RUN_ID.$NAME.pid" 2>/dev/null || true)
if [ -n "$before" ] && grep -qs "$WORKSPACE_IDEMPOTENCY_KEY" "/proc/$before/environ"; then echo "$WORKSPACE_IDEMPOTENCY_KEY" >> overlaps; fi
echo $$ > "$WORKSPACE_RUN_ID.$NAME.pid"
echo "$WORKSPACE_RUN_ID $NAME $WORKSPACE_ATTEMPT" >> began
sleep 600 & helper=$!
sleep "$SECONDS_OF_STEP"
kill $helper
echo '{"name": "'"$NAME"'"}' > "$WORKSPACE_OUTPUT"
`;

const task = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  type: "shell",
  run: STEP,
  env: { NAME: id, SECONDS_OF_STEP: "0.1" },
  // Killed steps have failed, killed owners have interrupted: only so many of either are made up for.
  retry_policy: { maximum_attempts: 50, initial_interval: "5ms", maximum_interval: "20ms" },
  ...more,
});

const CHAIN = {
  id: "chain",
  tasks: [
    task("first"),
    task("each", {
      needs: ["first"],
      for_each: [1, 2, 3],
      max_parallel: 2,
      env: { NAME: "each-${{ item }}", SECONDS_OF_STEP: "0.03" },
    }),
    { id: "nap", type: "wait", duration: "50ms", needs: ["first"] },
    task("last", { needs: ["each", "nap"] }),
  ],
  outputs: { name: "${{ tasks.last.output.name }}" },
};

Deno.test({
  name: `${KILLS} owners and steps killed: no acknowledged run is lost, none is stuck, no process is left`,
  ignore: Deno.build.os === "windows",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await workflowWorld();
    const { service, store, folder } = world;
    const random = randomOf(SEED);
    await service.deployWorkflow({
      text: JSON.stringify(CHAIN),
      format: "json",
      name: "chain.json",
      dryRun: false,
      folder,
    });

    const acknowledged: string[] = [];
    const open = () => acknowledged.filter((id) => !isFinal(store.findRun(id)!.status)).length;
    /** A step that runs now; undefined where none comes. */
    const findStep = async (): Promise<number | undefined> => {
      for (let tries = 0; tries < 50; tries++) {
        const running = processesWith(`WORKSPACE_OUTPUT=${world.home}/`).filter((pid) => world.shells().includes(pid));
        if (running.length > 0) return running[Math.floor(random() * running.length)];
        await pause(10);
      }
    };
    let killedOwners = 0;
    let killedSteps = 0;
    let lastOwner: number | undefined;
    for (let tries = 0; killedOwners + killedSteps < KILLS; tries++) {
      assert.ok(tries < KILLS * 50, `only ${killedOwners + killedSteps} processes could be killed`);
      while (open() < IN_FLIGHT) {
        // Whether an owner could be started is another matter: the run is acknowledged or it is not.
        const { run } = await service.createRun({ workflowId: "chain", input: {} });
        acknowledged.push(run.id);
      }
      await pause(random() < 0.3 ? random() * 20 : random() * 300);
      if (random() < 0.4) {
        // Half of the time the leader alone, which leaves the rest of its group.
        const pid = await findStep();
        if (pid !== undefined && kill(random() < 0.5 ? pid : -pid)) killedSteps++;
      } else {
        const pid = world.owner();
        // One that was killed may still stand there for an instant.
        if (pid !== undefined && pid !== lastOwner && kill(pid)) {
          killedOwners++;
          lastOwner = pid;
        }
      }
      await world.start();
    }

    const until = performance.now() + 120_000;
    while (open() > 0) {
      assert.ok(performance.now() < until, `${open()} of ${acknowledged.length} runs are stuck`);
      await world.start();
      await pause(20);
    }

    const began = Deno.readTextFileSync(`${folder}/began`).trim().split("\n");
    assert.equal(new Set(began).size, began.length, "no attempt began twice");
    assert.throws(
      () => Deno.readTextFileSync(`${folder}/overlaps`),
      Deno.errors.NotFound,
      "no attempt met the one before",
    );
    const counts = { SUCCESS: 0, FAILED: 0 };
    for (const id of acknowledged) {
      const run = await service.getRun(id);
      assert.ok(
        run.status === "SUCCESS" || run.status === "FAILED" && run.error?.code === "INTERRUPTED",
        JSON.stringify(run.error),
      );
      counts[run.status]++;
      if (run.status === "SUCCESS") assert.deepEqual(run.output, { name: "last" });
      for (const { task, item, attempts, status } of run.tasks) {
        const name = item === null ? task : `${task}-${item + 1}`;
        const numbers = began.filter((line) => line.startsWith(`${id} ${name} `)).map((line) =>
          Number(line.split(" ")[2])
        );
        assert.ok(Math.max(0, ...numbers) <= attempts, `${id} ${name}: ${numbers} of ${attempts}`);
        assert.ok(attempts <= 1 + killedOwners + killedSteps, `${id} ${name}: ${attempts} attempts`);
        if (run.status === "SUCCESS") assert.equal(status, "SUCCESS", `${id} ${name}`);
      }
      assert.deepEqual(store.readJournal(id).filter((entry) => entry.kind === "step" && entry.state === "begun"), []);
    }
    assert.ok(counts.SUCCESS > 0);
    assert.deepEqual(acknowledged.flatMap((id) => processesWith(`WORKSPACE_RUN_ID=${id}`)), []);
    console.log(
      `${killedOwners} owners and ${killedSteps} steps killed; of ${acknowledged.length} runs ${counts.SUCCESS} succeeded, ` +
        `${counts.FAILED} were interrupted too often`,
    );
  },
});
