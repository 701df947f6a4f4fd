import assert from "node:assert/strict";
import { parse as parseByPatch } from "@decimalturn/toml-patch";
import fc from "fast-check";
import { type DocumentEdit, withEdit } from "./edit.ts";
import { DocumentSyntaxError } from "./position.ts";
import { parseToml } from "./toml.ts";
import { isSame } from "./toml_difference.ts";
import { editToml, stringifyToml } from "./toml_edit.ts";
import { hasHeaders, inlineText, isTomlTable, keyText, type TomlTable } from "./toml_text.ts";

const edit = (text: string, ...edits: [path: (string | number)[], value: unknown][]) =>
  editToml(text, edits.map(([path, value]) => ({ path, value })));

Deno.test("a new key goes behind the last one of its table", () => {
  assert.equal(
    edit("# c\na = 1 # one\n# z = 3\n\n[t]\n  x = 1\n  # y = 2\n[u]\n", [["b"], 2], [["t", "z"], "n"], [["u", "k"], 1]),
    '# c\na = 1 # one\nb = 2\n# z = 3\n\n[t]\n  x = 1\n  z = "n"\n  # y = 2\n[u]\nk = 1\n',
  );
  assert.equal(edit("a = [\n  1,\n]", [["b"], 2]), "a = [\n  1,\n]\nb = 2");
  assert.equal(
    edit("a.b = 1\nc = 1\n", [["a", "d"], 3], [["a", "e", "f"], true]),
    "a.b = 1\na.d = 3\na.e.f = true\nc = 1\n",
  );
  assert.equal(edit("a.b = 1\n", [["a", "e"], {}]), "a.b = 1\na.e = {}\n");
});

Deno.test("a key above all tables goes before the first of them and what is said about it", () => {
  assert.equal(edit("# Ours\n\n[t]\n", [["a"], 1]), "# Ours\n\na = 1\n\n[t]\n");
  assert.equal(edit("# Ours\n\n# About t\n[t]\n", [["a"], 1]), "# Ours\n\na = 1\n\n# About t\n[t]\n");
  assert.equal(edit("[t]\r\nx = 1\r\n", [["a"], 1]), "a = 1\r\n\r\n[t]\r\nx = 1\r\n");
  assert.equal(edit("# only\n", [["a"], 1]), "# only\n\na = 1\n");
  assert.equal(edit("# only", [["a"], 1]), "# only\n\na = 1");
});

Deno.test("a missing table gets a header, behind the tables that are its neighbours", () => {
  assert.equal(edit("[t]\nx = 1\n", [["v", "w", "x"], 1]), "[t]\nx = 1\n\n[v.w]\nx = 1\n");
  assert.equal(
    edit("[t]\nx = 1\n\n# About u\n[u]\ny = 2\n", [["t", "s", "k"], [1]]),
    "[t]\nx = 1\n\n[t.s]\nk = [1]\n\n# About u\n[u]\ny = 2\n",
  );
  assert.equal(edit("# About\n[t.u]\nb = 1\n", [["t", "a"], 1]), "[t]\na = 1\n\n# About\n[t.u]\nb = 1\n");
  const hash = "[t]\na = '''\n# no comment'''\n[u]\n";
  assert.equal(edit(hash, [["t", "s"], {}]), hash.replace("[u]", "\n[t.s]\n\n[u]"));
  assert.equal(edit("", [["a b", "c.d", ""], 1]), '["a b"."c.d"]\n"" = 1\n');
  assert.equal(edit("[t]\nx = 1", [["u"], { y: 1 }]), "[t]\nx = 1\n\n[u]\ny = 1");
});

Deno.test("keys within inline tables", () => {
  assert.equal(edit("i = {x = 1}\n", [["i", "y"], 2], [["i", "x"], undefined]), "i = {y = 2}\n");
  assert.equal(edit("i = {}\n", [["i", "y", "z"], "a\nb"]), 'i = { y = { z = "a\\nb" } }\n');
  assert.equal(edit("i = { a.b = 1, c = 2 } # i\n", [["i", "a", "d"], 3]), "i = { a.b = 1, a.d = 3, c = 2 } # i\n");
  assert.equal(edit("i = { a = 1, b = 2, c = 3 }\n", [["i", "b"], undefined]), "i = { a = 1, c = 3 }\n");
  assert.equal(edit("i = { a = 1 }\n", [["i", "a"], undefined]), "i = {}\n");
});

