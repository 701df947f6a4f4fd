import assert from "node:assert/strict";
import { claimingScript, hasEnded, reapAttempt } from "./claims.ts";
import { isGroupAlive, runnerFixture, until } from "./fixture.ts";
import { parseAge, processGroups } from "./process_groups.ts";

const LOOSE = { sanitizeResources: false, sanitizeOps: false };
const PATH = Deno.env.get("PATH")!;

function folderOfTest() {
  const path = Deno.makeTempDirSync({ prefix: "workspace-claims-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}

/** Starts what a step starts, in a group of its own. */
function start(folder: string, script: string): Deno.ChildProcess {
  return new Deno.Command("sh", {
    args: ["-c", claimingScript(folder) + script],
    env: { WORKSPACE_IDEMPOTENCY_KEY: "run-1:task" },
    detached: true,
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
}

const COOKIE = "WORKSPACE_IDEMPOTENCY_KEY=run-1:task";

Deno.test("of many that claim an attempt one gets it", LOOSE, async () => {
  using folder = folderOfTest();
  const children = Array.from({ length: 20 }, () => start(folder.path, `echo ran >> '${folder.path}/ran'`));
  const codes = (await Promise.all(children.map((child) => child.status))).map(({ code }) => code);
  assert.equal(Deno.readTextFileSync(`${folder.path}/ran`), "ran\n");
  assert.deepEqual([codes.filter((code) => code === 0).length, codes.filter((code) => code === 125).length], [1, 19]);
});

Deno.test("an attempt that was reaped before it began never begins", LOOSE, async () => {
  using folder = folderOfTest();
  using groups = processGroups(PATH);
  await reapAttempt(`${folder.path}/new`, COOKIE, { groups, graceMilliseconds: 100 });
  const { code } = await start(`${folder.path}/new`, `echo ran > '${folder.path}/ran'`).status;
  assert.equal(code, 125);
  assert.throws(() => Deno.statSync(`${folder.path}/ran`), Deno.errors.NotFound);
  await reapAttempt(`${folder.path}/new`, COOKIE, { groups, graceMilliseconds: 100 });
});

Deno.test("reaping and beginning at the same moment: the step never runs on", LOOSE, async () => {
  using folder = folderOfTest();
  using groups = processGroups(PATH);
  for (let i = 0; i < 20; i++) {
    const attempt = `${folder.path}/${i}`;
    Deno.mkdirSync(attempt);
    const child = start(attempt, "sleep 100 & sleep 100");
    for (let spin = 0; spin < i * 3; spin++) await new Promise((resolve) => setImmediate(resolve));
    await reapAttempt(attempt, COOKIE, { groups, graceMilliseconds: 1000 });
    await child.status;
    assert.equal(isGroupAlive(child.pid), false, `attempt ${i}`);
  }
});

Deno.test(
  "reaping ends what the shell left, too; another's process of the same number it leaves alone",
  LOOSE,
  async () => {
    using folder = folderOfTest();
    using groups = processGroups(PATH);
    const child = start(folder.path, "sleep 100 & exit 0");
    await child.status;
    assert.equal(isGroupAlive(child.pid), true);
    await reapAttempt(folder.path, COOKIE, { groups, graceMilliseconds: 1000 });
    assert.equal(isGroupAlive(child.pid), false);

    const other = new Deno.Command("sleep", { args: ["100"], detached: true, stdin: "null" }).spawn();
    try {
      Deno.writeTextFileSync(`${folder.path}/mark`, `${other.pid}\n`);
      Deno.utimeSync(`${folder.path}/mark`, new Date(0), new Date(Date.now() - 60_000));
      await reapAttempt(folder.path, COOKIE, { groups, graceMilliseconds: 100 });
      assert.equal(isGroupAlive(other.pid), true);
    } finally {
      other.kill("SIGKILL");
      await other.status;
    }
    for (const mark of ["", "1\nx\n", "-5\n", "words\n"]) {
      Deno.writeTextFileSync(`${folder.path}/mark`, mark);
      await reapAttempt(folder.path, COOKIE, { groups, graceMilliseconds: 100 });
    }
  },
);

Deno.test("a step that has cleared its environment is known by its age", LOOSE, async () => {
  using folder = folderOfTest();
  using groups = processGroups(PATH);
  const child = start(folder.path, "exec env -i sleep 100");
  await until(() => groupArguments(child.pid).startsWith("sleep"), "the step runs");
  await reapAttempt(folder.path, COOKIE, { groups, graceMilliseconds: 1000 });
  await child.status;
  assert.equal(isGroupAlive(child.pid), false);
});

const LINUX = { ...LOOSE, ignore: Deno.build.os !== "linux" };

Deno.test("the shell that looks after groups is replaced when it is killed", LINUX, async () => {
  using groups = processGroups(PATH);
  const child = new Deno.Command("sleep", { args: ["100"], detached: true, stdin: "null" }).spawn();
  assert.equal(await groups.isAlive(child.pid), true);
  const { stdout } = await new Deno.Command("ps", { args: ["-o", "pid=,args=", "--ppid", String(Deno.pid)] }).output();
  const shells = new TextDecoder().decode(stdout).split("\n").filter((line) =>
    line.includes("trap '' HUP INT QUIT TERM")
  );
  assert.ok(shells.length > 0);
  for (const line of shells) Deno.kill(parseInt(line), "SIGKILL");
  assert.deepEqual(await Promise.all([groups.isAlive(child.pid), groups.signal(child.pid, "TERM")]), [true, true]);
  await child.status;
  assert.equal(await groups.isAlive(child.pid), false);
});

Deno.test("processes that have ended, and that nobody waits for, do not count", LINUX, async () => {
  using folder = folderOfTest();
  using groups = processGroups(PATH);
  const parent = new Deno.Command("sh", {
    args: ["-c", `setsid sh -c 'echo $$ > "$1"' sh '${folder.path}/pid' & exec sleep 100`],
    stdin: "null",
  }).spawn();
  const pid = () => {
    try {
      return Number(Deno.readTextFileSync(`${folder.path}/pid`));
    } catch {
      return 0;
    }
  };
  await until(() => pid() > 0 && !isGroupAlive(pid()), "the child has ended");
  assert.equal(await groups.exists(pid()), true);
  assert.equal(await hasEnded(pid(), { groups, graceMilliseconds: 1000 }), true);
  parent.kill("SIGKILL");
  await parent.status;
});

Deno.test("ages are read as systems tell them", () => {
  assert.deepEqual(["17", "01:02", "1:00:00", "2-03:04:05", "-1", "", "words"].map(parseAge), [
    17,
    62,
    3600,
    2 * 86_400 + 3 * 3600 + 4 * 60 + 5,
    0,
    undefined,
    undefined,
  ]);
});

function groupArguments(pid: number): string {
  const { stdout } = new Deno.Command("ps", { args: ["-o", "args=", "-p", String(pid)] }).outputSync();
  return new TextDecoder().decode(stdout).trim();
}

Deno.test("steps of an owner that was killed are ended by the next one", LOOSE, async () => {
  using steps = runnerFixture();
  const owner = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", new URL("./killed_owner_fixture.ts", import.meta.url).href, steps.top],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const said = (name: string) => {
    try {
      return Deno.readTextFileSync(`${steps.top}/project/${name}`).trim();
    } catch {
      return "";
    }
  };
  await until(() => said("shell") !== "" && said("child") !== "", "the step runs");
  owner.kill("SIGKILL");
  await owner.status;
  const group = Number(said("shell"));
  assert.equal(isGroupAlive(group), true);
  await steps.runner.reap({ runId: "run-1", key: "task#1", process: undefined });
  assert.equal(isGroupAlive(group), false);
});
