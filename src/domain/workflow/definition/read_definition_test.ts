import assert from "node:assert/strict";
import fc from "fast-check";
import type { Fault } from "../../../kernel/fault.ts";
import { stringifyDocument } from "../../../formats/document.ts";
import { TEMPLATES } from "../templates/templates.ts";
import { readDefinition } from "./read_definition.ts";

const read = (text: string, format: "yaml" | "json" = "yaml") => readDefinition({ text, format, name: `w.${format}` });

/** What is wrong with a definition, as `line:column path: problem`. */
async function problemsOf(text: string, format: "yaml" | "json" = "yaml"): Promise<string[]> {
  return (await faultsOf(text, format)).map(({ details }) => {
    const { line, column, path, problem } = details;
    return `${line}:${column} ${path === "" ? "" : `${path}: `}${problem}`;
  });
}

async function faultsOf(text: string, format: "yaml" | "json" = "yaml"): Promise<Fault[]> {
  try {
    await read(text, format);
  } catch (error) {
    assert.ok(error instanceof AggregateError, String(error));
    for (const each of error.errors as Fault[]) {
      assert.equal(each.code, "DEFINITION_INVALID");
      assert.notEqual(each.hint, "");
    }
    return error.errors;
  }
  return [];
}

/** A workflow with these tasks, whose first line is line 3. */
const withTasks = (tasks: string, rest = "") => `id: w\ntasks:\n${tasks}${rest}`;

async function refused(text: string, ...expected: string[]): Promise<void> {
  assert.deepEqual(await problemsOf(text), expected);
}

Deno.test("a whole definition is read as it is written", async () => {
  const { definition, warnings, digest } = await read(`
# with an anchor
$schema: https://example.org/workflow.schema.json
id: data-pipeline
version: 1.2.0
description: All of it
config:
  input: {type: object, required: [date], properties: {date: {type: string, format: date}}}
  retry_policy: &retry {maximum_attempts: 3, initial_interval: 1s, backoff_coefficient: 2, maximum_interval: 1m}
  timeout: 30m
  concurrency: {group: "nightly-\${{ input.date }}", policy: queue}
secrets: [{name: API_KEY}]
schedule: {cron: "0 2 * * *", timezone: America/New_York, overlap_policy: skip, catchup: 1h, input: {date: "2026-01-01"}}
tasks:
  - {id: fetch, type: http, method: GET, url: "https://x/api", timeout: 10s, headers: {Authorization: "Bearer \${{ secrets.API_KEY }}"}}
  - {id: train, type: shell, needs: [fetch], run: './train.sh "$DATE"', env: {DATE: "\${{ input.date }}"}, retry_policy: *retry}
  - {id: release, type: cli, needs: [train], args: [bump, --execute, --git-tag]}
  - {id: each, type: shell, needs: [fetch], for_each: "\${{ tasks.fetch.output.items }}", max_parallel: 4, run: echo, env: {I: "\${{ item }}-\${{ index }}"}}
  - {id: approve, type: approval, needs: [release], approvers: [ada], timeout: 1d}
  - {id: pause, type: wait, needs: [approve], duration: 1m}
  - {id: child, type: workflow, needs: [pause], workflow: other, input: {rows: "\${{ tasks.fetch.output.rows }}"}}
  - {id: notify, needs: [approve], if: "always() && tasks.release.status == 'SUCCESS'", type: shell, run: echo done}
outputs: {rows: "\${{ tasks.fetch.output.rows }}"}
`);
  assert.equal(definition.id, "data-pipeline");
  assert.equal(definition.tasks.length, 8);
  assert.deepEqual(warnings, []);
  assert.match(digest, /^[0-9a-f]{64}$/);
});

Deno.test("YAML and JSON of one content have one digest, whatever the order", async () => {
  const yaml = await read("id: w\n# a comment\nname: W\ntasks:\n  - {run: x, type: shell, id: a}\n");
  const json = await read(
    '{"$schema": "x", "tasks": [{"id": "a", "type": "shell", "run": "x"}], "name": "W", "id": "w"}',
    "json",
  );
  assert.equal(yaml.digest, json.digest);
  assert.notEqual(yaml.digest, (await read("id: w\nname: V\ntasks:\n  - {run: x, type: shell, id: a}\n")).digest);
});

