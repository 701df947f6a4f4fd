import { openStore } from "../../src/adapters/sqlite/store.ts";
import { latency, type LatencyTable, measureLatencies } from "./latencies.ts";
import { measure } from "./measure.ts";
import { fill, idOf, RUNS_STORED } from "./store_tables.ts";
import { bare, ours } from "./subjects.ts";
import type { Table } from "./table.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const LINES = 300;
/** Each line is the time at which it is written, in nanoseconds; what date(1) itself takes comes on top. */
const STEP = `i=0; while [ $i -lt ${LINES} ]; do date +%s%N; sleep 0.01; i=$((i + 1)); done`;

/** The server, in a process of its own from the bundle, as other processes see it; and commands of this machine. */
export async function httpTables(
  { folder, runs }: { folder: string; runs: number },
): Promise<(LatencyTable | Table)[]> {
  const home = `${folder}/home`;
  {
    using store = await openStore(`${home}/data`);
    fill(store, { isDriven: true });
  }
  const program = programIn(home);
  await using server = await program.background(["server", "start", "--port", "0", "--rate-limit", "1000000"]);
  await using floor = await background([
    "run",
    "-A",
    "--quiet",
    new URL("./http_floor.ts", import.meta.url).pathname,
    `${home}/data/state.db`,
  ], {});
  const { secret } = await program.json(["server", "token", "create", "--name", "bench", "--scopes", "admin"]);
  const remote = { WORKSPACE_API_TOKEN: secret, COMPOZY_BASE_URL: server.url };
  return [
    await reading({ server: server.url, floor: floor.url, secret }),
    await following(program, { server: server.url, secret, remote }),
    await starting({ folder, home, remote, runs }),
  ];
}

/** The bundled program with a home of its own. */
function programIn(home: string) {
  const args = (
    words: readonly string[],
  ) => ["run", "-A", "--cached-only", "--no-lock", `${ROOT}/dist/main.js`, ...words];
  const environment = { WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off", WORKSPACE_LOG_LEVEL: "warn" };
  return {
    async json(words: readonly string[]) {
      const { stdout, success, stderr } = await new Deno.Command(Deno.execPath(), {
        args: [...args(words), "--format", "json"],
        cwd: home,
        env: environment,
      }).output();
      if (!success) throw new Error(new TextDecoder().decode(stderr) + new TextDecoder().decode(stdout));
      return JSON.parse(new TextDecoder().decode(stdout));
    },
    spawn: (words: readonly string[], env: Record<string, string> = {}) =>
      new Deno.Command(Deno.execPath(), {
        args: args(words),
        cwd: home,
        env: { ...environment, ...env },
        stdout: "piped",
        stderr: "null",
      }).spawn(),
    background: (words: readonly string[]) => background(args([...words, "--format", "json"]), environment),
  };
}

type Program = ReturnType<typeof programIn>;

/** A server that says where it is in its first line. */
async function background(args: readonly string[], env: Record<string, string>) {
  const child = new Deno.Command(Deno.execPath(), { args: [...args], env, stdout: "piped", stderr: "inherit" }).spawn();
  const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await lines.read();
  return {
    url: JSON.parse(value.split("\n")[0]!).url as string,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await lines.cancel();
      await child.status;
    },
  };
}

async function reading(
  { server, floor, secret }: { server: string; floor: string; secret: string },
): Promise<LatencyTable> {
  const headers = { authorization: `Bearer ${secret}`, accept: "application/json" };
  const read = (url: string) => async () => {
    const response = await fetch(url, { headers });
    if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
    await response.json();
  };
  const api = (path: string) => read(`${server}/api/v0${path}`);
  const works = [
    { name: "bare `Deno.serve` and bare SQLite: 50 rows of runs", run: read(floor) },
    { name: "list 50 runs", run: api("/executions/workflows") },
    { name: "… of one workflow, that failed", run: api("/executions/workflows?workflow=workflow-7&status=FAILED") },
    { name: "list 500 runs", run: api("/executions/workflows?limit=500") },
    { name: "get a run with its tasks", run: api(`/executions/workflows/${idOf(50_000)}`) },
    { name: "list 20 workflows with their last runs", run: api("/workflows") },
    { name: "get a workflow with recent runs", run: api("/workflows/workflow-7") },
    { name: "health", run: api("/health") },
  ];
  return {
    title: `Server: metadata of ${RUNS_STORED.toLocaleString("en-US")} runs over HTTP`,
    note: "Requests of another process over loopback, one after another. Bar: p95 of lists under 50 ms.",
    latencies: await measureLatencies(works, { runs: 300 }),
    floor: 0,
  };
}

