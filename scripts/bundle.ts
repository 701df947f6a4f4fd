/**
 * Bundles the program into dist/: `main.js` and the chunks that it loads when it needs them. Deno reads every module
 * that a program may load before it runs the first line, and each one that another imports costs time: so modules that
 * are loaded together share a chunk. ADR 8 has the figures.
 */
import { builtinModules } from "node:module";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";
import { withEagerFunctions } from "./eager_functions.ts";

const ROOT = new URL("..", import.meta.url).pathname;
const TARGET = `${ROOT}dist/`;

/**
 * Chunks by the modules that they are for. Each holds what its modules import, too, unless one before it does: so no
 * two chunks import each other. What comes first is loaded most.
 */
const CHUNKS: readonly [name: string, modules: RegExp][] = [
  [
    "core",
    /\/src\/(app|commands\/open_project|commands\/changeset\/check|kernel\/\w+|formats\/(position|format|json|document|edit))\.ts$/,
  ],
  ["yaml", /\/(node_modules\/yaml|src\/formats\/yaml\w*\.ts)/],
  ["toml", /\/src\/formats\/toml\.ts$/],
  ["toml_edit", /\/src\/formats\/toml_edit\.ts$/],
  ["table", /\/node_modules\/cli-table3\//],
  ["prompt", /\/node_modules\/@inquirer\//],
  ["shell", /\/src\/commands\/(version|help|schema|permissions|completions|complete)\//],
  ["changeset", /\/src\/commands\/changeset\/(?!run_|read_)/],
  ["packages", /\/src\/domain\/release\/packages\//],
  ["changeset_work", /\/src\/(commands\/changeset\/run_|domain\/release\/(changes|repository)\/)/],
  ["plan", /\/src\/domain\/release\/(versions|plan)\//],
  ["bump", /\/src\/commands\/bump\/(?!execute_)/],
  ["bump_execute", /\/src\/(commands\/bump|domain\/release\/lockfiles)\//],
  ...[...Deno.readDirSync(`${ROOT}src/commands`)].filter((each) => each.isDirectory).map(({ name }) => name).sort()
    .map((name): [string, RegExp] => [name, new RegExp(`/src/commands/${name}/`)]),
];

/** Chunks of libraries: a command calls few of their functions. */
const LIBRARIES = ["yaml", "toml_edit", "table", "prompt"];

/** Completion scripts are imported as texts. */
const TEXT_FOLDER = `${ROOT}completions/`;
const REQUIRED_BUILTIN = "\0required:";

async function bundle(): Promise<void> {
  let foundDebug = false;
  const plugin: Plugin = {
    name: "workspace",
    resolveId(source, _importer, { kind }) {
      // The usual shim of `require` loads `node:module` (25 ms).
      if (kind === "require-call" && builtinModules.includes(source.replace(/^node:/, ""))) {
        return REQUIRED_BUILTIN + source;
      }
    },
    load(id) {
      if (id.startsWith(REQUIRED_BUILTIN)) {
        const name = JSON.stringify(id.slice(REQUIRED_BUILTIN.length));
        return `module.exports = globalThis.process.getBuiltinModule(${name});`;
      }
      if (id.startsWith(TEXT_FOLDER)) return { code: Deno.readTextFileSync(id), moduleType: "text" };
    },
    transform(code, id) {
      // A lazy import that says `type: "text"` would keep its path.
      if (id.startsWith(`${ROOT}src/`)) return code.replaceAll(', { with: { type: "text" } })', ")");
      // For a look at `process.env.NODE_DEBUG`, all of `process` is set up (12 ms).
      if (!/\/semver\/internal\/debug\.js$/.test(id) || !code.includes("process.env.NODE_DEBUG")) return;
      foundDebug = true;
      return "module.exports = () => {};";
    },
  };
  const build = await rolldown({
    input: `${ROOT}main.ts`,
    cwd: ROOT,
    platform: "neutral",
    external: /^node:/,
    resolve: {
      mainFields: ["module", "main"],
      conditionNames: ["deno", "node", "import", "default"],
      alias: { "yaml/browser": `${ROOT}node_modules/yaml/browser/index.js` },
    },
    plugins: [plugin],
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await build.generate({
    format: "esm",
    minify: true,
    entryFileNames: "main.js",
    codeSplitting: {
      groups: CHUNKS.map(([name, test], i) => ({ name, test, priority: CHUNKS.length - i })),
      includeDependenciesRecursively: true,
    },
  });
  await build.close();
  if (!foundDebug) throw new Error("semver no longer looks at NODE_DEBUG. Look whether its removal is still needed.");
  await Deno.remove(TARGET, { recursive: true }).catch(() => {});
  await Deno.mkdir(TARGET);
  const chunks = output.filter((each) => each.type === "chunk");
  for (const { fileName, name, code } of withoutFacades(chunks)) {
    if (/\bimport\(\s*[`"]\.\.\//.test(code)) throw new Error(`${fileName} imports what is not in the bundle.`);
    Deno.writeTextFileSync(TARGET + fileName, LIBRARIES.includes(name) ? code : withEagerFunctions(code));
  }
  // The project's own deno.json is not for what runs from here.
  Deno.writeTextFileSync(`${TARGET}deno.json`, "{}\n");
  const files = [...Deno.readDirSync(TARGET)].filter(({ name }) => name.endsWith(".js"));
  const bytes = files.reduce((sum, { name }) => sum + Deno.statSync(TARGET + name).size, 0);
  console.log(`dist/main.js and ${files.length - 1} chunks, ${Math.round(bytes / 1024)} KiB`);
}

/** The whole of a chunk that only hands on what another one has. */
const FACADE = /^import\s*\{([^}]*)\}\s*from\s*"\.\/([^"]+)";\s*export\s*\{([^}]*)\};?\s*$/;
const LAZY_IMPORT = /\bimport\(\s*[`"]\.\/([^`"]+)[`"]\s*\)/g;

/**
 * A module that is loaded by `import()` and shares its chunk gets a file of its own that hands its exports on. Here
 * who loads it takes them from the chunk.
 */
function withoutFacades(chunks: OutputChunk[]): Pick<OutputChunk, "fileName" | "name" | "code">[] {
  const folded = new Map<string, string>();
  for (const { fileName, code } of chunks) {
    const facade = FACADE.exec(code);
    if (!facade) continue;
    const [, imports, chunk, exports] = facade as unknown as [string, string, string, string];
    const inChunk = new Map(names(imports).map(([name, local]) => [local, name]));
    const fields = names(exports).map(([local, name]) => `${name}:_.${inChunk.get(local)}`);
    folded.set(fileName, `import("./${chunk}").then(_=>({${fields.join(",")}}))`);
  }
  if (folded.size === 0) {
    throw new Error("No chunk only hands on what another has: the bundler writes them differently now.");
  }
  return chunks.filter(({ fileName }) => !folded.has(fileName)).map(({ fileName, name, code }) => ({
    fileName,
    name,
    code: code.replace(LAZY_IMPORT, (all, target) => folded.get(target) ?? all),
  }));
}

/** `a as b,c` → `[["a", "b"], ["c", "c"]]` */
function names(list: string): [string, string][] {
  return list.split(",").map((each) => {
    const [name, alias = name] = each.trim().split(/\s+as\s+/);
    return [name!, alias!];
  });
}

if (import.meta.main) await bundle();
