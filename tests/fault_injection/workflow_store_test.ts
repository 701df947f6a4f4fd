import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { engineHere } from "./engine_here.ts";
import { pause, workflowWorld } from "./workflow_world.ts";

const LOOSE = { ignore: Deno.build.os === "windows", sanitizeOps: false, sanitizeResources: false };

/** Waits for what must come; the limit is there for a failure alone. */
async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    assert.ok(tries < 3000, what);
    await pause(10);
  }
}

const step = (id: string, run: string, more: Record<string, unknown> = {}) => ({ id, type: "shell", run, ...more });

Deno.test(
  "another program locks the stores for longer than anybody waits: the run goes on where it was",
  LOOSE,
  async () => {
    await using engine = await engineHere({ lockLimitMilliseconds: 50 });
    const { folder, dataFolder } = engine;
    const id = await engine.start([
      step("a", `echo a >> began; while [ ! -e go ]; do sleep 0.02; done; echo 'said while it was locked'`),
      step("b", "echo b >> began", { needs: ["a"] }),
    ]);
    await until(() => exists(`${folder}/began`), "the step has not begun");
    using state = new DatabaseSync(`${dataFolder}/state.db`);
    using log = new DatabaseSync(`${dataFolder}/log.db`);
    for (const db of [state, log]) db.exec("BEGIN IMMEDIATE");
    Deno.writeTextFileSync(`${folder}/go`, "");
    await until(
      () => engine.messages.some((each) => /state\.db' is locked; trying again/.test(each)),
      "no trouble is told",
    );
    await until(
      () => engine.messages.some((each) => /Lines of logs cannot be written/.test(each)),
      "no trouble is told",
    );
    assert.equal((await engine.service.getRun(id)).status, "RUNNING");
    await assert.rejects(engine.service.createRun({ workflowId: "flow-1", input: {} }), { code: "STORE_LOCKED" });
    for (const db of [state, log]) db.exec("ROLLBACK");
    const run = await engine.ended(id);
    assert.deepEqual([run.status, run.tasks.map(({ attempts }) => attempts)], ["SUCCESS", [1, 1]]);
    assert.equal(Deno.readTextFileSync(`${folder}/began`), "a\nb\n");
    assert.ok(engine.lines(id).some(({ text }) => text === "said while it was locked"));
  },
);

Deno.test(
  "a newer program changes the store's layout under an owner: it stops and says so, and nothing is lost",
  LOOSE,
  async () => {
    await using world = await workflowWorld();
    const { home, folder, service, store, ownership } = world;
    const tasks = [
      step("a", `echo a >> began; while [ ! -e go ]; do sleep 0.02; done`),
      step("b", "echo b >> began", { needs: ["a"] }),
    ];
    const text = JSON.stringify({ id: "flow", tasks });
    await service.deployWorkflow({ text, format: "json", name: "flow.json", dryRun: false, folder });
    const { run: { id } } = await service.createRun({ workflowId: "flow", input: {} });
    await until(() => exists(`${folder}/began`), "the step has not begun");
    using db = new DatabaseSync(`${home}/data/state.db`);
    const known = db.prepare("PRAGMA user_version").get()!.user_version;
    db.exec("PRAGMA user_version = 1000");
    Deno.writeTextFileSync(`${folder}/go`, "");
    await until(() => !ownership.isHeld(), "the owner has not stopped");
    await until(() => /STORE_NEWER/.test(Deno.readTextFileSync(`${home}/data/owner.log`)), "it has not said why");
    await assert.rejects(service.createRun({ workflowId: "flow", input: {} }), { code: "STORE_NEWER", exit: 5 });
    assert.equal((await service.getRun(id)).status, "RUNNING");
    db.exec(`PRAGMA user_version = ${known}`);
    await world.start();
    await until(() => store.findRun(id)!.endedAt !== null, "the run has not gone on");
    const run = await service.getRun(id);
    assert.deepEqual([run.status, run.tasks.map(({ attempts }) => attempts)], ["SUCCESS", [2, 1]]);
    assert.equal(Deno.readTextFileSync(`${folder}/began`), "a\na\nb\n");
  },
);

/** File systems of their own need rights that tests have in containers. */
const canMount = Deno.build.os === "linux" && Deno.uid() === 0 && (() => {
  const folder = Deno.makeTempDirSync();
  const { success } = new Deno.Command("mount", { args: ["-t", "tmpfs", "tmpfs", folder], stderr: "null" })
    .outputSync();
  if (success) unmount(folder);
  Deno.removeSync(folder);
  return success;
})();

function unmount(folder: string): void {
  new Deno.Command("umount", { args: ["-l", folder] }).outputSync();
}

Deno.test({
  name: "the disk of the stores fills up: nothing is lost or done twice, and runs go on once there is room",
  ...LOOSE,
  ignore: !canMount,
  async fn() {
    let mounted = "";
    try {
      await using engine = await engineHere({
        onDataFolder(path) {
          const args = ["-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", path];
          assert.ok(new Deno.Command("mount", { args }).outputSync().success);
          mounted = path;
        },
      });
      const { folder, dataFolder } = engine;
      const id = await engine.start([
        step("a", `echo a >> began; while [ ! -e go ]; do sleep 0.02; done`),
        step("b", "echo b >> began; seq 1 20000", { needs: ["a"] }),
        step("c", `echo c >> began; echo '{"c": true}' > "$WORKSPACE_OUTPUT"`, { needs: ["b"] }),
      ], { config: { retry_policy: { maximum_attempts: 1000, initial_interval: "50ms", maximum_interval: "50ms" } } });
      await until(() => exists(`${folder}/began`), "the step has not begun");
      fill(`${dataFolder}/ballast`);
      Deno.writeTextFileSync(`${folder}/go`, "");
      await until(
        () => engine.messages.some((each) => /trying again|cannot be written/.test(each)),
        "no trouble is told",
      );
      assert.equal(engine.store.findRun(id)!.endedAt, null);
      await assert.rejects(engine.service.createRun({ workflowId: "flow-1", input: {} }), {
        code: "DISK_FULL",
        exit: 5,
      });
      Deno.removeSync(`${dataFolder}/ballast`);
      const run = await engine.ended(id);
      assert.equal(run.status, "SUCCESS", JSON.stringify(run.error));
      assert.deepEqual(run.tasks.at(-1)!.output, { c: true });
      assert.equal(Deno.readTextFileSync(`${folder}/began`), "a\nb\nc\n");
      const lines = engine.lines(id).filter(({ task }) => task === "b").map(({ text }) => text);
      assert.deepEqual([lines.length, lines[0], lines.at(-1)], [20_000, "1", "20000"]);
      const [check] = new DatabaseSync(`${dataFolder}/state.db`).prepare("PRAGMA integrity_check").all();
      assert.deepEqual({ ...check }, { integrity_check: "ok" });
      unmount(mounted);
    } finally {
      if (mounted) unmount(mounted);
    }
  },
});

/** Takes all the room that there is. */
function fill(path: string): void {
  using file = Deno.openSync(path, { write: true, create: true });
  for (let size = 65_536; size >= 1;) {
    try {
      file.writeSync(new Uint8Array(size));
    } catch {
      size = size === 1 ? 0 : Math.floor(size / 2);
    }
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}