/** From a step's writing a line to its being in another process: three followers of the same run. */
async function following(
  program: Program,
  { server, secret, remote }: { server: string; secret: string; remote: Record<string, string> },
): Promise<LatencyTable> {
  const file = await Deno.makeTempFile({ suffix: ".json" });
  const definition = { id: "stamps", tasks: [{ id: "stamp", type: "shell", run: STEP }] };
  Deno.writeTextFileSync(file, JSON.stringify(definition));
  await program.json(["workflow", "deploy", file]);
  Deno.removeSync(file);

  const direct = new Deno.Command("sh", { args: ["-c", STEP], stdout: "piped" }).spawn();
  const floor = await delays(direct.stdout);
  await direct.status;
  const { run: { id } } = await program.json(["run", "create", "stamps"]);
  const headers = { authorization: `Bearer ${secret}`, accept: "text/event-stream" };
  const asked = performance.now();
  const events = await fetch(`${server}/api/v0/executions/${id}/logs?follow=true`, { headers });
  const [first, rest] = events.body!.tee();
  const reader = first.getReader();
  await reader.read();
  const firstByte = performance.now() - asked;
  void reader.cancel();
  const local = program.spawn(["run", "logs", id, "--follow"]);
  const far = program.spawn(["run", "logs", id, "--follow"], remote);
  const [bySse, byLocal, byRemote] = await Promise.all([delays(rest), delays(local.stdout), delays(far.stdout)]);
  await Promise.all([local.status, far.status]);
  const ended = await measureLatencies([{
    name: "the first byte of the log of a run that has ended",
    run: async () => {
      const response = await fetch(`${server}/api/v0/executions/${id}/logs`, { headers });
      const body = response.body!.getReader();
      await body.read();
      await body.cancel();
    },
  }], { runs: 50 });
  // What was there before somebody followed is not what is measured.
  const late = (times: number[]) => times.slice(-LINES / 2);
  return {
    title: "Server: following a log",
    note:
      `A step writes the time every 10 ms; other processes read it, ${LINES} lines in all, of which the second half ` +
      "counts. Bars: first byte under 60 ms, p95 of what follows under 10 ms.",
    latencies: [
      latency("a shell's line through a pipe, read at once", { times: late(floor) }),
      latency("a step's line, over SSE", { times: late(bySse) }),
      latency("a step's line, printed by `run logs --follow` of this machine", { times: late(byLocal) }),
      latency("a step's line, printed by `run logs --follow` of a client of the server", { times: late(byRemote) }),
      latency("the first byte of the log of a run that goes on", { times: [firstByte] }),
      ...ended,
    ],
    floor: 0,
  };
}

/** Milliseconds from the times that stand in a stream to their being read. */
async function delays(stream: ReadableStream<Uint8Array>): Promise<number[]> {
  const times: number[] = [];
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const now = Temporal.Now.instant().epochNanoseconds;
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) {
      const [stamp] = /\b\d{19}\b/.exec(line) ?? [];
      if (stamp !== undefined) times.push(Number(now - BigInt(stamp)) / 1e6);
    }
  }
  return times;
}

async function starting(
  { folder, home, remote, runs }: { folder: string; home: string; remote: Record<string, string>; runs: number },
): Promise<Table> {
  const hello = `${folder}/hello.js`;
  Deno.writeTextFileSync(hello, 'console.log("hello");\n');
  const local = { WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off" };
  return {
    title: `Workflows: commands over ${RUNS_STORED.toLocaleString("en-US")} runs`,
    note: "Bar: at most twice a bare `deno run`, on this machine's store.",
    rows: await measure([
      bare(hello),
      ours("run list", ["run", "list"], { env: local }),
      ours("workflow list", ["workflow", "list"], { env: local }),
      ours("run list --format json", ["run", "list", "--format", "json"], { env: local }),
      ours("run list, of a server", ["run", "list"], { env: { ...local, ...remote } }),
    ], { runs, cwd: folder }),
    floor: 0,
  };
}
