import assert from "node:assert/strict";
import fc from "fast-check";
import { Fault } from "../../../kernel/fault.ts";
import { renderTemplate } from "./template.ts";

const list = (...texts: string[]) => ({ text: texts.join(","), items: texts.map((text) => ({ text })) });
const values = { name: "core", version: "1.0.0", empty: "", changes: list("a", "b"), none: list() };
const faultOf = (template: string): Fault => {
  try {
    renderTemplate(template, values);
  } catch (error) {
    if (error instanceof Fault) return error;
  }
  throw new assert.AssertionError({ message: `'${template}' was accepted` });
};

Deno.test("variables, loops and conditions", () => {
  assert.equal(renderTemplate("{name}@{version}", values), "core@1.0.0");
  assert.equal(renderTemplate("{#changes}<{text} {name}>{/changes}", values), "<a core><b core>");
  assert.equal(renderTemplate("{changes} {none}", values), "a,b ");
  assert.equal(renderTemplate("{#name}yes{/name}{#empty}no{/empty}{^empty}none{/empty}", values), "yesnone");
  assert.equal(renderTemplate("{#none}x{/none}{^none}nothing{/none}{^changes}x{/changes}", values), "nothing");
});

Deno.test("lines of blocks alone leave no line", () => {
  assert.equal(renderTemplate("A\n{#changes}\n- {text}\n{/changes}\nB\n", values), "A\n- a\n- b\nB\n");
  assert.equal(renderTemplate("  {#changes}\r\n- {text}\r\n  {/changes}  ", values), "- a\r\n- b\r\n");
  assert.equal(renderTemplate("{#name}\nx\n{/name}", values), "x\n");
});

Deno.test("all other braces are plain text", () => {
  for (const text of ["{ name }", "{}", "{{", "{1}", "{na-me}", "{#", 'json: {"a": {}}']) {
    assert.equal(renderTemplate(text, values), text);
  }
  assert.equal(renderTemplate("{{name}}", values), "{core}");
});

Deno.test("unknown names are faults with position and suggestion, shown or not", () => {
  const unknown = faultOf("# x\n  {verison}");
  assert.equal(unknown.code, "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN");
  assert.equal(unknown.message, "Unknown variable '{verison}' in the changelog template, line 2:3");
  assert.equal(unknown.hint, "Did you mean 'version'?");
  assert.equal(faultOf("{#none}{#none}{nam}{/none}{/none}").code, "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN");
  assert.equal(faultOf("{text}").code, "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN", "loops end");
  assert.equal(faultOf("{constructor}").code, "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN");
});

Deno.test("unbalanced blocks are faults that say what is missing", () => {
  assert.equal(faultOf("{#changes}x").hint, "Add '{/changes}' where the block ends.");
  assert.equal(faultOf("a\n{/changes}").hint, "Remove '{/changes}'.");
  assert.equal(faultOf("a\n{/changes}").message, "Unbalanced '{/changes}' in the changelog template, line 2:1");
  assert.equal(faultOf("{#changes}{/name}").hint, "Write '{/changes}'.");
  assert.match(faultOf("{#changes}{/name}").reason, /open there is 'changes'/);
});

Deno.test("text without tags is its own template", () => {
  fc.assert(
    fc.property(fc.string().filter((text) => !/\{[#^/]?[A-Za-z_]/.test(text)), (text) => {
      assert.equal(renderTemplate(text, {}), text);
    }),
    { seed: 42, numRuns: 300 },
  );
});