Deno.test("lists are changed element by element, in the lines that they have", () => {
  assert.equal(edit('l = ["b"] # all\n', [["l"], ["a", "b", "c"]]), 'l = ["a", "b", "c"] # all\n');
  assert.equal(edit("l = [ 1, 2, 3 ]\n", [["l"], [1, 3]]), "l = [ 1, 3 ]\n");
  assert.equal(edit("l = [1, 2, ]\n", [["l", 1], undefined]), "l = [1, ]\n");
  assert.equal(edit("l = [1]\n", [["l", 0], undefined], [["l", 0], "x"]), 'l = ["x"]\n');
  assert.equal(edit("l = [ # none\n]\n", [["l", 0], 1]), "l = [1 # none\n]\n");
  const lines = "l = [ # l\n  # one\n  1, # 1\n  2 # 2\n] # end\n";
  assert.equal(edit(lines, [["l"], [1, 2, 3]]), "l = [ # l\n  # one\n  1, # 1\n  2, # 2\n  3\n] # end\n");
  assert.equal(edit(lines, [["l"], [1]]), "l = [ # l\n  # one\n  1 # 1\n] # end\n");
  assert.equal(edit(lines, [["l"], [0, 1, 2]]), "l = [ # l\n  0,\n  # one\n  1, # 1\n  2 # 2\n] # end\n");
  assert.equal(edit(lines, [["l"], [1, 5, 2]]), "l = [ # l\n  # one\n  1, # 1\n  5,\n  2 # 2\n] # end\n");
  assert.equal(edit("l = [\r\n\t1,\r\n\t2,\r\n]\r\n", [["l", 2], 3]), "l = [\r\n\t1,\r\n\t2,\r\n\t3,\r\n]\r\n");
  assert.equal(edit("l = [\n  1\n]\n", [["l", 1], 2]), "l = [\n  1,\n  2\n]\n");
  assert.equal(edit("l = [1, 2, # two\n  3]\n", [["l", 2], undefined]), "l = [1, 2 # two\n  ]\n");
  assert.equal(edit("l = [1, # one\n  2, 3]\n", [["l", 0], undefined]), "l = [ # one\n  2, 3]\n");
});

Deno.test("arrays of tables: elements are added, changed and removed", () => {
  const text = "[[r]]\nx = 1 # one\n[r.s]\ny = 1\n\n[[r]]\nx = 2\n\n[u]\n";
  assert.equal(edit(text, [["r", 1, "y"], 3]), "[[r]]\nx = 1 # one\n[r.s]\ny = 1\n\n[[r]]\nx = 2\ny = 3\n\n[u]\n");
  assert.equal(edit(text, [["r", 2], { x: 3 }]), text.replace("[u]", "[[r]]\nx = 3\n\n[u]"));
  assert.equal(edit(text, [["r", 0], undefined]), "[[r]]\nx = 2\n\n[u]\n");
  assert.equal(edit(text, [["r", 0, "s", "z"], 1]), text.replace("y = 1\n", "y = 1\nz = 1\n"));
  assert.equal(edit(text, [["r", 1, "t", "z"], 1]), text.replace("[u]", "[r.t]\nz = 1\n\n[u]"));
  assert.equal(edit(text, [["r"], []]), "r = []\n\n[u]\n");
  assert.equal(edit(text, [["r"], undefined]), "[u]\n");
  assert.equal(edit(text, [["r", 1], 5]), "r = [{ x = 1, s = { y = 1 } }, 5]\n\n[u]\n");
  assert.equal(edit("", [["r"], [{ a: 1, b: { c: 2 } }, { a: 2 }]]), "[[r]]\na = 1\n\n[r.b]\nc = 2\n\n[[r]]\na = 2\n");
  assert.equal(
    edit(text, [["r"], [{ x: 1, s: { y: 1 } }, { n: 1 }, { x: 2 }]]),
    text.replace("\n\n[[", "\n\n[[r]]\nn = 1\n\n[["),
  );
});

