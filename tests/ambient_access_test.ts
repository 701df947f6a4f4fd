import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const SOURCES = fileURLToPath(new URL("../src", import.meta.url)).replaceAll("\\", "/");

/** Where the outside world is touched. */
const ALLOWED = /^(app\.ts$|adapters\/)/;

/** The lint rule reads syntax; this reads text, which no clever syntax escapes. */
const ACCESS: readonly [what: string, pattern: RegExp][] = [
  ["Deno", /\bDeno\s*(\?\.|\.\w|\[)|[=(,:[{]\s*Deno\b(?!\s+\w)/],
  ["globalThis", /\bglobalThis\b/],
  ["process", /(?<![.\w"'`-])process\s*(\?\.|\.|\[)/],
  // A method of this name begins its line.
  ["fetch", /(\bawait|\breturn|[=>(,[])\s*fetch\b/],
  ["console", /(?<![.\w])console\s*(\?\.|\.|\[)/],
  ["the time", /\bnew Date\s*\(\s*\)|\bDate\.now\b|\bTemporal\.Now\b|\bperformance\.now\b/],
  ["chance", /\bMath\.random\b|\bcrypto\.(randomUUID|getRandomValues)\b/],
  ["a timer", /(?<![.\w])set(Timeout|Interval)\s*\(/],
  ["code from text", /(?<![.\w])eval\s*\(|\bnew Function\s*\(/],
];

/** What is neither comment nor plain text. Texts with `${…}` stay whole: they hold code. */
function codeOf(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\/|(?<![:"'`])\/\/.*$/gm, "").replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
}

function accessesIn(source: string): string[] {
  const lines = codeOf(source).split("\n");
  return ACCESS.filter(([, pattern]) => lines.some((line) => pattern.test(line))).map(([what]) => what);
}

Deno.test("ambient access: outside adapters and the composition root no source touches the outside world", () => {
  const found = listSources("").filter((path) => !ALLOWED.test(path)).flatMap((path) =>
    accessesIn(Deno.readTextFileSync(`${SOURCES}/${path}`)).map((what) => `src/${path} reaches for ${what}`)
  );
  assert.deepEqual(found, []);
});

Deno.test("ambient access: the search finds what it is for", () => {
  const uses: [string, string][] = [
    ["return Deno.cwd();", "Deno"],
    ["const { env } = Deno;", "Deno"],
    ["const text = `${Deno.cwd()}`;", "Deno"],
    ["use(globalThis);", "globalThis"],
    ["use({ host: Deno });", "Deno"],
    ["const at = new Date();", "the time"],
    ["await fetch(url);", "fetch"],
    ["process.exit(1);", "process"],
  ];
  for (const [source, what] of uses) assert.deepEqual(accessesIn(source), [what], source);
  const harmless = [
    'const name = "Deno.cwd()";',
    "// Deno.cwd()",
    "/** `fetch(x)` */",
    "ports.fetch(url);",
    "new Date(0)",
  ];
  for (const source of harmless) assert.deepEqual(accessesIn(source), [], source);
  assert.ok(listSources("").some((path) => accessesIn(Deno.readTextFileSync(`${SOURCES}/${path}`)).includes("Deno")));
});

function listSources(folder: string): string[] {
  return [...Deno.readDirSync(`${SOURCES}/${folder}`)].flatMap(({ name, isDirectory }) =>
    isDirectory
      ? listSources(`${folder}${name}/`)
      : name.endsWith(".ts") && !name.endsWith("_test.ts")
      ? [folder + name]
      : []
  );
}
