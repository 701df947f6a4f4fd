import assert from "node:assert/strict";
import { kill, pause, workflowWorld } from "./fault_injection/workflow_world.ts";
import { endProcesses } from "./txtar/end_processes.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const LOOSE = { ignore: Deno.build.os === "windows", sanitizeOps: false, sanitizeResources: false };

const STORED = `st0red/"qu'ote"&<é>+%=\\ä$x`;
const KEY = `-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nBAQEFAASCBKcwggSj+/x==\n-----END KEY-----`;
const GIVEN = "given-by-the-environment-0815";

/** What must be nowhere: the values, their lines, and how programs write them. */
const TRACES = [STORED, GIVEN, ...KEY.split("\n").slice(1, 3)].flatMap((text) => {
  const bytes = new TextEncoder().encode(text);
  return [
    text,
    bytes.toBase64().replace(/=+$/, ""),
    bytes.toHex(),
    encodeURIComponent(text),
    JSON.stringify(text).slice(1, -1),
  ];
});

const SHELL = `
echo "plain $STORED and $GIVEN."
printf '%s\\n' "$KEY"
printf '%s\\n' "$KEY" >&2
printf '%s' "$STORED" | base64
printf 'user:%s' "$GIVEN" | base64 -w 0; echo
printf '%s' "$GIVEN" | od -An -tx1 | tr -d ' \\n'; echo
printf '%s' "\${GIVEN%%environment*}"; sleep 0.05; printf '%s\\n' "environment\${GIVEN##*environment}"
for i in $(seq 9000); do printf '%s' "$GIVEN"; done; echo
printf 'progress %s\\r' "$STORED"; echo
"$DENO" eval --no-config 'const s = Deno.env.get("STORED"); console.log(encodeURIComponent(s)); console.log(JSON.stringify({ s }));
  Deno.writeTextFileSync(Deno.env.get("WORKSPACE_OUTPUT"), JSON.stringify({ plain: s, [s]: [btoa("x" + Deno.env.get("GIVEN"))], key: Deno.env.get("KEY"), note: "nothing secret" }))'
cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' >> cmdlines
cp "$WORKSPACE_OUTPUT" "$WORKSPACE_OUTPUT.copy"
set -x; : "$GIVEN"
`;

function definition(url: string, more: Record<string, unknown> = {}) {
  return {
    id: "leaky",
    secrets: [{ name: "STORED" }, { name: "KEY" }, { name: "GIVEN", from: "env" }],
    tasks: [
      {
        id: "shell",
        type: "shell",
        run: SHELL,
        env: {
          STORED: "${{ secrets.STORED }}",
          KEY: "${{ secrets.KEY }}",
          GIVEN: "${{ secrets.GIVEN }}",
          DENO: Deno.execPath(),
        },
      },
      {
        id: "fails",
        type: "shell",
        run: `echo "$GIVEN"; exit 3`,
        env: { GIVEN: "${{ secrets.GIVEN }}" },
        continue_on_error: true,
      },
      {
        id: "http",
        type: "http",
        method: "POST",
        url: `${url}/?key=\${{ secrets.GIVEN }}`,
        headers: { authorization: "Bearer ${{ secrets.GIVEN }}" },
        body: "${{ secrets.STORED }}",
        continue_on_error: true,
      },
      { id: "bad", type: "shell", run: ":", env: { "A": "${{ [1][secrets.GIVEN.size()] }}" }, continue_on_error: true },
      {
        id: "each",
        type: "shell",
        for_each: [1],
        run: `echo "$ITEM"; echo '{"item": "'"$ITEM"'"}' > "$WORKSPACE_OUTPUT"`,
        env: { ITEM: "${{ secrets.GIVEN }}" },
        needs: ["shell"],
        ...more,
      },
    ],
    outputs: { all: "${{ tasks.shell.output }}", each: "${{ tasks.each.output }}" },
  };
}

function assertNothing(text: string, where: string): void {
  for (const trace of TRACES) assert.ok(!text.includes(trace), `${where} has ${trace}`);
}

/** Every file below a folder, byte for byte. */
function assertNothingBelow(folder: string, except: readonly string[]): void {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = `${folder}/${name}`;
    if (except.includes(path)) continue;
    if (isDirectory) assertNothingBelow(path, except);
    else assertNothing(new TextDecoder().decode(Deno.readFileSync(path)), path);
  }
}

/** An http server that tells back all that it is told, and fails. */
function echoServer() {
  return Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const told = { url: request.url, headers: [...request.headers], body: await request.text() };
    return Response.json(told, { status: 422 });
  });
}