Deno.test("keys: unknown, missing, of another type", async () => {
  await refused(
    "id: Bad Id\nversion: 1.2\nnmae: x\ntasks:\n  - id: a\n    type: shell\n    nedes: [b]\n    timeout: 30 m\n",
    "1:1 id: expected an id of lower-case letters, digits, '-' and '_' (at most 64, beginning with a letter or digit), found 'Bad Id'",
    "2:1 version: expected a text, found 1.2",
    "3:1 nmae: unknown key 'nmae'",
    "5:5 tasks[0]: missing key 'run'",
    "7:5 tasks[0].nedes: unknown key 'nedes'",
    "8:5 tasks[0].timeout: expected a duration such as 500ms, 30s, 5m, 1h30m, found '30 m'",
  );
  const [unquoted, unknown] = await faultsOf("id: w\nversion: 1.2\ntsks: []\ntasks: [{id: a, type: shell, run: x}]\n");
  assert.equal(unquoted!.hint, 'Put it in quotes: "1.2".');
  assert.equal(unknown!.hint, "Did you mean 'tasks'?");
  await refused("tasks: []\n", "1:1 tasks: expected at least one entry", "1:1 missing key 'id'");
  await refused("id: w\ntasks: {}\n", "2:1 tasks: expected a list, found a table of keys and values");
  await refused(withTasks("  - just a text\n"), "3:5 tasks[0]: expected a task, found 'just a text'");
  await refused("", "1:1 the file is empty");
  await refused("- a\n", "1:1 expected a table of keys and values, found a list");
  await refused(
    withTasks("  - {id: a, type: shell, run: x, timeout: 40000d}\n"),
    "3:34 tasks[0].timeout: '40000d' is longer than a hundred years",
  );
});

Deno.test("the type of a task decides what it may have", async () => {
  await refused(
    withTasks("  - {id: a, type: shel, run: x}\n"),
    "3:13 tasks[0].type: unknown type of task 'shel'; expected one of shell, http, cli, approval, wait, workflow",
  );
  const [unknown] = await faultsOf(withTasks("  - {id: a, type: shel, run: x}\n"));
  assert.equal(unknown!.hint, "Did you mean 'shell'?");
  const [missing] = await faultsOf(withTasks("  - {id: a, run: x}\n"));
  assert.equal(missing!.hint, "Add `type: shell`.");
  await refused(
    withTasks("  - {id: a, type: http, run: x}\n"),
    "3:5 tasks[0]: missing key 'url'",
    "3:25 tasks[0].run: unknown key 'run'",
  );
  await refused(
    withTasks("  - {id: a, type: approval, for_each: [1]}\n"),
    "3:29 tasks[0].for_each: unknown key 'for_each'",
  );
});

Deno.test("the graph: ids twice, needs that are not there, cycles", async () => {
  const task = (id: string, needs: string) => `  - {id: ${id}, type: shell, run: x, needs: [${needs}]}\n`;
  await refused(
    withTasks(task("a", "bb") + task("b", "") + task("b", "")),
    "3:42 tasks[0].needs[0]: there is no task 'bb'",
    "5:6 tasks[2].id: task 'b' is there twice; the first is tasks[1]",
  );
  assert.equal((await faultsOf(withTasks(task("a", "bb") + task("b", ""))))[0]!.hint, "Did you mean 'b'?");
  await refused(
    withTasks(task("a", "c") + task("b", "a") + task("c", "b")),
    "3:34 tasks[0].needs: tasks need each other in a circle: a → c → b → a",
  );
  await refused(withTasks(task("a", "a")), "3:34 tasks[0].needs: tasks need each other in a circle: a → a");
  await refused(withTasks(task("b", "") + task("a", "b, b")), "4:45 tasks[1].needs[1]: 'b' is there twice");
});

Deno.test("expressions: what does not parse, and what they cannot name", async () => {
  const cases: [env: string, problem: string][] = [
    ["1 +", "3:57 tasks[0].env.X: The expression ends where more is expected"],
    ["tsks.b.output", "3:54 tasks[0].env.X: Unknown variable 'tsks'"],
    ["tasks.b.output", "3:60 tasks[0].env.X: task 'b' cannot be named here: task 'a' does not need it"],
    ["tasks.nope.output", "3:60 tasks[0].env.X: there is no task 'nope'"],
    ["tasks.b.outptu", "3:61 tasks[0].env.X: A task has no 'outptu'"],
    ["secrets.NOPE", "3:61 tasks[0].env.X: there is no secret 'NOPE' in `secrets`"],
    ["item", "3:54 tasks[0].env.X: 'item' is known only within a task with for_each"],
    ["fialed()", "3:54 tasks[0].env.X: Unknown function 'fialed'"],
    ["failed()", "3:54 tasks[0].env.X: failed() is for the `if` of a task"],
    ["", "3:53 tasks[0].env.X: The expression is empty"],
  ];
  for (const [expression, problem] of cases) {
    const text = withTasks(
      `  - {id: a, type: shell, run: x, if: "true", env: {X: "\${{ ${expression} }}"}}\n  - {id: b, type: shell, run: x}\n`,
    ).replace(', if: "true"', "       ");
    const [found] = await problemsOf(text);
    assert.equal(found?.replace(/^3:\d+/, ""), problem.replace(/^3:\d+/, ""), expression);
    const [, column] = /^3:(\d+)/.exec(found!)!;
    const line = text.split("\n")[2]!;
    const named = /'(\w+)'/.exec(problem)?.[1];
    if (named && named !== "outptu") assert.ok(line.slice(Number(column) - 1).startsWith(named), `${found} in ${line}`);
  }
  const [open] = await problemsOf(withTasks('  - {id: a, type: shell, run: x, env: {X: "${{ input.a"}}\n'));
  assert.equal(open, "3:44 tasks[0].env.X: ${{ without its }}");
});

