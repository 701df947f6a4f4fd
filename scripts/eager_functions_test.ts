import assert from "node:assert/strict";
import { withEagerFunctions } from "./eager_functions.ts";

/** What a module exports as `result`. */
async function resultOf(code: string): Promise<unknown> {
  return (await import(`data:text/javascript,${encodeURIComponent(code)}`)).result;
}

const MODULE = `
const early = declared(2), pick = { a: x => x + 1, b: async y => { const f = () => y; return f(); } };
function declared(n) { return n > 0 ? n + declared(n - 1) : inner(() => n); function inner(f) { return f(); } }
async function* counted(n) { for (let i = 0; i < n; i++) yield i }
class Counter { #n = 0; up = () => ++this.#n; static of() { return new this() } get value() { return this.#n } }
class Twice extends Counter { twice() { this.up(); return super.value + this.up() } }
const key = "com" + "puted";
const table = {
  plain(n) { return n + 1 }, async later(n) { return n + 2 }, *each(n) { yield n; yield* [n + 1] },
  async *slow(n) { yield n }, [key](n) { return \`\${[n].map(m => m * 2)}\` }, "quoted name"() { return this.own }, own: 7,
  up() { return super.toString() }, get got() { return (() => 8)() }, set got(v) { this.own = v }, if() { return "word" }, 1() { return "one" },
};
table.got = 9;
const collected = []; for await (const each of counted(3)) collected.push(each);
for await (const each of table.slow(5)) collected.push(each);
const iife = (function () { return 3 })(), named = function me(n) { return n ? me(n - 1) : "me" };
export const result = [early, pick.a(1), await pick.b(4), new Twice().twice(), Counter.of().up(), table.plain(1),
  await table.later(1), [...table.each(1)], table.computed(3), table["quoted name"](), table.got, table.if(), table[1](), table.up(),
  collected, iife, named(2), [declared.name, table.plain.name, table.computed.name, pick.a.name]];
`;

Deno.test("a module does the same with its functions in parentheses", async () => {
  const eager = withEagerFunctions(MODULE);
  assert.deepEqual(await resultOf(eager), await resultOf(MODULE));
  assert.match(eager, /^var declared=\(function\(n\) \{/);
  assert.match(eager, /plain:\(function\(n\) \{/);
  assert.match(eager, /a: \(x => x \+ 1\)/);
});