Deno.test(
  "values of secrets are nowhere but in the store of secrets: logs, outputs, errors, files, streams",
  LOOSE,
  async () => {
    await using world = await workflowWorld();
    const { home, folder, service } = world;
    await using http = echoServer();
    const url = `http://127.0.0.1:${http.addr.port}`;
    await service.setSecret("STORED", STORED);
    await service.setSecret("KEY", KEY);
    Deno.writeTextFileSync(`${folder}/leaky.json`, JSON.stringify(definition(url)));
    const env = { ...Deno.env.toObject(), WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off", GIVEN, NO_COLOR: "1" };
    const said: Record<string, string> = {};
    const run = async (...args: string[]) => {
      const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", "--quiet", MAIN, ...args, "--debug", "--log-level", "trace"],
        cwd: folder,
        env,
      }).output();
      const decoder = new TextDecoder();
      said[args.join(" ")] = decoder.decode(stdout) + decoder.decode(stderr);
      return decoder.decode(stdout);
    };
    await run("workflow", "deploy", "leaky.json");
    const created = JSON.parse(await run("run", "create", "leaky", "--wait", "--format", "json"));
    assert.ok(created.run, JSON.stringify(said));
    const { id } = created.run;
    assert.equal(created.run.status, "SUCCESS", JSON.stringify(created.run.error));
    assert.equal(created.run.output.all.note, "nothing secret");

    const server = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-A",
        "--quiet",
        MAIN,
        "server",
        "start",
        "--port",
        "0",
        "--log-level",
        "trace",
        "--format",
        "json",
      ],
      cwd: folder,
      env,
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const told = new Response(server.stderr).text();
    const [lines, rest] = server.stdout.tee();
    const remaining = new Response(rest).text();
    const reader = lines.pipeThrough(new TextDecoderStream()).getReader();
    const address = JSON.parse((await reader.read()).value!.split("\n")[0]!).url;
    await reader.cancel();
    const { secret } = JSON.parse(
      await run("server", "token", "create", "--name", "ci", "--scopes", "read", "--format", "json"),
    );
    delete said["server token create --name ci --scopes read --format json"];
    const ask = async (path: string, accept: string) => {
      const response = await fetch(address + path, { headers: { authorization: `Bearer ${secret}`, accept } });
      assert.equal(response.status, 200, path);
      return said[`${path} ${accept}`] = await response.text();
    };
    assert.match(await ask(`/api/v0/executions/${id}/logs?follow=true`, "text/event-stream"), /event: end/);
    await ask(`/api/v0/executions/workflows/${id}/stream`, "text/event-stream");
    await ask(`/api/v0/executions/${id}/logs`, "application/x-ndjson");
    await ask(`/api/v0/executions/workflows/${id}`, "application/json");
    for (
      const args of [["run", "get", id], ["run", "logs", id], ["run", "get", id, "--format", "json"], [
        "run",
        "watch",
        id,
      ], [
        "audit-log",
        "list",
      ], ["workflow", "get", "leaky", "--format", "json"]]
    ) await run(...args);
    server.kill("SIGTERM");
    await server.status;
    said["the server"] = await told + await remaining;

    for (const [where, text] of Object.entries(said)) assertNothing(text, where);
    assert.match(said[`run logs ${id}`]!, /plain \*\*\* and \*\*\*\./);
    assert.match(said[`run get ${id} --format json`]!, /"HTTP_STATUS"/);
    assertNothing(Deno.readTextFileSync(`${folder}/cmdlines`), "command lines of processes");
    assert.deepEqual([...Deno.readDirSync(`${home}/data/captured`)], []);
    assert.ok([...Deno.readDirSync(`${home}/data/runs/${id}`)].length > 0);
    assertNothingBelow(home, [`${home}/data/secrets.json`]);
  },
);

Deno.test(
  "what was captured from the environment is gone at the end, whoever was killed on the way",
  LOOSE,
  async () => {
    await using world = await workflowWorld();
    const { home, folder, service, store } = world;
    const text = JSON.stringify({
      id: "waits",
      secrets: [{ name: "GIVEN", from: "env" }],
      tasks: [{
        id: "a",
        type: "shell",
        env: { GIVEN: "${{ secrets.GIVEN }}" },
        run:
          `echo '{"given": "'"$GIVEN"'"}' > "$WORKSPACE_OUTPUT"; echo $$ > began; while [ ! -e go ]; do sleep 0.02; done; echo "$GIVEN"`,
      }],
    });
    await service.deployWorkflow({ text, format: "json", name: "f.json", dryRun: false, folder });
    const { run: { id } } = await service.createRun({ workflowId: "waits", input: {}, environmentSecrets: { GIVEN } });
    const captured = `${home}/data/captured`;
    assert.equal(Deno.statSync(`${captured}/${id}.json`).mode! & 0o777, 0o600);
    const begun = () => {
      try {
        return Deno.statSync(`${folder}/began`).size > 0;
      } catch {
        return false;
      }
    };
    while (!begun()) await pause(10);
    kill(world.owner()!);
    while (world.ownership.isHeld()) await pause(5);
    // Left by owners and commands that were killed: of a run that has ended, and of one that was never stored.
    const ended = "run-00000000000000000001";
    store.insertRun({ ...store.findRun(id)!, id: ended, idempotencyKey: null, status: "CANCELED", total: 1 });
    for (const each of [ended, "run-00000000000000000002"]) {
      Deno.writeTextFileSync(`${captured}/${each}.json`, JSON.stringify({ GIVEN }), { mode: 0o600 });
    }
    Deno.writeTextFileSync(`${folder}/go`, "");
    await world.start();
    for await (const { status } of service.watchRun(id, { signal: new AbortController().signal })) {
      if (status === "SUCCESS") break;
      assert.ok(["RUNNING", "PENDING", "WAITING"].includes(status), status);
    }
    while ([...Deno.readDirSync(captured)].length > 0) await pause(10);
    assertNothingBelow(home, []);
    endProcesses(home);
  },
);
