import { measure, type Subject } from "./measure.ts";
import { runGit, writeMonorepo } from "./monorepo.ts";
import type { Peers } from "./peers.ts";
import { bare, node, ours } from "./subjects.ts";
import type { Table } from "./table.ts";

const SIZES = [50, 500, 2000];

/** Ours beside @changesets/cli 2 and 3, nx, lerna and a bare `deno run`. */
export async function releaseTables(
  { folder, peers, runs }: { folder: string; peers: Peers; runs: number },
): Promise<Table[]> {
  const hello = `${folder}/hello.js`;
  Deno.writeTextFileSync(hello, 'console.log("hello");\n');
  const tables: Table[] = [];
  for (const packages of SIZES) {
    const monorepo = `${folder}/m${packages}`;
    await writeMonorepo(monorepo, { packages, changesets: 20 });
    const run = { monorepo, hello, peers, packages, runs };
    if (packages === SIZES[0]) tables.push(await startUp(run));
    tables.push(await previews(run));
    tables.push(await releases(run));
  }
  return tables;
}

interface Run {
  monorepo: string;
  hello: string;
  peers: Peers;
  packages: number;
  runs: number;
}

async function startUp({ monorepo, hello, peers, runs }: Run): Promise<Table> {
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
  return {
    title: "Start-up, and what git hooks call (50 packages)",
    note: "Ratio to a bare `deno run`.",
    rows: await measure(subjects, { runs, cwd: monorepo }),
    floor: 0,
  };
}

async function previews({ monorepo, hello, peers, packages, runs }: Run): Promise<Table> {
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
  return {
    title: `Looking: ${packages} packages, 20 changesets`,
    note: "Ratio to our `bump --dry-run`.",
    rows: await measure(subjects, { runs, cwd: monorepo }),
    floor: 0,
  };
}

async function releases({ monorepo, peers, packages, runs }: Run): Promise<Table> {
  const prepare = () => restore(monorepo);
  const lerna = ["version", "patch", "--yes", "--no-git-tag-version", "--no-push", "--loglevel", "silent"];
  const subjects: Subject[] = [
    ours("bump --execute", ["bump", "--execute", "--force"], { prepare }),
    { ...node("changesets 3 `version`", [peers.bin("changesets3"), "version"], peers), prepare },
    { ...node("changesets 2 `version`", [peers.bin("changesets2"), "version"], peers), prepare },
    { ...node("lerna `version`", [peers.bin("lerna"), ...lerna], peers), prepare, answers: [1] },
  ];
  return {
    title: `Releasing: ${packages} packages, 20 changesets`,
    note: "Ratio to our `bump --execute`.",
    rows: await measure(subjects, { runs: Math.min(runs, 5), cwd: monorepo }),
    floor: 0,
  };
}

async function restore(monorepo: string): Promise<void> {
  await runGit(monorepo, ["reset", "-q", "--hard"]);
  await runGit(monorepo, ["clean", "-fdq"]);
}
