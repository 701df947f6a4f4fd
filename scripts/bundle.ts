/**
 * Bundles the program into dist/: `main.js` and the chunks that it loads when it needs them. Deno reads every module
 * that a program may load before it runs the first line, and each one that another imports costs time: so modules that
 * are loaded together share a chunk. ADR 8 has the figures.
 */
import { builtinModules } from "node:module";
import { fileURLToPath } from "node:url";
import { type OutputChunk, type Plugin, rolldown } from "rolldown";
import manifest from "../deno.json" with { type: "json" };
import type { Build } from "../src/build.ts";
import { withEagerFunctions } from "./eager_functions.ts";

const ROOT = withSlashes(fileURLToPath(new URL("..", import.meta.url)));

/** Where the bundle lies for use. */
export const DIST = `${ROOT}dist`;

export interface BundleOptions {
  /** Where the bundle is written; other folders in there stay. */
  folder: string;
  profile: Build["profile"];
  /** Where it is for one platform alone. */
  target?: string;
}

export interface Bundle {
  /** Path of the module that starts the program. */
  entry: string;
  /** Every module of the program by its name in the folder, with its size in bytes. */
  files: ReadonlyMap<string, number>;
}

/**
 * Chunks by the modules that they are for. Each holds what its modules import, too, unless one before it does: so no
 * two chunks import each other. What comes first is loaded most.
 */
