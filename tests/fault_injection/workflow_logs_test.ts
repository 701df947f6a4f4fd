import assert from "node:assert/strict";
import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { kill, pause, workflowWorld } from "./workflow_world.ts";

const MAIN = new URL("../../main.ts", import.meta.url).pathname;
const LINES = 1_000_000;
/** A server that has done nothing yet takes about 75 MiB. All lines together would take more than this. */
const MOST_MEBIBYTES = 400;

Deno.test({
  name: "a million lines and one of 10 MB: memory is bounded, and readers that stop reading hold nothing up",
  ignore: Deno.build.os !== "linux",
  sanitizeOps: false,
  sanitizeResources: false,
  async fn() {
    await using world = await workflowWorld();
    const { home, folder, service, store } = world;
    const env = { ...Deno.env.toObject(), WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off", NO_COLOR: "1" };
    const command = (...args: string[]) =>
      new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", MAIN, ...args],
        cwd: folder,
        env,
        stdout: "piped",
        stderr: "null",
      });
    const server = command("server", "start", "--port", "0", "--format", "json").spawn();
    await using ended = new AsyncDisposableStack();
    const end = (child: Deno.ChildProcess) =>
      ended.defer(async () => {
        kill(child.pid);
        await Promise.all([child.status, child.stdout.locked ? undefined : child.stdout.cancel()]);
      });
    end(server);
    const url = new URL(JSON.parse(await firstOf(server.stdout)).url);
    const made = await command("server", "token", "create", "--name", "ci", "--scopes", "read", "--format", "json")
      .output();
    const { secret } = JSON.parse(new TextDecoder().decode(made.stdout));
    const tasks = [{
      id: "a",
      type: "shell",
      run: `echo first; while [ ! -e go ]; do sleep 0.02; done
        seq ${LINES}; head -c 10000000 /dev/zero | tr '\\0' x; echo; echo end`,
    }];
    const text = JSON.stringify({ id: "flow", tasks });
    await service.deployWorkflow({ text, format: "json", name: "flow.json", dryRun: false, folder });
    const { run: { id } } = await service.createRun({ workflowId: "flow", input: {} });

    const follower = command("run", "logs", id, "--follow").spawn();
    end(follower);
    await firstOf(follower.stdout);
    for (let i = 0; i < 3; i++) {
      const connection = await Deno.connect({ hostname: url.hostname, port: Number(url.port) });
      ended.defer(() => connection.close());
      const request = `GET /api/v0/executions/${id}/logs?follow=true HTTP/1.1\r\nHost: ${url.host}\r\n` +
        `Accept: text/event-stream\r\nAuthorization: Bearer ${secret}\r\n\r\n`;
      await connection.write(new TextEncoder().encode(request));
      const answer = new Uint8Array(12);
      await connection.read(answer);
      assert.equal(new TextDecoder().decode(answer), "HTTP/1.1 200");
    }

    Deno.writeTextFileSync(`${folder}/go`, "");
    for (let tries = 0; store.findRun(id)!.endedAt === null; tries++) {
      assert.ok(tries < 3000, "the run has not ended, though nobody should hold it up");
      await pause(20);
    }
    assert.equal(store.findRun(id)!.status, "SUCCESS");
    for (const pid of [server.pid, follower.pid]) {
      const [, kibibytes] = /VmHWM:\s*(\d+) kB/.exec(Deno.readTextFileSync(`/proc/${pid}/status`))!;
      assert.ok(Number(kibibytes) < MOST_MEBIBYTES * 1024, `${kibibytes} KiB`);
    }
    using logs = await openLogStore(`${home}/data`);
    const last = logs.lastSeq(id);
    const lines = logs.read(id, { after: last - 4, limit: 10 }).map((line) => line.text);
    assert.deepEqual([last, lines[0], lines.slice(2)], [LINES + 5, String(LINES), ["end", "SUCCESS"]]);
    assert.match(lines[1]!, /^x{65536} … \(9934464 more bytes cut\)$/);
  },
});

/** The first thing that a process says; it is read no further. */
async function firstOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  reader.releaseLock();
  return new TextDecoder().decode(value).split("\n")[0]!;
}