Deno.test("expressions stand where they are computed, and secrets where they are not stored", async () => {
  await refused(
    withTasks("  - id: a\n    type: shell\n    run: |\n      echo one\n      echo ${{ input.date }}\n"),
    "7:12 tasks[0].run: values do not go into a script as text, where they could become commands",
  );
  const [script] = await faultsOf(withTasks("  - id: a\n    type: shell\n    run: echo ${{ input.date }}\n"));
  assert.match(script!.hint, /env: \{ DATE: "\$\{\{ input\.date \}\}" \}/);
  await refused(
    withTasks(
      '  - {id: a, type: shell, run: x, if: "secrets.K == \'x\'"}\n  - {id: b, type: approval, approvers: ["${{ input.x }}"]}\n',
      'secrets: [{name: K}]\noutputs: {k: "${{ secrets.K }}"}\n',
    ),
    "3:39 tasks[0].if: secrets cannot be used here: the value would be stored",
    "4:42 tasks[1].approvers[0]: no expression is computed here",
    "6:19 outputs.k: secrets cannot be used here: the value would be stored",
  );
  await refused(
    'id: w\nconfig:\n  concurrency: {group: "${{ tasks.a.output }}"}\ntasks: [{id: a, type: shell, run: x}]\n',
    "3:35 config.concurrency.group: task 'a' cannot be named here: no task has run when it is computed",
  );
});

Deno.test("a script in a folded or literal text, and JSON, show the place too", async () => {
  await refused(
    withTasks("  - id: a\n    type: shell\n    run: >\n      echo one\n      echo ${{ x }}\n"),
    "5:10 tasks[0].run: values do not go into a script as text, where they could become commands",
  );
  assert.deepEqual(
    await problemsOf(
      '{\n  "id": "w",\n  "tasks": [{"id": "a", "type": "shell", "run": "x",\n    "env": {"X": "\\"${{ 1 + }}"}}]\n}',
      "json",
    ),
    ["4:29 tasks[0].env.X: The expression ends where more is expected"],
  );
});

Deno.test("names of parameters that the schema does not have", async () => {
  const schema = (rest: string) =>
    `id: w\nconfig: {input: {type: object, properties: {date: {type: string}}${rest}}}\ntasks:\n  - {id: a, type: shell, run: x, env: {D: "\${{ input.dat }}"}}\n`;
  await refused(schema(", additionalProperties: false"), "4:54 tasks[0].env.D: the input schema has no property 'dat'");
  const { warnings } = await read(schema(""));
  assert.deepEqual(warnings, [
    "w.yaml:4:54: tasks[0].env.D: the input schema has no property 'dat'. Did you mean 'date'?",
  ]);
  assert.deepEqual((await read(schema(", additionalProperties: {type: string}"))).warnings, []);
  assert.deepEqual((await read(schema(", allOf: [{properties: {dat: {}}}]"))).warnings, []);
});

