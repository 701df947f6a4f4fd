import assert from "node:assert/strict";
import fc from "fast-check";
import { ExpressionError } from "./expression_error.ts";
import type { Scope } from "./scope.ts";
import { asText, compileBare, compileTemplate, evaluateCondition, resolveText, resolveValue } from "./template.ts";

const scope: Scope = { input: { n: 1, list: [1, "a"], s: "x", nothing: null }, tasks: {} };
const resolve = (text: string) => compileTemplate(text).resolve(scope);

Deno.test("an expression alone keeps its type, among text it becomes text", () => {
  const cases: [string, unknown][] = [
    ["plain", "plain"],
    ["", ""],
    ["${{ input.n }}", 1],
    ["${{input.list}}", [1, "a"]],
    ["${{ input.nothing }}", null],
    [" ${{ input.n }}", " 1"],
    ["${{ input.n }}${{ input.s }}", "1x"],
    ["v${{ input.n }}: ${{ input.list }}, ${{ input.nothing }}.", 'v1: [1,"a"], .'],
    ["$${{ input.n }}", "${{ input.n }}"],
    ["a $${{ b }} ${{ input.n }}", "a ${{ b }} 1"],
    ["${{ {'a': {'b': 1}} }}", { a: { b: 1 } }],
    ["${{ '}}' + \"}}\" }}", "}}}}"],
    ["${{ 'it\\'s }}' }}", "it's }}"],
    ["$ {{ x }}", "$ {{ x }}"],
  ];
  for (const [text, value] of cases) assert.deepEqual(resolve(text), value, text);
});

Deno.test("nested values are resolved, keys and other values stay", () => {
  const value = { "${{ k }}": ["${{ input.n }}", { deep: "n=${{ input.n }}" }, 5, null, true] };
  assert.deepEqual(resolveValue(value, scope), { "${{ k }}": [1, { deep: "n=1" }, 5, null, true] });
  assert.equal(resolveText(5, scope), "5");
  assert.equal(resolveText("${{ input.list }}", scope), '[1,"a"]');
  assert.equal(asText(undefined), "");
});

Deno.test("conditions stand with or without braces, and give true or false", () => {
  assert.equal(evaluateCondition("input.n == 1", scope), true);
  assert.equal(evaluateCondition("  ${{ input.n == 2 }} ", scope), false);
  assert.throws(() => evaluateCondition("input.n", scope), /gives 1 instead of true or false/);
  assert.throws(() => evaluateCondition("'" + "x".repeat(100) + "'", scope), /…/);
  assert.throws(
    () => compileBare("${{ input.n }} and more"),
    (error) => error instanceof ExpressionError && error.offset === 15,
  );
  assert.throws(
    () => compileBare("not ${{ input.n }}"),
    (error) => error instanceof ExpressionError && error.offset === 0,
  );
});

Deno.test("places are those of the whole text", () => {
  const at = (act: () => unknown) => {
    try {
      act();
    } catch (error) {
      assert.ok(error instanceof ExpressionError);
      return error.offset;
    }
    return undefined;
  };
  assert.equal(at(() => compileTemplate("abc ${{ nope }}")), 8);
  assert.equal(at(() => compileTemplate("abc ${{ input.n ")), 4);
  assert.equal(at(() => resolve("abc ${{ input.missing }}")), 14);
  assert.equal(at(() => compileBare("${{ nope }}")), 4);
  assert.equal(at(() => compileBare("${{ input.missing }}").evaluate(scope)), 10);
  const { names } = compileTemplate("a ${{ tasks.x.output }} ${{ secrets.K }} ${{ input.n }}");
  assert.deepEqual(names.tasks, [{ name: "x", offset: 12 }]);
  assert.deepEqual(names.secrets, [{ name: "K", offset: 36 }]);
  assert.deepEqual(names.inputs, [{ path: ["n"], offset: 51 }]);
});

Deno.test("texts without expressions stay as they are, whatever they hold", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", " ", "a", '"', "'", "\\") }), (text) => {
      if (text.includes("${{")) return;
      assert.equal(compileTemplate(text).resolve(scope), text);
    }),
    { seed: 42, numRuns: 2000 },
  );
});

Deno.test("any text that is put in as a value comes out as it is", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, value) => {
      if (before.includes("${{") || before.endsWith("$")) return;
      const found = compileTemplate(`${before}\${{ input.value }}|`).resolve({ input: { value }, tasks: {} });
      assert.equal(found, `${before}${value}|`);
    }),
    { seed: 42, numRuns: 1000 },
  );
});
