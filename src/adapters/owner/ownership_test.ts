import assert from "node:assert/strict";
import { isFault } from "../../kernel/fault.ts";
import type { SelfCommand } from "../program/self_command.ts";
import { ownerEnvironment } from "./owner_environment.ts";
import { ownership } from "./ownership.ts";

const FIXTURE = new URL("./fixture.ts", import.meta.url).href;

function program(folder: string, how: "stays" | "goes" | "fails"): SelfCommand {
  return [Deno.execPath(), "run", "-A", "--quiet", FIXTURE, folder, how];
}

function owned(how: "stays" | "goes" | "fails") {
  const folder = Deno.makeTempDirSync({ prefix: "workspace-owner-" });
  const own = ownership({
    folder,
    self: program(folder, how),
    env: ownerEnvironment({ get: (name) => name === "SSL_CERT_DIR" ? "given" : Deno.env.get(name) }),
  });
  return {
    folder,
    own,
    async [Symbol.asyncDispose]() {
      // One that was still starting takes the place of one that is ended.
      while (own.isHeld()) {
        const pid = await ownerOf(own);
        if (pid !== Deno.pid && isRunning(pid)) Deno.kill(pid, "SIGKILL");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

/** The owner says who it is just after it has become it. */
async function ownerOf(own: ReturnType<typeof ownership>): Promise<number> {
  for (let tries = 0; tries < 1000; tries++) {
    const holder = own.findHolder();
    if (holder) return holder.pid;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("No owner has said who it is");
}

/** A started owner lives on: its handle is open until it has ended. */
const OUTLIVING = { sanitizeResources: false, sanitizeOps: false };

Deno.test("one process at a time is the owner", async () => {
  await using test = owned("stays");
  const { own, folder } = test;
  assert.equal(own.isHeld(), false);
  assert.equal(own.findHolder(), undefined);
  const held = own.acquire();
  assert.ok(held);
  assert.equal(own.isHeld(), true);
  assert.equal(await ownerOf(own), Deno.pid);
  assert.equal(ownership({ folder, self: ["false"], env: {} }).acquire(), undefined);
  held[Symbol.dispose]();
  held[Symbol.dispose]();
  assert.equal(own.isHeld(), false);
  own.acquire()?.[Symbol.dispose]();
});

Deno.test(
  "a started owner lives on its own, in a session of its own, with the environment it needs",
  OUTLIVING,
  async () => {
    await using test = owned("stays");
    const { own, folder } = test;
    Deno.env.set("GITHUB_TOKEN_OF_TEST", "of whoever starts it");
    try {
      await own.start();
    } finally {
      Deno.env.delete("GITHUB_TOKEN_OF_TEST");
    }
    const pid = await ownerOf(own);
    assert.notEqual(pid, Deno.pid);
    while (!exists(`${folder}/environment.json`)) await new Promise((resolve) => setTimeout(resolve, 5));
    const environment = await readJson(`${folder}/environment.json`);
    assert.equal(environment.GITHUB_TOKEN_OF_TEST, undefined);
    assert.equal(environment.SSL_CERT_DIR, "given");
    if (Deno.build.os === "linux") {
      assert.equal(Deno.readLinkSync(`/proc/${pid}/cwd`), "/");
      const [, session] = /\) \S \d+ \d+ (\d+)/.exec(Deno.readTextFileSync(`/proc/${pid}/stat`))!;
      assert.equal(Number(session), pid);
    }
    await own.start();
    assert.equal(await ownerOf(own), pid, "no second one is started");
  },
);

Deno.test("whoever kills an owner leaves no lock behind", OUTLIVING, async () => {
  await using test = owned("stays");
  const { own } = test;
  await own.start();
  const first = await ownerOf(own);
  Deno.kill(first, "SIGKILL");
  while (own.isHeld()) await new Promise((resolve) => setTimeout(resolve, 1));
  await own.start();
  while (own.findHolder()?.pid === first) await new Promise((resolve) => setTimeout(resolve, 1));
  assert.notEqual(await ownerOf(own), first);
});

Deno.test("an owner that has found nothing to do was no failure", OUTLIVING, async () => {
  await using test = owned("goes");
  await test.own.start();
  assert.equal(test.own.isHeld(), false);
});

Deno.test("an owner that cannot begin is told of, with its last words", OUTLIVING, async () => {
  await using test = owned("fails");
  Deno.writeTextFileSync(`${test.folder}/owner.log`, "words of an earlier one\n");
  await assert.rejects(test.own.start(), (error) => {
    assert.ok(isFault(error, "OWNER_NOT_STARTED"));
    assert.match(error.reason, /exit code 5/);
    assert.match(error.reason, /The store is of a newer version/);
    assert.doesNotMatch(error.reason, /earlier/);
    return true;
  });
});

Deno.test("of many that are started at once one becomes the owner", OUTLIVING, async () => {
  await using test = owned("stays");
  await Promise.all(Array.from({ length: 5 }, () => test.own.start()));
  const pid = await ownerOf(test.own);
  const again = test.own.acquire();
  assert.equal(again, undefined);
  assert.equal(await ownerOf(test.own), pid);
  const said = () => Deno.readTextFileSync(`${test.folder}/owner.log`);
  assert.ok(said().split("\n").filter((line) => line === "owner").length <= 1);
});

function isRunning(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGCONT");
    return true;
  } catch {
    return false;
  }
}

function exists(path: string): boolean {
  try {
    return Deno.statSync(path).size > 0;
  } catch {
    return false;
  }
}

async function readJson(path: string): Promise<Record<string, string>> {
  return JSON.parse(await Deno.readTextFile(path));
}
