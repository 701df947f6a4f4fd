import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../main.ts", import.meta.url));
const SECRET = "s3cret-of-the-store";

interface Place extends AsyncDisposable {
  run(args: string[], input?: string): Promise<{ code: number; stdout: string; stderr: string }>;
  start(
    args: string[],
  ): Promise<
    { url: string; child: Deno.ChildProcess; lines: ReadableStreamDefaultReader<string>; stderr: Promise<string> }
  >;
  folder: string;
}

/** This program in a place of its own. */
function place(): Place {
  const folder = Deno.makeTempDirSync();
  const command = (args: string[], stdin: "piped" | "null") =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--quiet", "--cached-only", MAIN, ...args],
      cwd: folder,
      env: { WORKSPACE_HOME: `${folder}/home`, WORKSPACE_KEYCHAIN: "off", NO_COLOR: "1" },
      stdin,
      stdout: "piped",
      stderr: "piped",
    });
  const children: Deno.ChildProcess[] = [];
  return {
    folder,
    async run(args, input = "") {
      const child = command(args, "piped").spawn();
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode(input)).catch(() => {});
      await writer.close().catch(() => {});
      const { code, stdout, stderr } = await child.output();
      return { code, stdout: new TextDecoder().decode(stdout), stderr: new TextDecoder().decode(stderr) };
    },
    async start(args) {
      const child = command(["server", "start", "--port", "0", "--format", "json", ...args], "null").spawn();
      children.push(child);
      const stderr = new Response(child.stderr).text();
      const lines = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const { value = "" } = await lines.read();
      return { url: JSON.parse(value).url, child, lines, stderr };
    },
    async [Symbol.asyncDispose]() {
      for (const child of children) {
        try {
          child.kill("SIGKILL");
        } catch {
          // It has ended.
        }
        await child.status;
      }
      Deno.removeSync(folder, { recursive: true });
    },
  };
}

Deno.test({
  name: "a server in the foreground ends well when it is told to, and says neither tokens nor secrets",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using at = place();
    const { url, child, lines, stderr } = await at.start([]);
    const { secret: token } = JSON.parse(
      (await at.run(["server", "token", "create", "--name", "ada", "--scopes", "admin", "-f", "json"])).stdout,
    );
    const ask = (path: string, method: string, body?: unknown) =>
      fetch(`${url}/api/v0${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const set = await ask("/secrets/KEY", "PUT", { value: SECRET });
    assert.equal(set.status, 204);
    const text = `id: flow
secrets: [{name: KEY, from: store}]
tasks:
  - {id: say, type: shell, run: "echo $KEY; printf '%s' $KEY | base64; exit 3", env: {KEY: "\${{ secrets.KEY }}"}}
`;
    const deployed = await ask("/workflows", "POST", { text, format: "yaml" });
    assert.equal(deployed.status, 201, await deployed.text());
    const { run } = await (await ask("/workflows/flow/executions", "POST", {})).json();
    const watched = await (await ask(`/executions/workflows/${run.id}/stream`, "GET")).text();
    assert.match(watched, /"status":"FAILED"/);
    const log = await (await ask(`/executions/${run.id}/logs`, "GET")).text();
    assert.match(log, /\*\*\*/);
    const metrics = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${token}` } });
    const figures = await metrics.text();
    assert.match(figures, /^workspace_runs_ended_total\{status="FAILED"\} 1$/m);
    assert.match(figures, /^workspace_steps_ended_total\{outcome="failed"\} 1$/m);
    child.kill("SIGTERM");
    const { code } = await child.status;
    const { value: last } = await lines.read();
    assert.equal(JSON.parse(last!).state, "stopped");
    assert.equal((await lines.read()).done, true);
    const said = await stderr;
    assert.equal(code, 0, said);
    const requests = said.split("\n").filter((line) => line.includes('"route":"setSecret"'));
    assert.equal(requests.length, 1, said);
    for (const hidden of [SECRET, btoa(SECRET), token]) {
      for (const where of [said, log, watched]) assert.ok(!where.includes(hidden));
    }
  },
});

Deno.test({
  name: "a server that is killed is missed by nobody: the next one goes on with its runs",
  ignore: Deno.build.os === "windows",
  async fn() {
    await using at = place();
    Deno.writeTextFileSync(
      `${at.folder}/flow.yaml`,
      "id: flow\ntasks:\n  - {id: one, type: shell, run: 'test -e again && exit 0; touch again; sleep 600'}\n",
    );
    const first = await at.start([]);
    await at.run(["workflow", "deploy", "flow.yaml"]);
    const { run } = JSON.parse((await at.run(["run", "create", "flow", "-f", "json"])).stdout);
    for (let made = false; !made;) {
      made = [...Deno.readDirSync(at.folder)].some(({ name }) => name === "again");
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    first.child.kill("SIGKILL");
    await first.child.status;
    await first.lines.cancel();
    await first.stderr;
    assert.equal(JSON.parse((await at.run(["server", "status", "-f", "json"])).stdout).server, null);
    const second = await at.start([]);
    const watched = await at.run(["run", "watch", run.id, "-f", "json"]);
    assert.equal(watched.code, 0, watched.stderr);
    assert.equal((await at.run(["server", "stop"])).code, 0);
    await second.child.status;
    await second.lines.cancel();
    await second.stderr;
  },
});
