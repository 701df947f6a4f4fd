/**
 * `deno task bench`: ours beside @changesets/cli 2 and 3, nx, lerna and a bare `deno run`, in one run over generated
 * monorepos, into docs/benchmarks.md. Needs npm and git; ours is the bundle. Nothing here is asserted: figures
 * belong to the machine they were measured on.
 */
import { measure, type Measurement, type Subject } from "./bench/measure.ts";
import { runGit, writeMonorepo } from "./bench/monorepo.ts";
import { installPeers, type Peers } from "./bench/peers.ts";

const ROOT = new URL("..", import.meta.url).pathname.replace(/\/$/, "");
const SIZES = [50, 500, 2000];
const RUNS = Number(Deno.args.find((each) => each.startsWith("--runs="))?.slice("--runs=".length) ?? 9);

interface Table {
  title: string;
  note: string;
  rows: Measurement[];
  /** Index of the row that ratios are taken against. */
  floor: number;
}

async function main(): Promise<void> {
  const bundled = await new Deno.Command(Deno.execPath(), { args: ["run", "-A", "scripts/bundle.ts"], cwd: ROOT })
    .output();
  if (!bundled.success) throw new Error(new TextDecoder().decode(bundled.stderr));
  const peers = await installPeers(`${ROOT}/node_modules/.cache/bench`);
  const folder = await Deno.makeTempDir({ prefix: "workspace_bench_" });
  try {
    const hello = `${folder}/hello.js`;
    Deno.writeTextFileSync(hello, 'console.log("hello");\n');
    const tables: Table[] = [];
    for (const packages of SIZES) {
      const monorepo = `${folder}/m${packages}`;
      await writeMonorepo(monorepo, { packages, changesets: 20 });
      if (packages === SIZES[0]) tables.push(await startUp({ monorepo, hello, peers }));
      tables.push(await previews({ monorepo, hello, peers, packages }));
      tables.push(await releases({ monorepo, peers, packages }));
    }
    const page = render(tables, peers);
    Deno.writeTextFileSync(`${ROOT}/docs/benchmarks.md`, page);
    console.log(page);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const bare = (hello: string): Subject => ({ name: "bare `deno run`", program: Deno.execPath(), args: ["run", hello] });

const ours = (name: string, args: string[], extra: Partial<Subject> = {}): Subject => ({
  name: `**workspace** \`${name}\``,
  program: Deno.execPath(),
  args: ["run", "-A", "--cached-only", "--no-lock", `${ROOT}/dist/main.js`, ...args, "--log-level", "silent"],
  ...extra,
});

const node = (name: string, args: string[], peers: Peers): Subject => ({ name, program: peers.node, args });

async function startUp({ monorepo, hello, peers }: { monorepo: string; hello: string; peers: Peers }): Promise<Table> {
  const subjects = [
    bare(hello),
    ours("--version", ["--version"]),
    ours("--help", ["--help"]),
    ours("changeset check", ["changeset", "check"]),
    ours("changeset list", ["changeset", "list"]),
    ours("changeset update", ["changeset", "update"], { prepare: () => restore(monorepo) }),
    node("bare `node`", ["-e", "0"], peers),
    node("changesets 3 `--version`", [peers.bin("changesets3"), "--version"], peers),
    node("changesets 2 `--version`", [peers.bin("changesets2"), "--version"], peers),
    node("nx `--version`", [peers.bin("nx"), "--version"], peers),
    node("lerna `--version`", [peers.bin("lerna"), "--version"], peers),
  ];
  const rows = await measure(subjects, { runs: RUNS, cwd: monorepo });
  return {
    title: "Start-up, and what git hooks call (50 packages)",
    note: "Ratio to a bare `deno run`.",
    rows,
    floor: 0,
  };
}

async function previews(
  { monorepo, hello, peers, packages }: { monorepo: string; hello: string; peers: Peers; packages: number },
): Promise<Table> {
  await restore(monorepo);
  const subjects = [
    ours("bump --dry-run", ["bump", "--dry-run"]),
    bare(hello),
    node("changesets 3 `status`", [peers.bin("changesets3"), "status"], peers),
    node("changesets 2 `status`", [peers.bin("changesets2"), "status"], peers),
    ours("graph --affected", ["graph", "--affected", "--since", "main"]),
    node("nx `show projects --affected`", [peers.bin("nx"), "show", "projects", "--affected", "--base=main"], peers),
    node("lerna `changed`", [peers.bin("lerna"), "changed", "--loglevel", "silent"], peers),
  ].map((each) => ({ answers: [1], ...each }));
  const rows = await measure(subjects, { runs: RUNS, cwd: monorepo });
  return {
    title: `Looking: ${packages} packages, 20 changesets`,
    note: "Ratio to our `bump --dry-run`.",
    rows,
    floor: 0,
  };
}

async function releases(
  { monorepo, peers, packages }: { monorepo: string; peers: Peers; packages: number },
): Promise<Table> {
  const prepare = () => restore(monorepo);
  const lerna = ["version", "patch", "--yes", "--no-git-tag-version", "--no-push", "--loglevel", "silent"];
  const subjects: Subject[] = [
    ours("bump --execute", ["bump", "--execute", "--force"], { prepare }),
    { ...node("changesets 3 `version`", [peers.bin("changesets3"), "version"], peers), prepare },
    { ...node("changesets 2 `version`", [peers.bin("changesets2"), "version"], peers), prepare },
    { ...node("lerna `version`", [peers.bin("lerna"), ...lerna], peers), prepare, answers: [1] },
  ];
  const rows = await measure(subjects, { runs: Math.min(RUNS, 5), cwd: monorepo });
  return {
    title: `Releasing: ${packages} packages, 20 changesets`,
    note: "Ratio to our `bump --execute`.",
    rows,
    floor: 0,
  };
}

async function restore(monorepo: string): Promise<void> {
  await runGit(monorepo, ["reset", "-q", "--hard"]);
  await runGit(monorepo, ["clean", "-fdq"]);
}

function render(tables: Table[], peers: Peers): string {
  const versions = Object.entries(peers.versions).map(([name, version]) => `${name} ${version}`).join(", ");
  const head = [
    "# Benchmarks",
    "",
    "Written by `deno task bench`, which measures everything below in one run, in turns, whole processes from outside.",
    "Median and minimum of the wall clock, median of the peak memory. Read the ratios; absolute figures belong to the",
    "machine.",
    "",
    `- Machine: ${navigator.hardwareConcurrency} cores, ${Deno.build.target}`,
    `- Deno ${Deno.version.deno}; peers on Node from npm: ${versions}`,
    `- Ours is the bundle (\`deno task bundle\`), run by \`deno run\`; ${RUNS} runs each (5 where files change)`,
    "",
  ];
  const body = tables.flatMap(({ title, note, rows, floor }) => [
    `## ${title}`,
    "",
    note,
    "",
    "| command | median ms | minimum ms | ratio | peak MiB |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows.map((row) =>
      `| ${row.name} | ${row.medianMilliseconds.toFixed(0)} | ${row.minimumMilliseconds.toFixed(0)} | ${
        (row.medianMilliseconds / rows[floor]!.medianMilliseconds).toFixed(1)
      } | ${row.peakMebibytes?.toFixed(0) ?? "–"} |`
    ),
    "",
  ]);
  return [...head, ...body].join("\n");
}

await main();
