import assert from "node:assert/strict";

const HERE = new URL(".", import.meta.url);

/** Runs a module that uses this folder, with its stdout read only as far as `read` says. */
async function runModule(code: string, read: (child: Deno.ChildProcess) => Promise<unknown>) {
  const file = Deno.makeTempFileSync({ suffix: ".ts" });
  try {
    Deno.writeTextFileSync(file, code.replaceAll("./", HERE.href));
    await using child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-q", "-A", "--config", new URL("../../../deno.json", HERE).pathname, file],
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    const [, stderr, status] = await Promise.all([read(child), new Response(child.stderr).text(), child.status]);
    return { stderr, status };
  } finally {
    Deno.removeSync(file);
  }
}

Deno.test("a reader that goes away ends nothing: what comes after is dropped", async () => {
  const { stderr, status } = await runModule(
    `import { denoTerminal } from "./deno_terminal.ts";
     const terminal = denoTerminal();
     for (let i = 0; i < 500; i++) terminal.write("stdout", "x".repeat(10_000));
     terminal.write("stderr", "done");`,
    async (child) => {
      await child.stdin.close();
      await child.stdout.cancel();
    },
  );
  assert.deepEqual([stderr, status.code], ["done", 0]);
});

Deno.test("piped input is read to its end, whole", async () => {
  let echoed = "";
  const { status } = await runModule(
    `import { denoTerminal } from "./deno_terminal.ts";
     const terminal = denoTerminal();
     terminal.write("stdout", await terminal.readInput() + terminal.isTerminal("stdout") + terminal.isTerminal("stdin"));`,
    async (child) => {
      const writer = child.stdin.getWriter();
      await writer.write(new TextEncoder().encode("é\n日本".repeat(10_000)));
      await writer.close();
      echoed = await new Response(child.stdout).text();
    },
  );
  assert.equal(echoed, "é\n日本".repeat(10_000) + "falsefalse");
  assert.equal(status.code, 0);
});

Deno.test({
  name: "an interruption is recorded while it is held, and ends the program otherwise",
  ignore: Deno.build.os === "windows",
  async fn() {
    const { status, stderr } = await runModule(
      `import { signalInterruption } from "./interruption.ts";
       {
         using hold = signalInterruption().hold();
         console.error(hold.requested);
         const heard = Promise.withResolvers<void>();
         Deno.addSignalListener("SIGINT", heard.resolve);
         Deno.kill(Deno.pid, "SIGINT");
         await heard.promise;
         Deno.removeSignalListener("SIGINT", heard.resolve);
         console.error(hold.requested);
       }
       Deno.kill(Deno.pid, "SIGINT");
       await new Promise(() => setTimeout(() => {}, 60_000));`,
      async (child) => {
        await child.stdin.close();
        await child.stdout.cancel();
      },
    );
    // deno-lint-ignore no-control-regex
    assert.equal(stderr.replace(/\x1b\[\d+m/g, ""), "false\ntrue\n");
    assert.equal(status.signal, "SIGINT");
  },
});