Deno.test("schedules: cron, time zone, secrets and input", async () => {
  const scheduled = (schedule: string, rest = "") =>
    `id: w\nschedule: ${schedule}\n${rest}tasks: [{id: a, type: shell, run: x}]\n`;
  await refused(scheduled('{cron: "0 25 * * *"}'), "2:15 schedule.cron: '25' is no hour".replace("2:15", "2:21"));
  await refused(
    scheduled('{cron: "0 2 * * *", timezone: Europe/Berln}'),
    "2:31 schedule.timezone: unknown time zone 'Europe/Berln'",
  );
  await refused(
    scheduled('{cron: "0 2 * * *", timezone: "+02:00"}'),
    "2:31 schedule.timezone: unknown time zone '+02:00'",
  );
  await refused(
    scheduled('{cron: "0 2 * * *"}', "secrets: [{name: KEY, from: env}]\n"),
    "3:23 secrets[0].from: a scheduled run cannot take 'KEY' from the environment of who starts it",
  );
  const input = "config: {input: {type: object, required: [date], properties: {date: {type: string, format: date}}}}\n";
  await refused(
    scheduled('{cron: "0 2 * * *"}', input),
    "2:1 schedule: the input of scheduled runs does not fit: 'date' is required",
  );
  await refused(
    scheduled('{cron: "0 2 * * *", input: {date: today}}', input),
    "2:39 schedule.input.date: the input of scheduled runs does not fit: 'date' must be a date such as 2026-01-31, found \"today\"",
  );
  await refused(
    scheduled('{cron: "0 2 * * *", input: {date: "${{ run.id }}"}}'),
    "2:46 schedule.input.date: no expression is computed here",
  );
});

Deno.test("waits, addresses, environments, artifacts", async () => {
  await refused(withTasks("  - {id: a, type: wait}\n"), "3:5 tasks[0]: it does not say what it waits for");
  await refused(
    withTasks("  - {id: a, type: wait, duration: 1m, signal: x}\n"),
    "3:39 tasks[0].signal: it waits for duration and signal; only one of them can be",
  );
  await refused(
    withTasks("  - {id: a, type: wait, until: tomorrow}\n"),
    "3:25 tasks[0].until: 'tomorrow' is no instant",
  );
  assert.deepEqual(
    await problemsOf(
      withTasks(
        '  - {id: a, type: wait, until: "2026-01-31T12:00:00Z"}\n  - {id: b, type: wait, until: "${{ input.at }}"}\n',
      ),
    ),
    [],
  );
  await refused(
    withTasks("  - {id: a, type: http, url: ftp://x}\n"),
    "3:25 tasks[0].url: expected a URL with http or https, found 'ftp://x'",
  );
  assert.deepEqual(
    await problemsOf(
      withTasks(
        '  - {id: a, type: http, url: "${{ input.base }}/x"}\n  - {id: b, type: http, url: "https://${{ input.host }}/x"}\n',
      ),
    ),
    [],
  );
  await refused(
    withTasks('  - {id: a, type: http, url: "file:${{ input.host }}"}\n'),
    "3:25 tasks[0].url: expected a URL with http or https, found 'file:${{ input.host }}'",
  );
  await refused(
    withTasks("  - {id: a, type: shell, run: x, env: {1X: a, WORKSPACE_RUN_ID: b}, max_parallel: 2}\n"),
    "3:40 tasks[0].env.1X: '1X' is no name of a variable",
    "3:47 tasks[0].env.WORKSPACE_RUN_ID: WORKSPACE_RUN_ID is set by the engine itself",
    "3:69 tasks[0].max_parallel: task 'a' has no for_each",
  );
  await refused(
    withTasks("  - {id: a, type: shell, run: x, artifacts: [{name: r, path: a}, {name: r, path: b}]}\n"),
    "3:67 tasks[0].artifacts[1].name: artifact 'r' is there twice",
  );
  await refused(
    withTasks("  - {id: a, type: shell, run: x}\n", "secrets: [{name: K}, {name: K}]\n"),
    "4:23 secrets[1].name: secret 'K' is there twice",
  );
});

Deno.test("the schema of parameters is checked", async () => {
  const schema = (text: string) => `id: w\nconfig:\n  input:\n${text}tasks: [{id: a, type: shell, run: x}]\n`;
  await refused(schema("    type: array\n"), "4:5 config.input.type: parameters have names: the type must be 'object'");
  await refused(
    schema(
      "    type: object\n    properties:\n      a: {type: strng}\n      b: {$ref: 'https://example.org/x'}\n      c: {$ref: '#/$defs/nope'}\n      d: {pattern: '(?=x)'}\n      e: {type: integer, default: x}\n",
    ),
    "6:11 config.input.properties.a.type: unknown type 'strng'",
    "7:11 config.input.properties.b.$ref: references to other documents are not followed",
    "8:11 config.input.properties.c.$ref: there is no '#/$defs/nope' in the schema",
    "9:11 config.input.properties.d.pattern: pattern '(?=x)': it has lookaround, which can take for ever to match",
  );
});