Deno.test("what is removed goes with its line; comments of its own lines stay", () => {
  assert.equal(edit("a = 1 # a\n# b\nb = 2\n", [["b"], undefined]), "a = 1 # a\n# b\n");
  assert.equal(edit("a = 1\nb = '''\nx\n'''", [["b"], undefined]), "a = 1");
  assert.equal(edit("[t]\na = 1\n\n# u\n[u]\nb = 1\n# end\n", [["u"], undefined]), "[t]\na = 1\n\n# u\n# end\n");
  assert.equal(edit("[t]\na = 1\n\n[u]\nb = 1\n\n[v]\n", [["u"], undefined]), "[t]\na = 1\n\n[v]\n");
  assert.equal(edit("[t]\na = 1\n\n[u]\nb = 1", [["u"], undefined]), "[t]\na = 1");
  assert.equal(edit("[t]\na = 1\n\n[u]\n", [["t"], undefined]), "[u]\n");
  // What was named by nothing else is still there.
  assert.equal(edit("[t.u]\nb = 1\n", [["t", "u"], undefined]), "[t]\n");
  assert.equal(edit("x = 1\na.b = 1\n", [["a", "b"], undefined]), "x = 1\n\n[a]\n");
  assert.equal(edit("a.b = 1\na.c = 2\n\n[a.d]\n", [["a"], undefined]), "");
});

Deno.test("texts keep their quotes where they can, and dates stay", () => {
  assert.equal(edit("a = 'x'\n", [["a"], "y"]), "a = 'y'\n");
  assert.equal(edit("a = 'x'\n", [["a"], 'y\n"""z\\']), 'a = """\ny\n\\"\\"\\"z\\\\"""\n');
  assert.equal(edit('a = """\nx"""\n', [["a"], 'l\n"']), 'a = """\nl\n\\""""\n');
  assert.equal(edit("a = 1\r\n", [["a"], "l\nm"]), 'a = "l\\nm"\r\n');
  assert.equal(edit("a = 1\n", [["a"], "\x7f"]), 'a = "\\u007f"\n');
  assert.equal(
    edit('a = \'\'\'x\'\'\' # a\nb = """y"""""\n', [["c"], 1]),
    'a = \'\'\'x\'\'\' # a\nb = """y"""""\nc = 1\n',
  );
  const dates =
    'a = 1979-05-27 07:32:00Z # d\nb = 07:32:00\nc = [ 1979-05-27, 1 ]\n\'d"\' = 1\n"\\u00e9\\t\\U0001F600" = 2\n';
  assert.equal(
    edit(dates, [["c", 1], 2], [['d"'], 3], [["é\t😀"], 4], [["e"], new Date("2026-01-02T03:04:05.000Z")]),
    dates.replace(", 1 ]", ", 2 ]").replace("= 1\n", "= 3\n").replace("= 2\n", "= 4\ne = 2026-01-02T03:04:05.000Z\n"),
  );
});

Deno.test("numbers of every kind are read as themselves", () => {
  for (const value of [0, -0, 1.5, -7, 1e21, 1e-7, 2 ** 60, NaN, Infinity, -Infinity, Number.MIN_VALUE]) {
    const { value: read } = parseToml(edit("a = 'x'\n", [["a"], value]));
    assert.ok(Object.is((read as { a: number }).a, value), String(value));
  }
});

Deno.test("what TOML cannot hold is refused", () => {
  for (const value of [[null], "\ud800", 2n ** 70n]) {
    assert.throws(() => edit("a = 1\n", [["a"], value]), DocumentSyntaxError);
  }
  assert.throws(() => edit("a = 1\n", [[], 5]), /no place for the new value/);
  assert.throws(() => edit("a = \n", [["a"], 5]), DocumentSyntaxError);
});

Deno.test("a new text: pairs first, then tables", () => {
  const value = { t: { x: 1, deep: { e: {} } }, a: "b", gone: undefined, none: null, l: [[1], []], r: [{ k: "v" }] };
  assert.equal(
    stringifyToml(value),
    'a = "b"\nl = [[1], []]\n\n[t]\nx = 1\n\n[t.deep.e]\n\n[[r]]\nk = "v"\n',
  );
  assert.equal(stringifyToml({}), "\n");
});