const CHUNKS: readonly [name: string, modules: RegExp][] = [
  [
    "core",
    /\/src\/(app|commands\/open_project|commands\/changeset\/check|domain\/release\/registry\/config_files|kernel\/\w+|view\/table|formats\/(position|format|json|document|edit))\.ts$/,
  ],
  ["yaml", /\/(node_modules\/yaml|src\/formats\/yaml\w*\.ts)/],
  ["toml", /\/src\/formats\/toml\.ts$/],
  ["toml_edit", /\/src\/formats\/toml_edit\.ts$/],
  ["prompt", /\/node_modules\/@inquirer\//],
  ["plugged", /\/src\/(commands\/plugins\/plugged_commands|domain\/release\/plugins\/faults)\.ts$/],
  [
    "workflow_model",
    /\/src\/(domain\/workflow\/(model|faults|run_id|schedules\/describe_schedule|definition\/(model|duration|faults|time_zone))|commands\/(workflow\/faults|run\/run_(text|output)|in_context|each_target|read_instant)|view\/foreign_text)\.ts$/,
  ],
  ["contexts", /\/src\/(commands\/open_(context|workflows)|domain\/workflow\/contexts\/\w+)\.ts$/],
  ["expressions", /\/(node_modules\/@marcbachmann\/cel-js|src\/domain\/workflow\/expressions)\//],
  ["schedules", /\/src\/domain\/workflow\/schedules\//],
  ["input", /\/(node_modules\/@cfworker\/json-schema|src\/domain\/workflow\/input)\//],
  ["version", /\/src\/commands\/version\//],
  ["shell", /\/src\/commands\/(version|help|schema|permissions|completions|complete)\/(?!workflow_)/],
  ["changeset", /\/src\/commands\/changeset\/(?!run_|read_)/],
  ["packages", /\/src\/domain\/release\/(packages\/|dependencies\/overrides\.ts$|apply\/(place|replace)_files\.ts$)/],
  ["changeset_work", /\/src\/(commands\/changeset\/run_|domain\/release\/(changes|repository)\/)/],
  ["plan", /\/src\/domain\/release\/(versions|plan)\//],
  ["bump", /\/src\/commands\/bump\/(?!execute_)/],
  ["bump_execute", /\/src\/(commands\/bump|domain\/release\/lockfiles)\//],
  [
    "registry",
    /\/src\/(commands\/(open_registry|upgrade\/read_upgrades)|domain\/release\/(registry\/\w+|upgrades\/(?!draft|lockfile|upgrade_ch)\w+|dependencies\/(?!\w*lockfile_)\w+))\.ts$/,
  ],
  ["upgrade", /\/src\/commands\/upgrade\/(check|run_check|upgrade_)\w*\.ts$/],
  ["backups", /\/src\/domain\/release\/backups\//],
  ["upgrade_apply", /\/src\/commands\/upgrade\//],
  ["run", /\/src\/commands\/run\/(?!dashboard)/],
  ["dashboard", /\/src\/commands\/run\//],
  ["workflow", /\/src\/commands\/workflow\/(?!create|run_create|deploy|validate|refuse_|definition_)/],
  ["workflow_create", /\/src\/commands\/workflow\/(run_)?create\.ts$/],
  ["deploy", /\/src\/(domain\/workflow\/definition|commands\/workflow)\//],
  ...[...Deno.readDirSync(`${ROOT}src/commands`)].filter((each) => each.isDirectory).map(({ name }) => name).sort()
    .map((name): [string, RegExp] => [name, new RegExp(`/src/commands/${name}/`)]),
];

/** Chunks whose functions are compiled one by one: of libraries, of which few are called, and of what waits or goes on. */
const LAZY = new Set([
  ...["yaml", "prompt", "expressions", "input"],
  ...["audit", "doctor", "update", "backups", "upgrade_apply", "npm_registry", "plugins", "clone", "init"],
  ...["serve", "server", "engine", "step_runner", "remote_service", "dashboard", "deploy", "workflow_create", "auth"],
]);

/** Completion scripts are imported as texts. */
const TEXT_FOLDER = `${ROOT}completions/`;
const REQUIRED_BUILTIN = "\0required:";

/** Writes the program into `folder`, in place of the bundle that was there. */
export async function bundle({ folder, profile, target }: BundleOptions): Promise<Bundle> {
  const commit = findCommit();
  const build: Build = { profile, ...(commit ? { commit } : {}), ...(target ? { target } : {}) };
  let foundDebug = false;
  let foundBuild = false;
  const plugin: Plugin = {
    name: "workspace",
    resolveId(source, _importer, { kind }) {
      // The usual shim of `require` loads `node:module` (25 ms).
      if (kind === "require-call" && builtinModules.includes(source.replace(/^node:/, ""))) {
        return REQUIRED_BUILTIN + source;
      }
    },
    load(path) {
      const id = withSlashes(path);
      if (id === `${ROOT}src/build.ts`) {
        foundBuild = true;
        return { code: `export const BUILD = ${JSON.stringify(build)};`, moduleType: "js" };
      }
      if (id.startsWith(REQUIRED_BUILTIN)) {
        const name = JSON.stringify(id.slice(REQUIRED_BUILTIN.length));
        return `module.exports = globalThis.process.getBuiltinModule(${name});`;
      }
      if (id.startsWith(TEXT_FOLDER)) return { code: Deno.readTextFileSync(id), moduleType: "text" };
    },
    transform(code, path) {
      const id = withSlashes(path);
      // A lazy import that says `type: "text"` would keep its path.
      if (id.startsWith(`${ROOT}src/`)) return code.replaceAll(', { with: { type: "text" } })', ")");
      // For a look at `process.env.NODE_DEBUG`, all of `process` is set up (12 ms).
      if (!/\/semver\/internal\/debug\.js$/.test(id) || !code.includes("process.env.NODE_DEBUG")) return;
      foundDebug = true;
      return "module.exports = () => {};";
    },
  };
  const rolled = await rolldown({
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
    // A built-in is loaded where something of it is used.
    treeshake: { moduleSideEffects: [{ external: true, sideEffects: false }], propertyReadSideEffects: false },
    checks: { ineffectiveDynamicImport: false },
  });
  const { output } = await rolled.generate({
    format: "esm",
    minify: true,
    entryFileNames: "main.js",
    codeSplitting: {
      groups: CHUNKS.map(([name, modules], i) => ({
        name,
        test: (id) => modules.test(withSlashes(id)),
        priority: CHUNKS.length - i,
      })),
      includeDependenciesRecursively: true,
    },
  });
  await rolled.close();
  if (!foundDebug) throw new Error("semver no longer looks at NODE_DEBUG. Look whether its removal is still needed.");
  if (!foundBuild) throw new Error("src/build.ts is not part of the bundle: it would not know its commit.");
  Deno.mkdirSync(folder, { recursive: true });
  for (const { name, isFile } of Deno.readDirSync(folder)) {
    if (isFile && name.endsWith(".js")) Deno.removeSync(`${folder}/${name}`);
  }
  const files = new Map<string, number>();
  const notices = new Set<string>();
  for (const { fileName, name, code } of withoutFacades(output.filter((each) => each.type === "chunk"))) {
    if (/\bimport\(\s*[`"]\.\.\//.test(code)) throw new Error(`${fileName} imports what is not in the bundle.`);
    const lean = code.replace(UNUSED_BUILTIN, "").replace(NOTICE, (all) => {
      const isTold = notices.has(all);
      notices.add(all);
      return isTold ? "" : all;
    });
    const bytes = new TextEncoder().encode(LAZY.has(name) ? lean : withEagerFunctions(lean));
    Deno.writeFileSync(`${folder}/${fileName}`, bytes);
    files.set(fileName, bytes.length);
  }
  // The project's own deno.json is not for what runs from here, but for what it is allowed to use of Deno.
  const { unstable } = manifest as { unstable?: string[] };
  Deno.writeTextFileSync(`${folder}/deno.json`, `${JSON.stringify({ unstable })}\n`);
  return { entry: `${folder}/main.js`, files };
}

/** Paths of Windows with the slashes that patterns look for. */
function withSlashes(path: string): string {
  return path.replaceAll("\\", "/");
}

/** Where this is no clone, as in an archive of the sources, the commit is not known. */
function findCommit(): string | undefined {
  try {
    const args = ["describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"];
    const { success, stdout } = new Deno.Command("git", {
      args,
      cwd: ROOT,
      // It only looks: whoever commits meanwhile finds no lock.
      env: { GIT_OPTIONAL_LOCKS: "0" },
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** `main.js and 38 chunks, 985 KiB` */
export function describeBundle({ files }: Bundle): string {
  const bytes = files.values().reduce((sum, size) => sum + size, 0);
  return `main.js and ${files.size - 1} chunks, ${Math.round(bytes / 1024)} KiB`;
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

/** The import of a built-in that is left over where nothing of it is used; loading it takes up to 20 ms all the same. */
const UNUSED_BUILTIN = /\bimport\s*"node:[^"]+";?/g;

/** What a library says of its license, in each of its modules. Once is enough. */
const NOTICE = /^\/\*![^]*?\*\/\n?/gm;

/** `a as b,c` → `[["a", "b"], ["c", "c"]]` */
function names(list: string): [string, string][] {
  return list.split(",").map((each) => {
    const [name, alias = name] = each.trim().split(/\s+as\s+/);
    return [name!, alias!];
  });
}

if (import.meta.main) {
  console.log(`dist/${describeBundle(await bundle({ folder: DIST, profile: "bundle" }))}`);
}
