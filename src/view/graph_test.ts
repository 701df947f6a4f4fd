import assert from "node:assert/strict";
import fc from "fast-check";
import { drawDot } from "./dot.ts";
import type { DrawnEdge, DrawnGraph } from "./drawn_graph.ts";
import { drawTree } from "./graph_tree.ts";
import { drawMermaid } from "./mermaid.ts";
import { createUi } from "./ui.ts";

const ui = createUi({ color: false, unicode: true, width: 80 });

function graphOf(arrows: string[], more: Partial<DrawnGraph> = {}): DrawnGraph {
  const edges = arrows.map((arrow): DrawnEdge => {
    const [from, to, label = ""] = arrow.split(" ");
    return { from: from!, to: to!, label, isInCycle: false };
  });
  const names = [...new Set(edges.flatMap(({ from, to }) => [from, to]))].sort();
  const nodes = names.map((name) => ({ name, version: "1.0.0", mark: "" as const, private: false }));
  const isAskedFor = new Set(edges.map(({ to }) => to));
  return { nodes, edges, entries: [...names.filter((name) => !isAskedFor.has(name)), ...names], ...more };
}

const tree = (graph: DrawnGraph) => drawTree(graph, ui).replaceAll(" 1.0.0", "").split("\n");

Deno.test("what stands below a package is drawn once", () => {
  assert.deepEqual(tree(graphOf(["app core dev", "app ui", "core base", "ui core"])), [
    "app",
    "├─ core (dev)",
    "│  └─ base",
    "└─ ui",
    "   └─ core (see above)",
  ]);
  assert.deepEqual(tree(graphOf(["a leaf", "b leaf"])), ["a", "└─ leaf", "b", "└─ leaf"]);
});

Deno.test("cycles end where they lead back, and are drawn where nothing leads into them", () => {
  assert.deepEqual(tree(graphOf(["a b", "b a"])), ["a", "└─ b", "   └─ a (cycle)"]);
  assert.deepEqual(tree(graphOf(["a a"])), ["a", "└─ a (cycle)"]);
  assert.deepEqual(tree(graphOf(["a b", "b c", "c b"])), ["a", "└─ b", "   └─ c", "      └─ b (cycle)"]);
});

Deno.test("changed and private packages are marked, names cannot move the cursor", () => {
  const nodes = [
    { name: "a\x1b[2J", version: "", mark: "changed" as const, private: true },
    { name: "b", version: "2.0.0", mark: "dependent" as const, private: false },
  ];
  assert.equal(
    drawTree({ nodes, edges: [], entries: ["b", nodes[0]!.name] }, ui),
    "b 2.0.0\na\\u001b[2J private [changed]",
  );
});

Deno.test("a long chain is drawn without running out of stack", () => {
  const chain = Array.from({ length: 1500 }, (_, i) => `p${i} p${i + 1}`);
  assert.equal(tree(graphOf(chain)).length, 1501);
});

Deno.test("every package is drawn with all of its dependencies, and none is drawn without end", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(fc.nat(6), fc.nat(6)), { minLength: 1, maxLength: 20, selector: String }),
      (pairs) => {
        const graph = graphOf(pairs.map(([from, to]) => `p${from} p${to}`));
        const lines = tree(graph);
        for (const { name } of graph.nodes) assert.ok(lines.some((line) => line.endsWith(name)), name);
        const tops = lines.filter((line) => /^p/.test(line)).length;
        assert.equal(lines.length, graph.edges.length + tops);
      },
    ),
    { seed: 42, numRuns: 300 },
  );
});

Deno.test("Mermaid gets ids, entity codes, dotted arrows and marks", () => {
  const graph = graphOf(["@o/app b dev", "b c"]);
  graph.nodes = graph.nodes.map((each) => each.name === "b" ? { ...each, mark: "changed", version: "" } : each);
  graph.edges = graph.edges.map((each) => ({ ...each, isInCycle: each.from === "b" }));
  assert.equal(
    drawMermaid(graph),
    [
      "flowchart LR",
      '  p0["@o/app<br/>1.0.0"]',
      '  p1["b"]:::changed',
      '  p2["c<br/>1.0.0"]',
      '  p0 -. "dev" .-> p1',
      "  p1 --> p2",
      "  linkStyle 1 stroke:#d00000",
      "  classDef changed fill:#ffd580,color:#000000",
    ].join("\n"),
  );
});

Deno.test("no name can leave its quotes in Mermaid", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      const node = { name, version: "1", mark: "" as const, private: false };
      const lines = drawMermaid({ nodes: [node], edges: [], entries: [name] }).split("\n");
      assert.equal(lines.length, 2);
      assert.match(lines[1]!, /^ {2}p0\["(?:[\p{L}\p{N}@/._ ,-]|#\d+;)*<br\/>1"\]$/u);
    }),
    { seed: 42, numRuns: 500 },
  );
});

const HOSTILE = [
  'a"b',
  "a\\",
  'a\\"',
  "a\nb",
  "<b>&lt;</b>",
  "\\N",
  "a -> b",
  "é;{}[]|",
  "-",
  "node",
  "digraph",
  "\x1b[2J",
];

const hasDot = await new Deno.Command("dot", { args: ["-V"], stdout: "null", stderr: "null" }).output()
  .then(({ success }) => success, () => false);

Deno.test({
  name: "Graphviz reads every name as it is written",
  ignore: !hasDot,
  async fn() {
    const names = HOSTILE.toSorted();
    const nodes = names.map((name) => ({ name, version: "1.0.0", mark: "dependent" as const, private: true }));
    const edges = names.map((from, i) => ({
      from,
      to: names[(i + 1) % names.length]!,
      label: 'x"\\',
      isInCycle: true,
    }));
    const { nodes: drawn, edges: arrows } = await readDot(drawDot({ nodes, edges, entries: names }));
    assert.equal(drawn.length, names.length);
    assert.equal(arrows, names.length);
    // Control characters are shown by their code, so that what is drawn has none.
    assert.deepEqual(drawn.toSorted(), names.map((name) => `${shown(name)}1.0.0`).toSorted());
  },
});

function shown(name: string): string {
  // deno-lint-ignore no-control-regex
  return name.replace(/[\x00-\x1f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Texts of the nodes and the number of arrows, from the picture that Graphviz makes. */
async function readDot(text: string): Promise<{ nodes: string[]; edges: number }> {
  const child = new Deno.Command("dot", { args: ["-Tsvg"], stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode(text));
  await writer.close();
  const { success, stdout, stderr } = await child.output();
  const errors = new TextDecoder().decode(stderr);
  assert.ok(success && !/error|syntax/i.test(errors), errors);
  const svg = new TextDecoder().decode(stdout);
  const groups = [...svg.matchAll(/<g id="node\d+"[\s\S]*?<\/g>/g)].map(([group]) =>
    [...group.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => unescape(text!)).join("")
  );
  return { nodes: groups, edges: [...svg.matchAll(/class="edge"/g)].length };
}

function unescape(text: string): string {
  return text.replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, code) => String.fromCodePoint(parseInt(code, hex ? 16 : 10)))
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&")
    .replaceAll("\u00a0", " ");
}
