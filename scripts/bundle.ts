/**
 * Bundles the program into dist/: `main.js` and a chunk per lazily loaded part, so that a cold start reads only what
 * the command needs. Two things that libraries do when they are loaded cost more than the rest of a start and serve
 * nobody here; they are taken out, and the build fails when they are not found any more:
 *
 * - The shim for CommonJS loads `node:module` (25 ms) for a `require` that is called for Node's own modules only.
 * - semver looks at `process.env.NODE_DEBUG` (12 ms for touching `process`).
 */
const TARGET = new URL("../dist/", import.meta.url);

const REWRITES: readonly { what: string; pattern: RegExp; replacement: string }[] = [
  {
    what: "import of node:module",
    pattern: /import\s*\{\s*createRequire as (\w+)\s*\}\s*from\s*"node:module";(.*?)\b(\w+)=\1\(import\.meta\.url\)/s,
    replacement: "$2$3=(name)=>globalThis.process.getBuiltinModule(name)",
  },
  {
    what: "semver's look at NODE_DEBUG",
    pattern: /typeof process==?="object"&&process\.env&&process\.env\.NODE_DEBUG/,
    replacement: "false",
  },
];

async function bundle(): Promise<void> {
  await Deno.remove(TARGET, { recursive: true }).catch(() => {});
  const root = new URL("..", import.meta.url).pathname;
  const flags = ["--quiet", "--minify", "--code-splitting", "--outdir", TARGET.pathname];
  const { success, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["bundle", ...flags, "main.ts"],
    cwd: root,
  })
    .output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
  const files = [...Deno.readDirSync(TARGET)].map(({ name }) => new URL(name, TARGET));
  for (const { what, pattern, replacement } of REWRITES) {
    const found = files.filter((file) => rewrite(file, { pattern, replacement }));
    if (found.length === 0) {
      throw new Error(`The bundle no longer has: ${what}. Look whether the rewrite is still needed.`);
    }
  }
  const bytes = files.reduce((sum, file) => sum + Deno.statSync(file).size, 0);
  console.log(`dist/main.js and ${files.length - 1} chunks, ${Math.round(bytes / 1024)} KiB`);
}

function rewrite(file: URL, { pattern, replacement }: { pattern: RegExp; replacement: string }): boolean {
  const before = Deno.readTextFileSync(file);
  const after = before.replace(pattern, replacement);
  if (after !== before) Deno.writeTextFileSync(file, after);
  return after !== before;
}

if (import.meta.main) await bundle();
