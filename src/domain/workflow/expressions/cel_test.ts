import assert from "node:assert/strict";
import fc from "fast-check";
import { compileExpression, compileRule, EXPRESSION_LIMIT } from "./cel.ts";
import { ExpressionError } from "./expression_error.ts";
import type { Scope } from "./scope.ts";

const scope: Scope = {
  input: {
    date: "2026-01-15",
    count: 3,
    ratio: 1.5,
    list: [1, 2, 3],
    nested: { a: { b: "deep" } },
    nothing: null,
    numbers: Array.from({ length: 3000 }, (_, i) => i),
    text: "ab".repeat(300_000),
  },
  tasks: {
    "fetch-all": { status: "SUCCESS", output: { rows: 7, items: ["x"] }, attempts: 2, exitCode: 0, error: null },
    "1st": { status: "FAILED", output: null, attempts: 1, exitCode: 3, error: { code: "EXIT_CODE", message: "3" } },
    load: { status: "SUCCESS", output: { rows: 7 }, attempts: 1, exitCode: 0, error: null },
    package: { status: "SKIPPED", output: null, attempts: 0, exitCode: null, error: null },
  },
  secrets: { API_KEY: "very-secret" },
  run: { id: "run-1", workflowId: "w", version: "1.2.0", attempt: 1 },
  item: { name: "i" },
  index: 2,
  needs: { succeeded: false, failed: true },
};

const evaluate = (source: string) => compileExpression(source).evaluate(scope);

function errorOf(act: () => unknown): ExpressionError {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof ExpressionError, String(error));
    return error;
  }
  assert.fail("nothing was refused");
}

Deno.test("values of JSON come in and go out", () => {
  const cases: [string, unknown][] = [
    ["input.count + 1", 4],
    ["input.count * 1.5", 4.5],
    ["1.5 - input.count", -1.5],
    ["input.ratio / 3", 0.5],
    ["3 + 0.5", 3.5],
    ["input.count == 3 && input.ratio > 1", true],
    ["input.nested.a.b + '!'", "deep!"],
    ["input['nested']['a']", { b: "deep" }],
    ["input.list.map(x, x * 2)", [2, 4, 6]],
    ["input.list.filter(x, x > 1).size()", 2],
    ["input.nothing == null", true],
    ["has(input.missing)", false],
    ["has(tasks.load.output.rows) && !has(tasks.load.output.missing)", true],
    ["input.?missing.orValue('x')", "x"],
    ["input.list[index]", 3],
    ["item.name", "i"],
    ["secrets.API_KEY", "very-secret"],
    ["run.version", "1.2.0"],
    ["tasks.fetch-all.output.rows", 7],
    ["tasks.fetch-all.attempts - 1", 1],
    ["tasks . fetch-all . status", "SUCCESS"],
    ["tasks['fetch-all'].output.items[0]", "x"],
    ["tasks.1st.error.code", "EXIT_CODE"],
    ["tasks.package.status", "SKIPPED"],
    ["'tasks.fetch-all'", "tasks.fetch-all"],
    ["[1, 'a', null, true, {'k': 1.5}]", [1, "a", null, true, { k: 1.5 }]],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", "9007199254740993"],
    ["7u", 7],
    ["timestamp('2026-01-15T00:00:00Z')", "2026-01-15T00:00:00.000Z"],
    ["duration('90s')", "90s"],
    ["optional.none()", null],
    ["always()", true],
    ["success()", false],
    ["failed()", true],
    ["input.date.matches('^\\\\d{4}-\\\\d{2}-\\\\d{2}$')", true],
    ["cel.bind(x, input.count, x + x)", 6],
    ["input.list.all(x, x > 0) && input.list.exists_one(x, x == 2)", true],
  ];
  for (const [source, value] of cases) assert.deepEqual(evaluate(source), value, source);
});

Deno.test("without needs, all of them succeeded", () => {
  const { needs: _, ...rest } = scope;
  assert.equal(compileExpression("success() && !failed()").evaluate(rest), true);
});

Deno.test("everything that an expression names is known", () => {
  const { names } = compileExpression(
    "tasks.a.output.x > input.list[index].y && secrets.KEY == tasks['c-d'].status && input.n.m == 1 && size(run.id) > 0 && [1].map(x, x + input.z) == []",
  );
  assert.deepEqual(names.tasks.map(({ name }) => name), ["a", "c-d"]);
  assert.deepEqual(names.secrets, [{ name: "KEY", offset: 50 }]);
  assert.deepEqual(names.inputs.map(({ path }) => path), [["list"], ["n", "m"], ["z"]]);
  assert.deepEqual([...new Set(names.variables.map(({ name }) => name))].sort(), [
    "index",
    "input",
    "run",
    "secrets",
    "tasks",
  ]);
  assert.deepEqual(names.functions.map(({ name }) => name), ["size"]);
  assert.deepEqual(compileExpression("always() || failed()").names.functions.map(({ name }) => name), [
    "always",
    "failed",
  ]);
});

