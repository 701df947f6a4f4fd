import { writeDependencyMonorepo } from "./dependencies.ts";
import { measure } from "./measure.ts";
import type { Peers } from "./peers.ts";
import { node, ours } from "./subjects.ts";
import type { Table } from "./table.ts";

const PACKAGES = 500;
const SOURCE_PACKAGES = 100;
const SOURCES = 40;

/** Ours without network beside syncpack, sherif, manypkg and knip. */
export async function auditTables(
  { folder, peers, runs }: { folder: string; peers: Peers; runs: number },
): Promise<Table[]> {
  const env = { WORKSPACE_HOME: `${folder}/home`, HOME: `${folder}/home` };
  Deno.mkdirSync(env.HOME, { recursive: true });
  const run = { folder, peers, runs, env };
  return [await manifests(run), await sources(run)];
}

interface Run {
  folder: string;
  peers: Peers;
  runs: number;
  env: Record<string, string>;
}

async function manifests({ folder, peers, runs, env }: Run): Promise<Table> {
  const monorepo = `${folder}/audit`;
  await writeDependencyMonorepo(monorepo, { packages: PACKAGES, dependencies: 300 });
  const sections = ["--sections", "dependencies,version-consistency", "--no-sources"];
  const subjects = [
    ours("audit --offline --sections dependencies,version-consistency --no-sources", [
      "audit",
      "--offline",
      ...sections,
    ]),
    ours("audit --offline --no-sources", ["audit", "--offline", "--no-sources"]),
    node("syncpack `lint`", [peers.bin("syncpack"), "lint"], peers, { answers: [1] }),
    node("sherif", [peers.bin("sherif")], peers, { answers: [1] }),
    node("manypkg `check`", [peers.bin("@manypkg/cli"), "check"], peers, { answers: [1] }),
  ].map((each) => ({ ...each, env }));
  return {
    title: `Auditing manifests without network: ${PACKAGES} packages`,
    note:
      "Ratio to our first row. Bar: at most 500 ms. knip has no mode that leaves out sources: it is in the next table.",
    rows: await measure(subjects, { runs, cwd: monorepo }),
    floor: 0,
  };
}

async function sources({ folder, peers, runs, env }: Run): Promise<Table> {
  const monorepo = `${folder}/sources`;
  await writeDependencyMonorepo(monorepo, { packages: SOURCE_PACKAGES, dependencies: 300, sources: SOURCES });
  const subjects = [
    ours("audit --offline --sections dependencies", ["audit", "--offline", "--sections", "dependencies"]),
    node("knip `--dependencies`", [peers.bin("knip"), "--dependencies"], peers, { answers: [1] }),
    node("knip", [peers.bin("knip")], peers, { answers: [1] }),
  ].map((each) => ({ ...each, env }));
  return {
    title: `Scanning sources: ${SOURCE_PACKAGES} packages, ${SOURCE_PACKAGES * SOURCES} TypeScript files`,
    note: "Ratio to our `audit`. Bar: 5 times faster than knip.",
    rows: await measure(subjects, { runs: Math.min(runs, 5), cwd: monorepo }),
    floor: 0,
  };
}