Deno.test("what is worth knowing is told as a warning", async () => {
  const { warnings } = await read(
    "id: w\nsecrets: [{name: UNUSED}]\ntriggers: [{event: issue_labeled}]\nconfig: {input: {type: object, requird: [a]}}\ntasks: [{id: a, type: shell, run: x}]\n",
  );
  assert.deepEqual(warnings, [
    "w.yaml:2:11: secrets[0]: secret 'UNUSED' is not used. Remove it, or use it in an `env`.",
    "w.yaml:3:1: triggers: nothing emits events yet: triggers start no runs. Use `schedule`, or start runs yourself.",
    "w.yaml:4:32: config.input.requird: unknown keyword 'requird'. Did you mean 'required'?",
  ]);
});

Deno.test("what is no document, or a hostile one", async () => {
  assert.match((await problemsOf("id: [\n"))[0]!, /^2:1 /);
  assert.match((await problemsOf('{"id": }', "json"))[0]!, /^1:8 Expected a value/);
  assert.deepEqual(await problemsOf('{"id": "w",\n "tasks": [], "id": "v"}', "json"), [
    "2:15 Keys must be unique: 'id' is there twice",
  ]);
  assert.match((await problemsOf("id: a\n---\nid: b\n"))[0]!, /multiple documents/);
  assert.match((await problemsOf("id: a\nid: b\n"))[0]!, /^2:1 Map keys must be unique/);
  assert.match((await problemsOf(`id: w\ndescription: ${"x".repeat(1024 * 1024)}\n`))[0]!, /larger than 1 MiB/);
  assert.match((await problemsOf(`id: w\ndescription: ${"é".repeat(600 * 1024)}\n`))[0]!, /larger than 1 MiB/);
  const levels = "abcdefgh".split("");
  const bomb = levels.map((name, i) =>
    `${name}: &${name} [${Array(9).fill(i === 0 ? "x" : `*${levels[i - 1]}`).join(", ")}]\n`
  );
  assert.match((await problemsOf(bomb.join("")))[0]!, /alias/);
  assert.match((await problemsOf(`id: w\nx: ${"[".repeat(3000)}${"]".repeat(3000)}\n`))[0]!, /deep/);
  assert.match(
    (await problemsOf(withTasks("  - {id: a, type: wait, duration: .inf}\n")))[0]!,
    /Infinity is no value of JSON/,
  );
  const many = Array.from({ length: 1001 }, (_, i) => `  - {id: t${i}, type: shell, run: x}\n`).join("");
  assert.match((await problemsOf(withTasks(many)))[0]!, /1001 tasks are more than 1000/);
  assert.match(
    (await problemsOf(`id: w\ndescription:\n${"  - [1,2,3,4,5,6,7,8,9,0]\n".repeat(19_000)}`))[0]!,
    /too many values/,
  );
});

Deno.test("every template's definitions are valid, without warnings", async () => {
  for (const template of TEMPLATES) {
    const files = template.files("project");
    const definitions = [...files].filter(([path]) => /\/[^/]+\.yaml$/.test(path));
    assert.ok(definitions.length > 0);
    for (const [name, text] of definitions) {
      const { definition, warnings } = await readDefinition({ text, name, format: "yaml" });
      assert.deepEqual(warnings, []);
      assert.equal(name.endsWith(`/${definition.id}.yaml`), true);
    }
    assert.ok(files.has(template.workflow.file));
  }
});

Deno.test("no text makes anything but faults", async () => {
  const value = fc.jsonValue({ maxDepth: 4 });
  const nearly = fc.record({
    id: fc.oneof(fc.constant("w"), value),
    tasks: fc.array(fc.oneof(
      fc.record({
        id: fc.constantFrom("a", "b"),
        type: fc.oneof(fc.constantFrom("shell", "wait", "http", "workflow"), value),
        needs: fc.oneof(fc.constant(["a"]), value),
        env: value,
        if: value,
        for_each: value,
        until: value,
        artifacts: value,
      }, { requiredKeys: [] }),
      value,
    )),
    config: fc.oneof(fc.record({ input: value, concurrency: value }), value),
    secrets: value,
    schedule: fc.oneof(fc.record({ cron: value, timezone: value, input: value }), value),
    outputs: value,
  }, { requiredKeys: [] });
  await fc.assert(
    fc.asyncProperty(nearly, async (definition) => {
      await problemsOf(JSON.stringify(definition), "json");
    }),
    { seed: 42, numRuns: 1500 },
  );
});

Deno.test("a definition means the same in YAML and in JSON", async () => {
  const [template] = TEMPLATES;
  const text = template!.files("x").get(template!.workflow.file)!;
  const { definition, digest } = await readDefinition({ text, name: "a.yaml", format: "yaml" });
  const json = await stringifyDocument(definition, "json");
  assert.equal((await readDefinition({ text: json, name: "a.json", format: "json" })).digest, digest);
});