Deno.test("mistakes are told before anything runs, with their place", () => {
  const cases: [string, number, RegExp, RegExp][] = [
    ["1 +", 3, /ends where more is expected/, /^$/],
    ["input.a = 1", 8, /Unexpected character/, /==/],
    ["nope.x", 0, /Unknown variable 'nope'/, /Variables are/],
    ["1 == inptu.x", 5, /Unknown variable 'inptu'/, /'input'/],
    ["fialed()", 0, /Unknown function 'fialed'/, /'failed'/],
    ["tasks.a.outptu", 8, /A task has no 'outptu'/, /'output'/],
    ["run.idd", 4, /A run has no 'idd'/, /'id'/],
    ["tasks[input.x].output", 0, /must be named literally/, /tasks\.<id>/],
    ["size(tasks)", 5, /must be named literally/, /tasks\.<id>/],
    ["secrets", 0, /must be named literally/, /secrets\.<NAME>/],
    ["input.x.matches(input.y)", 16, /must be a text in quotes/, /./],
    ["input.x.matches('(?=a)')", 16, /lookaround/, /./],
    ["input.x.map(input, 1)", 12, /cannot be used as the name/, /./],
    ["  ", 0, /empty/, /./],
    ["'a' + 1 + 'b'", 0, /./, /^$/],
    ["'x'.nope()", 0, /nope/, /^$/],
    [`'${"x".repeat(EXPRESSION_LIMIT)}'`, 0, /longer than/, /./],
    [`${"(".repeat(100)}1${")".repeat(100)}`, 64, /maxDepth/, /^$/],
    ["tasks.fetch-all.output.x + nope", 27, /Unknown variable 'nope'/, /./],
  ];
  for (const [source, offset, message, hint] of cases) {
    const error = errorOf(() => compileExpression(source));
    assert.match(error.message, message, source);
    assert.match(error.hint, hint, source);
    assert.equal(error.offset, offset, source);
  }
});

Deno.test("what cannot be computed is an error with its place", () => {
  const cases: [string, number, RegExp][] = [
    ["input.missing", 6, /No such key: missing/],
    ["1 + input.date", 0, /no such overload/i],
    ["input.count / 0", 0, /division by zero/i],
    ["1.0 / 0.0", 0, /Infinity/],
    ["b'abc'", 0, /bytes/],
    ["type(1)", 0, /a type/],
    ["tasks.nobody.output", 6, /No such key: nobody/],
  ];
  for (const [source, offset, message] of cases) {
    const error = errorOf(() => evaluate(source));
    assert.match(error.message, message, source);
    assert.equal(error.offset, offset, source);
  }
  assert.equal(evaluate("has(input.constructor) || has(input.__proto__) || has(input.toString)"), false);
});

Deno.test("no expression hangs or fills the memory", () => {
  const hostile = [
    "input.numbers.map(x, input.numbers.map(y, x * y))",
    "input.numbers.exists(x, input.numbers.exists(y, input.numbers.exists(z, z == -1)))",
    "input.numbers.all(x, input.numbers.all(y, input.numbers.all(z, z / 0 == 1 || false) || true) || true)",
    "cel.bind(a, input.text + input.text, cel.bind(b, a + a, cel.bind(c, b + b, c + c)))",
    "input.numbers.map(x, input.text).map(y, y + y).size()",
    "[0].map(x, input.text.split('')).size()",
  ];
  for (const source of hostile) {
    assert.match(errorOf(() => evaluate(source)).message, /too long to compute|too large/, source);
  }
  assert.equal(evaluate("input.text.matches('^(a|b|ab)*c$')"), false);
  assert.match(errorOf(() => compileExpression(`[${"1,".repeat(1100)}1]`)).message, /max/i);
});

Deno.test("a rule knows the definition alone", () => {
  const rule = compileRule("definition.tasks.all(t, has(t.timeout))");
  assert.equal(rule({ tasks: [{ timeout: "1m" }] }), true);
  assert.equal(rule({ tasks: [{}] }), false);
  assert.match(errorOf(() => compileRule("input.x")).message, /Unknown variable/);
  assert.match(errorOf(() => compileRule("always()")).message, /always/);
  assert.match(errorOf(() => rule({})).message, /No such key/);
});

Deno.test("no text makes anything but expression errors", () => {
  const token = fc.constantFrom(
    ..."input . tasks secrets a-b x [ ] ( ) 1 1.5 'a' \" == + - && || ! ? : , map( all( has( always() {'a': } matches('a+') null true in"
      .split(" "),
  );
  const source = fc.oneof(
    fc.string(),
    fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join("")),
    fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(" ")),
  );
  fc.assert(
    fc.property(source, (text) => {
      try {
        JSON.stringify(compileExpression(text).evaluate(scope));
      } catch (error) {
        assert.ok(error instanceof ExpressionError, `${text}: ${error}`);
        assert.ok(error.offset >= 0 && error.offset <= text.length, text);
      }
    }),
    { seed: 42, numRuns: 5000 },
  );
});

Deno.test("any JSON that comes in goes out as it is", () => {
  const value = fc.jsonValue({ noUnicodeString: false }).filter((each) => !JSON.stringify(each).includes("__proto__"));
  fc.assert(
    fc.property(value, (value) => {
      const given = JSON.parse(JSON.stringify(value));
      const found = compileExpression("input.value").evaluate({ input: { value: given }, tasks: {} });
      assert.equal(JSON.stringify(found), JSON.stringify(given));
    }),
    { seed: 42, numRuns: 1000 },
  );
});
