import fc from "fast-check";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { scanImports } from "./scan_imports.ts";

const TOP = fileURLToPath(new URL("../../../../../", import.meta.url));

/** What TypeScript's parser finds: `kind specifier`, sorted; undefined where it does not understand the text. */
function parsed(text: string, name: string): string[] | undefined {
  const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, false, scriptKind(name));
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: unknown[] };
  if (parseDiagnostics.length > 0) return undefined;
  const found: string[] = [];
  const add = (node: ts.Node | undefined) => {
    if (node && ts.isStringLiteralLike(node) && node.text !== "" && isPlain(node, text)) found.push(node.text);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) add(node.moduleSpecifier);
    else if (ts.isExternalModuleReference(node)) add(node.expression);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node.argument.literal);
    else if (ts.isCallExpression(node)) {
      const { expression: callee } = node;
      const called = callee.kind === ts.SyntaxKind.ImportKeyword ||
        ts.isIdentifier(callee) && callee.text === "require";
      if (called && node.questionDotToken === undefined && node.arguments.length > 0) add(node.arguments[0]);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.sort();
}

/** Escapes in module names are left alone by the scanner. */
function isPlain(node: ts.StringLiteralLike, text: string): boolean {
  return !text.slice(node.pos, node.end).includes("\\");
}

function scriptKind(name: string): ts.ScriptKind {
  if (name.endsWith(".tsx")) return ts.ScriptKind.TSX;
  return /\.[cm]?ts$/.test(name) ? ts.ScriptKind.TS : ts.ScriptKind.JSX;
}

function scanned(text: string, name: string): string[] {
  return scanImports(text, { jsx: !/\.[cm]?ts$/.test(name) })
    .filter(({ kind, offset }) => kind !== "mention" && /["'`]/.test(text[offset]!))
    .map(({ specifier }) => specifier).sort();
}

Deno.test("real sources: the same modules as TypeScript's parser", () => {
  const files = [...sources(`${TOP}src`, 400), ...sources(`${TOP}node_modules/.deno`, 1200)];
  assert.ok(files.length > 600);
  let compared = 0;
  const different: unknown[] = [];
  for (const path of files) {
    const text = Deno.readTextFileSync(path);
    if (text.length > 200_000) continue;
    const expected = parsed(text, path);
    if (expected === undefined) continue;
    compared++;
    const actual = scanned(text, path);
    if (JSON.stringify(actual) !== JSON.stringify(expected)) different.push({ path, actual, expected });
  }
  assert.deepEqual(different, []);
  assert.ok(compared > 500);
});

/** Sources below a folder, at most `limit`, spread over its packages. */
function sources(folder: string, limit: number): string[] {
  const found: string[] = [];
  const visit = (path: string, left: number): void => {
    for (const entry of [...Deno.readDirSync(path)].sort((a, b) => a.name < b.name ? -1 : 1)) {
      if (left <= 0 || found.length >= limit) return;
      if (entry.isDirectory) visit(`${path}/${entry.name}`, left);
      else if (entry.isFile && /\.([cm]?js|[cm]?ts|[jt]sx)$/.test(entry.name)) {
        found.push(`${path}/${entry.name}`);
        left--;
      }
    }
  };
  for (const entry of [...Deno.readDirSync(folder)].sort((a, b) => a.name < b.name ? -1 : 1)) {
    if (entry.isDirectory) visit(`${folder}/${entry.name}`, 8);
  }
  return found;
}

Deno.test("generated sources: the same modules as TypeScript's parser", () => {
  const name = fc.constantFrom("a", "b/c", "@d/e", "./f");
  const quoted = fc.tuple(name, fc.constantFrom('"', "'")).map(([each, quote]) => `${quote}${each}${quote}`);
  const expression = fc.letrec<{ expression: string; element: string }>((tie) => ({
    expression: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom(
        "x",
        "1",
        "/['\"`/]/g",
        "'it\\'s'",
        '"//"',
        "`a${'}'}b`",
        "x / y / z",
        "x++ / 2",
        "f(x) / 2",
        "[1] / 2",
      ),
      quoted.map((each) => `require(${each})`),
      quoted.map((each) => `import(${each})`),
      quoted.map((each) => `x.require(${each})`),
      tie("expression").map((each) => `(${each})`),
      tie("expression").map((each) => `{ a: ${each} }.a`).map((each) => `(${each})`),
      tie("expression").map((each) => `\`'\${${each}}"\``),
      fc.tuple(tie("expression"), tie("expression")).map(([a, b]) => `f(${a}, ${b})`),
      tie("element"),
    ),
    element: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("<br/>", "<></>", "<p>Don't import 'x'</p>", `<a b="'" c='"'>//</a>`),
      tie("expression").map((each) => `<p a={${each}}>it's {${each}} "</p>`),
      tie("element").map((each) => `<>{/* ' */}${each}\`</>`),
    ),
  })).expression;
  const statement = fc.oneof(
    quoted.map((each) => `import ${each};`),
    quoted.map((each) => `import a, { b as c } from ${each};`),
    quoted.map((each) => `export * as ns from\n${each};`),
    quoted.map((each) => `import type { T } from /* ' */ ${each};`),
    expression.map((each) => `const v = ${each};`),
    expression.map((each) => `if (x) /'/.test(${each});`),
    expression.map((each) => `function f() { return ${each} }`),
    expression.map((each) => `// ${each}`),
    fc.constantFrom("/* import 'no' */", "export { x };", "type A = 'from';", "label: for (;;) {}"),
  );
  fc.assert(
    fc.property(fc.array(statement, { maxLength: 8 }), (statements) => {
      const text = statements.join("\n");
      const expected = parsed(text, "a.tsx");
      if (expected !== undefined) assert.deepEqual(scanned(text, "a.tsx"), expected, text);
    }),
    { seed: 42, numRuns: 1500 },
  );
});