/** A line of a document, and the path that it belongs to: of a comment above all, none. */
interface Line {
  text: string;
  path?: (string | number)[];
  isPair?: boolean;
}

/** Writes a table in one of the many ways that TOML has for it; the tape decides which. */
function written(value: TomlTable, tape: readonly number[]): Line[] {
  let at = 0;
  const choose = <T>(...each: T[]): T => each[tape[at++ % tape.length]! % each.length]!;
  const lines: Line[] = [];
  section(value, [], []);
  return lines;

  function section(table: TomlTable, path: (string | number)[], names: string[]): void {
    const indent = choose("", "", "  ", "\t");
    const later: (() => void)[] = [];
    for (const [name, each] of Object.entries(table)) {
      if (choose(0, 0, 1)) lines.push({ text: `${indent}# note ${lines.length}`, path });
      pair(each, { path: [...path, name], names: [name], indent, later, at: [...names, name] });
    }
    if (choose(0, 0, 1)) lines.push({ text: "" });
    later.forEach((each) => each());
  }

  function pair(
    value: unknown,
    to: { path: (string | number)[]; names: string[]; indent: string; later: (() => void)[]; at: string[] },
  ): void {
    const { path, names, indent, later, at } = to;
    if (isTomlTable(value) && choose("header", "header", "inline") === "header") {
      if (choose(0, 0, 1) && Object.keys(value).length > 0) {
        for (const [name, each] of Object.entries(value)) {
          pair(each, { path: [...path, name], names: [...names, name], indent, later: [], at: [] });
        }
      } else if (at.length > 0) later.push(() => header(`[${key(at)}]`, { table: value, path, at }));
      else one(value);
    } else if (Array.isArray(value) && hasHeaders(value) && at.length > 0 && choose(1, 1, 0)) {
      later.push(() => value.forEach((table, i) => header(`[[${key(at)}]]`, { table, path: [...path, i], at })));
    } else one(value);

    function one(value: unknown): void {
      const head = `${indent}${key(names)}${choose(" = ", "=", " =  ")}`;
      const tail = choose("", "", ` # about ${lines.length}`);
      if (Array.isArray(value) && value.length > 0 && choose(0, 1)) {
        const last = value.length - 1;
        const comma = choose(",", "");
        lines.push({ text: `${head}[`, path, isPair: true });
        value.forEach((each, i) => {
          lines.push({
            text: `${indent}  ${inline(each)}${i < last ? "," : comma}${choose("", " # e")}`,
            path,
            isPair: true,
          });
        });
        lines.push({ text: `${indent}]${tail}`, path, isPair: true });
      } else lines.push({ text: `${head}${inline(value)}${tail}`, path, isPair: true });
    }
  }

  function header(
    text: string,
    { table, path, at }: { table: TomlTable; path: (string | number)[]; at: string[] },
  ): void {
    if (choose(0, 1)) lines.push({ text: "" });
    if (choose(0, 0, 1)) lines.push({ text: `# above ${lines.length}` });
    lines.push({ text: text + choose("", " # header"), path });
    section(table, path, at);
  }

  function key(names: string[]): string {
    return names.map((each) => choose(keyText([each]), keyText([each]), `"${each}"`, `'${each}'`)).join(
      choose(".", ".", " . "),
    );
  }

  function inline(value: unknown): string {
    if (typeof value === "string" && !/['\p{Cc}]/u.test(value)) {
      return choose(inlineText(value), `'${value}'`, `'''${value}'''`);
    }
    if (Array.isArray(value)) return choose(`[${value.map(inline).join(",")}]`, `[ ${value.map(inline).join(" , ")} ]`);
    if (!isTomlTable(value)) return inlineText(value);
    const pairs = Object.entries(value).map(([name, each]) => `${key([name])}${choose("=", " = ")}${inline(each)}`);
    return choose(`{${pairs.join(",")}}`, `{ ${pairs.join(", ")} }`);
  }
}

const name = fc.constantFrom("a", "b", "c d", "e.f", "0", "ü");
const scalar = fc.oneof(
  fc.constantFrom("", "x", "it's", 'a "b"', "# no", "l\nm", "]", "}", "a = 1", "\\"),
  fc.integer({ min: -99, max: 99 }),
  fc.boolean(),
  fc.constantFrom(0.5, -1e21),
);
const { table, node } = fc.letrec<{ table: Record<string, unknown>; node: unknown }>((tie) => ({
  table: fc.dictionary(name, tie("node"), { maxKeys: 4, noNullPrototype: true }),
  node: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    tie("table"),
    fc.array(tie("table"), { maxLength: 3 }),
    fc.array(tie("node"), { maxLength: 2 }),
  ),
}));
const documents = fc.record({
  value: table,
  tape: fc.array(fc.nat(59), { minLength: 20, maxLength: 40 }),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  mark: fc.constantFrom("", "\ufeff"),
  isEnded: fc.boolean(),
});
const path = fc.array(fc.oneof({ weight: 4, arbitrary: name }, { weight: 1, arbitrary: fc.nat(3) }), {
  minLength: 1,
  maxLength: 4,
});

