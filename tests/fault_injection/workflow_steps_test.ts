import assert from "node:assert/strict";
import type { Run } from "../../src/domain/workflow/model.ts";
import { engineHere } from "./engine_here.ts";
import { kill, processesWith } from "./workflow_world.ts";

/** Steps are processes of a system with a shell; the shell that looks after them lives as long as the runner. */
const LOOSE = { ignore: Deno.build.os === "windows", sanitizeOps: false, sanitizeResources: false };

const shell = (run: string, more: Record<string, unknown> = {}) => [{ id: "a", type: "shell", run, ...more }];
const outputOf = (run: Run) => run.tasks[0]!.output;

Deno.test("what a step does with its output, its folders and its streams fails itself at most", LOOSE, async () => {
  await using engine = await engineHere();
  const outcome = async (run: string): Promise<Run> => await engine.ended(await engine.start(shell(run)));
  const nested = (levels: number) =>
    `{ printf '{"a":'; head -c ${levels} /dev/zero | tr '\\0' '['; head -c ${levels} /dev/zero | tr '\\0' ']'; printf '}'; } > "$WORKSPACE_OUTPUT"`;

  const refused: [script: string, message: RegExp][] = [
    [`head -c 2000000 /dev/zero > "$WORKSPACE_OUTPUT"`, /has 2000000 bytes, more than 1 MiB/],
    [nested(400_000), /nested more than 500 levels deep/],
    [`echo '{"a": 1}{' > "$WORKSPACE_OUTPUT"`, /holds no JSON/],
    [`echo '[1]' > "$WORKSPACE_OUTPUT"`, /holds a list, not an object/],
    [`rm -f "$WORKSPACE_OUTPUT"; mkfifo "$WORKSPACE_OUTPUT"`, /no longer a regular file/],
    [`mkdir "$WORKSPACE_OUTPUT"`, /no longer a regular file/],
    [`ln -s /etc/passwd "$WORKSPACE_OUTPUT"`, /no longer a regular file/],
  ];
  const taken: [script: string, output: unknown][] = [
    [nested(400), (value: unknown) => JSON.stringify(value).length > 800],
    [`exec >&- 2>&- <&-; echo '{"ok": true}' > "$WORKSPACE_OUTPUT"`, { ok: true }],
    [`mkdir gone; cd gone; rmdir "$PWD"; echo '{"ok": true}' > "$WORKSPACE_OUTPUT"`, { ok: true }],
    [`rm -rf "$(dirname "$WORKSPACE_OUTPUT")"`, {}],
    [`top=$(dirname "$(dirname "$WORKSPACE_OUTPUT")"); rm -rf "$top"; echo x > "$top"`, {}],
    [`printf '{"t": "\\\\u0000\\\\u001b[2J\\\\u202e \\360\\237\\221\\251"}' > "$WORKSPACE_OUTPUT"`, {
      t: "\0\x1b[2J\u202e 👩",
    }],
    [
      `for i in 1 2 3 4 5 6 7 8; do { echo '{"n": '$i'}' > "$WORKSPACE_OUTPUT.$i"; mv "$WORKSPACE_OUTPUT.$i" "$WORKSPACE_OUTPUT"; } & done; wait`,
      (value: unknown) => (value as { n: number }).n > 0,
    ],
    [`yes | head -c 200000 >&2; echo '{"ok": true}' > "$WORKSPACE_OUTPUT"`, { ok: true }],
  ];
  await Promise.all([
    ...refused.map(async ([script, message]) => {
      const { status, error } = await outcome(script);
      assert.deepEqual([status, error?.code], ["FAILED", "OUTPUT_INVALID"], script);
      assert.match(error!.message, message);
    }),
    ...taken.map(async ([script, output]) => {
      const run = await outcome(script);
      assert.equal(run.status, "SUCCESS", `${script}: ${JSON.stringify(run.error)}`);
      if (typeof output === "function") assert.ok(output(outputOf(run)), script);
      else assert.deepEqual(outputOf(run), output, script);
    }),
  ]);
  assert.deepEqual(engine.messages, []);
});

Deno.test("outputs whose keys are those of objects in JavaScript are values like others", LOOSE, async () => {
  await using engine = await engineHere();
  const text = `{"__proto__": {"x": 1}, "constructor": 2, "toString": 3, "hasOwnProperty": {"constructor": "c"}}`;
  const run = await engine.ended(
    await engine.start(shell(`echo '${text}' > "$WORKSPACE_OUTPUT"`), {
      outputs: {
        all: "${{ tasks.a.output }}",
        one: "${{ tasks.a.output.hasOwnProperty.constructor }}",
        two: "${{ tasks.a.output.constructor + 1 }}",
      },
    }),
  );
  assert.equal(run.status, "SUCCESS", JSON.stringify(run.error));
  assert.deepEqual(run.output, { all: JSON.parse(text), one: "c", two: 3 });
});

Deno.test("lines of any bytes are kept as text, in order, however they end", LOOSE, async () => {
  await using engine = await engineHere();
  const id = await engine.start(
    shell(`printf 'a\\000b\\033[31mc\\007\\r\\nd\\377\\376e\\n\\342\\200\\256rtl\\rover\\n\\nlast'`),
  );
  assert.equal((await engine.ended(id)).status, "SUCCESS");
  const texts = engine.lines(id).filter(({ stream }) => stream === "stdout").map(({ text }) => text);
  assert.deepEqual(texts, ["a\0b\x1b[31mc\x07", "d\ufffd\ufffde", "\u202ertl", "over", "", "last"]);
});

Deno.test("a step that daemonizes keeps nobody waiting, what one leaves behind is ended", LOOSE, async () => {
  await using engine = await engineHere();
  const daemon = await engine.start(shell(`setsid sleep 600 & echo started`));
  const left = await engine.start(shell(`sleep 600 & echo started`));
  const [first, second] = await Promise.all([daemon, left].map((id) => engine.ended(id)));
  assert.equal(first!.status, "SUCCESS");
  assert.match(engine.lines(daemon).map(({ text }) => text).join("\n"), /has left the step's process group/);
  assert.equal(second!.status, "SUCCESS");
  assert.match(engine.lines(left).map(({ text }) => text).join("\n"), /Ended the processes that the step left behind/);
  assert.deepEqual(processesWith(`WORKSPACE_RUN_ID=${left}`), []);
  // Whoever leaves the group on purpose is on its own, as on any system.
  for (const pid of processesWith(`WORKSPACE_RUN_ID=${daemon}`)) kill(pid);
});
