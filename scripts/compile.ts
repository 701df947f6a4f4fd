/**
 * `deno task compile` makes the program that people install: the bundle and Deno's runtime in one file, with the
 * permissions that its commands state.
 *
 *     deno task compile [--target <triple>] [--output <path>] [--engine v8|quickjs]
 *     deno task compile --check       all but the runtime, in a temporary folder: nothing is downloaded or left behind
 *
 * docs/building.md has the whole of it.
 */
import { parseArgs } from "node:util";
import { tree } from "../src/commands/tree.ts";
import { type Bundle, bundle, describeBundle, DIST } from "./bundle.ts";
import { bakedFlags, readNeedsOfAll, unstableFlags } from "./compile/baked_permissions.ts";
import {
  BUDGET_BYTES,
  type Embedded,
  embeddingProblems,
  findEmbedded,
  findMissingRuntime,
} from "./compile/embedded.ts";
import { drawIcon } from "./compile/icon.ts";
import { getTarget, programPath, type Target } from "./packaging/targets.ts";

const ROOT = DIST.slice(0, -"dist".length);
const EXECUTABLE = Deno.execPath();

export interface CompileOptions {
  /** Where the bundle is written that is compiled. */
  folder: string;
  target: Target;
  output: string;
  engine?: string;
  /** The runtime to use, in place of the one that Deno downloads. */
  runtime?: string;
}

export interface Compiled {
  bundle: Bundle;
  /** Undefined where Deno did not get as far as embedding. */
  embedded: Embedded | undefined;
  success: boolean;
  /** What Deno said. */
  words: string;
}

/** Bundles the program and compiles it. What went wrong is told in the result, and in Deno's own words. */
export async function compile({ folder, target, output, engine, runtime }: CompileOptions): Promise<Compiled> {
  const bundled = await bundle({ folder, profile: "release", target: target.triple });
  const args = [
    "compile",
    "--no-config",
    "--no-lock",
    "--no-check",
    ...unstableFlags(),
    ...bakedFlags(await readNeedsOfAll(tree)),
    ...["--target", target.triple, "--output", output],
    ...(engine ? ["--engine", engine] : []),
    ...(target.os === "windows" ? ["--icon", writeIcon(folder)] : []),
    // What is loaded by a path that Deno cannot read from the code, as a worker is, belongs in as well.
    ...bundled.files.keys().flatMap((name) => ["--include", `${folder}/${name}`]),
    bundled.entry,
  ];
  Deno.mkdirSync(output.replace(/[^/\\]*$/, "") || ".", { recursive: true });
  const env = { NO_COLOR: "1", ...(runtime ? { DENORT_BIN: runtime } : {}) };
  const { success, stdout, stderr } = await new Deno.Command(EXECUTABLE, { args, env }).output();
  const words = [stdout, stderr].map((each) => new TextDecoder().decode(each)).join("");
  return { bundle: bundled, embedded: findEmbedded(words), success, words };
}

function realPath(path: string): string {
  try {
    return Deno.realPathSync(path);
  } catch {
    throw new Error(`DENORT_BIN names ${path}, where no file can be read`);
  }
}

function writeIcon(folder: string): string {
  const path = `${folder}/workspace.ico`;
  Deno.writeFileSync(path, drawIcon());
  return path;
}

/** A message for each thing that is wrong with what is embedded. */
export function problemsOf({ bundle, embedded, words }: Compiled): string[] {
  return embedded ? embeddingProblems(embedded, bundle.files.keys()) : [`Deno embedded nothing:\n${words.trim()}`];
}

/** Everything but the runtime, for this machine's platform: Deno itself stands in for its runtime. */
async function checkEmbedding(): Promise<boolean> {
  const folder = Deno.makeTempDirSync({ prefix: "workspace-compile-" }).replaceAll("\\", "/");
  try {
    const target = getTarget(Deno.build.target);
    return report(
      await compile({ folder, target, output: `${folder}/program/${target.binary}`, runtime: EXECUTABLE }),
    );
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Says what is embedded and what is wrong with that. */
function report(compiled: Compiled): boolean {
  const { bundle, embedded } = compiled;
  console.log(`bundled: ${describeBundle(bundle)}`);
  if (embedded) {
    const [bytes, budget] = [embedded.bytes, BUDGET_BYTES].map((each) => (each / 1e6).toFixed(2));
    console.log(`embedded: ${embedded.names.length} files, ${bytes} MB of at most ${budget} MB`);
  }
  const problems = problemsOf(compiled);
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function checkTypes(): boolean {
  const { success } = new Deno.Command(EXECUTABLE, { args: ["check", "--quiet", "main.ts"], cwd: ROOT }).outputSync();
  if (success) console.log("types: checked");
  else console.error("Types do not fit: `deno check main.ts` shows where.");
  return success;
}

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      target: { type: "string", default: Deno.build.target },
      output: { type: "string", short: "o" },
      engine: { type: "string" },
      check: { type: "boolean", default: false },
    },
  });
  const runtime = Deno.env.get("DENORT_BIN");
  // Deno itself can be embedded into, but what comes out is Deno.
  const isDeno = runtime !== undefined && realPath(runtime) === realPath(EXECUTABLE);
  if (!checkTypes()) return 1;
  if (values.check || isDeno) return await checkEmbedding() ? 0 : 1;

  const target = getTarget(values.target);
  const output = values.output ?? ROOT + programPath(target);
  const { engine } = values;
  const compiled = await compile({ folder: DIST, target, output, ...(engine ? { engine } : {}) });
  const missing = findMissingRuntime(compiled.words);
  if (!compiled.success && missing) {
    const sound = await checkEmbedding();
    console.error(`
${output} was not made: Deno's runtime for ${target.triple} could not be downloaded.
  It is ${missing.file} of Deno ${Deno.version.deno}: ${missing.address}
  Get it where that address is reached, unpack it, and name the file in it:
    DENORT_BIN=/path/to/denort deno task compile --target ${target.triple}
  All that needs no runtime was checked${sound ? ", and is in order" : ": see above"}.`);
    return 1;
  }
  if (!report(compiled) || !compiled.success) {
    if (!compiled.success && compiled.embedded) console.error(compiled.words.split(/^error: /m).at(-1)!.trim());
    return 1;
  }
  console.log(`compiled: ${output}, ${(Deno.statSync(output).size / 1e6).toFixed(1)} MB`);
  return 0;
}

// Rolldown loads what makes Deno forget `Deno.exitCode`.
if (import.meta.main) Deno.exit(await main(Deno.args));
