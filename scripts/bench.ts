/**
 * `deno task bench`: ours beside the tools that do the same jobs, in one run over generated monorepos, into
 * docs/benchmarks.md. Needs npm and git; ours is the bundle. Nothing here is asserted: figures belong to the machine
 * they were measured on. `--runs=N` runs each command N times; `--only=release|upgrade|audit|store|workflow|server` measures
 * a part and prints it, without writing the page.
 */
import { auditTables } from "./bench/audit_tables.ts";
import { httpTables } from "./bench/http_tables.ts";
import { installPeers, type Peers } from "./bench/peers.ts";
import { releaseTables } from "./bench/release_tables.ts";
import { type LatencyTable, renderLatencyTable } from "./bench/latencies.ts";
import { storeTables } from "./bench/store_tables.ts";
import { renderTable, type Table } from "./bench/table.ts";
import { upgradeTables } from "./bench/upgrade_tables.ts";
import { workflowTables } from "./bench/workflow_tables.ts";

const ROOT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const RUNS = Number(findFlag("runs") ?? 9);
const PARTS = {
  release: releaseTables,
  upgrade: upgradeTables,
  audit: auditTables,
  store: storeTables,
  workflow: workflowTables,
  server: httpTables,
};

async function main(): Promise<void> {
  const only = findFlag("only");
  if (only !== undefined && !Object.hasOwn(PARTS, only)) {
    throw new Error(`--only is one of ${Object.keys(PARTS).join(", ")}`);
  }
  const bundled = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", "scripts/bundle.ts"], cwd: ROOT })
    .output();
  if (!bundled.success) throw new Error(new TextDecoder().decode(bundled.stderr));
  const peers = await installPeers(`${ROOT}/node_modules/.cache/bench`);
  const folder = await Deno.makeTempDir({ prefix: "workspace_bench_" });
  try {
    const tables: (Table | LatencyTable)[] = [];
    for (const [name, part] of Object.entries(PARTS)) {
      if (only === undefined || only === name) tables.push(...await part({ folder, peers, runs: RUNS }));
    }
    const page = render(tables, peers);
    if (only === undefined) Deno.writeTextFileSync(`${ROOT}/docs/benchmarks.md`, page);
    console.log(page);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function findFlag(name: string): string | undefined {
  return Deno.args.find((each) => each.startsWith(`--${name}=`))?.slice(name.length + 3);
}

function render(tables: readonly (Table | LatencyTable)[], peers: Peers): string {
  const versions = Object.entries(peers.versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const head = [
    "# Benchmarks",
    "",
    "Written by `deno task bench`, which measures everything below in one run, in turns, whole processes from outside.",
    "Median and minimum of the wall clock, minimum of the processor time, median of the peak memory. Read the ratios;",
    "absolute figures belong to the machine.",
    "",
    `- Machine: ${navigator.hardwareConcurrency} cores, ${Deno.build.target}`,
    `- Deno ${Deno.version.deno}; peers on Node from npm: ${versions}`,
    `- Ours is the bundle (\`deno task bundle\`), run by \`deno run\`; ${RUNS} runs each (5 where files change, where`,
    "  caches are empty, and where sources are scanned)",
    "",
  ];
  return [...head, ...tables.flatMap((table) => "rows" in table ? renderTable(table) : renderLatencyTable(table))].join(
    "\n",
  );
}

await main();