Deno.test("random edits of random documents: what is read is the edited value, and other lines are the same", () => {
  let refused = 0;
  fc.assert(
    fc.property(documents, path, fc.option(node, { nil: undefined, freq: 4 }), (document, at, next) => {
      const { lineEnd, mark } = document;
      const lines = written(document.value, document.tape);
      const text = mark + lines.map((each) => each.text).join(lineEnd) + (document.isEnded ? lineEnd : "");
      const { value: before } = parseToml(text);
      const change: DocumentEdit = { path: at, value: next };
      const wanted = withEdit(before, change);
      const edited = editToml(text, [change]);
      const context = `${text}\n=> ${JSON.stringify(change)}\n${edited}`;
      const { value: after } = parseToml(edited);
      assert.ok(isSame(after, wanted), context);
      const other = readByPatch(edited.slice(mark.length));
      if (other === undefined) refused++;
      else assert.deepEqual(other, after, context);
      // An index past the end appends, and one that is removed gives its place to the next.
      if (at.every((step) => typeof step === "string")) assert.equal(editToml(edited, [change]), edited);
      assert.ok(edited.startsWith(mark), context);
      const place = placeOf(before, at, next);
      const stays = lines.filter((each) => each.text.trim() !== "" && !isConcerned(each, place)).map((each) =>
        each.text
      );
      // Of a text that is replaced but for a line, nothing says how lines end.
      if (stays.length > 1) {
        assert.equal(edited.endsWith("\n"), text.endsWith("\n"), context);
        if (text.includes("\r")) assert.doesNotMatch(edited, /[^\r]\n/);
      }
      const rest = edited.slice(mark.length).split(/\r?\n/);
      for (const line of stays) {
        const index = rest.indexOf(line);
        assert.ok(index >= 0, `${line}\n${context}`);
        rest.splice(0, index + 1);
      }
    }),
    { seed: 42, numRuns: 3000 },
  );
  assert.ok(refused < 60, `${refused} texts were not read by another reader`);
});

/** It refuses a header below an element of an array where another element has an inline table by that name. */
function readByPatch(text: string): unknown {
  try {
    return JSON.parse(JSON.stringify(parseByPatch(text)));
  } catch {
    return undefined;
  }
}

/** How far up an edit reaches: to what gives way for a table, or to a list of tables that gets something else. */
function placeOf(value: unknown, path: DocumentEdit["path"], next: unknown): DocumentEdit["path"] {
  let inner = value;
  for (const [i, step] of path.entries()) {
    const fits = Array.isArray(inner) ? typeof step === "number" : isTomlTable(inner);
    const isReplaced = Array.isArray(inner) && i === path.length - 1 && !isTomlTable(next);
    if (!fits || isReplaced) return path.slice(0, i);
    inner = (inner as Record<string | number, unknown>)[step];
    if (inner === undefined) return path.slice(0, i + 1);
  }
  return path;
}

function isConcerned({ path, isPair }: Line, place: DocumentEdit["path"]): boolean {
  if (path === undefined) return false;
  const shared = Math.min(path.length, place.length);
  const isSharing = path.slice(0, shared).every((step, i) => String(step) === String(place[i]));
  return isSharing && (path.length >= place.length || isPair === true);
}
