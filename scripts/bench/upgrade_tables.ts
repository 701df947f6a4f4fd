import { dependencyNames, replayedRegistry, writeDependencyMonorepo } from "./dependencies.ts";
import { measure, type Subject } from "./measure.ts";
import type { Peers } from "./peers.ts";
import { node, ours } from "./subjects.ts";
import type { Table } from "./table.ts";

const ROOT = new URL("../..", import.meta.url).pathname.replace(/\/$/, "");
const PACKAGES = 50;
const DEPENDENCIES = 300;
const LATENCY = 50;
/** What the client has in flight where nothing is configured. */
const CONCURRENCY = 64;

/** Ours beside npm-check-updates, taze and Deno's fetch, against a replaying registry that is a process of its own. */
export async function upgradeTables(
  { folder, peers, runs }: { folder: string; peers: Peers; runs: number },
): Promise<Table[]> {
  const monorepo = `${folder}/upgrade`;
  await writeDependencyMonorepo(monorepo, { packages: PACKAGES, dependencies: DEPENDENCIES });
  const options = `${folder}/registry.json`;
  Deno.writeTextFileSync(
    options,
    JSON.stringify(replayedRegistry({ dependencies: DEPENDENCIES, latency: LATENCY })),
  );
  const names = `${folder}/names.json`;
  Deno.writeTextFileSync(names, JSON.stringify(dependencyNames(DEPENDENCIES)));
  const registry = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", `${ROOT}/tests/registry/serve.ts`, options],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const lines = registry.stdout.pipeThrough(new TextDecoderStream()).getReader();
  try {
    const url = (await lines.read()).value?.trim();
    if (!url) throw new Error("The replaying registry did not start.");
    // Some tools look for the file in each package.
    const npmrc = `registry=${url}\n`;
    Deno.writeTextFileSync(`${monorepo}/.npmrc`, npmrc);
    for (let i = 0; i < PACKAGES; i++) Deno.writeTextFileSync(`${monorepo}/packages/package-${i}/.npmrc`, npmrc);
    const run = { folder, monorepo, peers, runs, url, names };
    return [await cold(run), await warm(run)];
  } finally {
    await registry.stdin.close();
    await lines.cancel();
    await registry.status;
  }
}

interface Run {
  folder: string;
  monorepo: string;
  peers: Peers;
  runs: number;
  url: string;
  names: string;
}

const SIZE = `${DEPENDENCIES} dependencies in ${PACKAGES} packages, registry at ${LATENCY} ms latency`;

async function cold({ folder, monorepo, peers, runs, url, names }: Run): Promise<Table> {
  const home = `${folder}/cold`;
  const empty = atHome(home, `${folder}/deno`);
  const first = ours("upgrade check", ["upgrade", "check"], atHome(home, `${home}/deno`));
  const floor: Subject = {
    name: `bare \`fetch\`, ${CONCURRENCY} in flight`,
    program: Deno.execPath(),
    args: ["run", "-A", `${ROOT}/scripts/bench/fetch_floor.ts`, url, String(CONCURRENCY), names],
  };
  const subjects: Subject[] = [
    ours("upgrade check", ["upgrade", "check"]),
    { ...first, name: `${first.name}, Deno's caches empty` },
    floor,
    node("npm-check-updates `-ws --root`", [peers.bin("npm-check-updates"), "-ws", "--root"], peers),
    node("npm-check-updates `--deep`", [peers.bin("npm-check-updates"), "--deep"], peers),
    node("taze `major -r --force`", [peers.bin("taze"), "major", "-r", "--force"], peers),
  ].map((each) => ({ ...empty, ...each }));
  return {
    title: `Upgrades, cold: ${SIZE}`,
    note:
      "The tools' caches are empty. Deno keeps its own (what it compiled before) as in all other tables, but in the second " +
      "row. The other tools ask for the packages of the project, too, which the registry does not have. Ratio to our " +
      "`upgrade check`. Bars: at most 600 ms, and 4 times faster than the best other tool.",
    rows: await measure(subjects, { runs: Math.min(runs, 5), cwd: monorepo }),
    floor: 0,
  };
}

async function warm({ folder, monorepo, peers, runs }: Run): Promise<Table> {
  const home = `${folder}/warm`;
  const { env } = atHome(home, `${folder}/deno`);
  Deno.mkdirSync(`${home}/tmp`, { recursive: true });
  const ncu = [peers.bin("npm-check-updates"), "-ws", "--root", "--cache", "--cacheFile", `${home}/ncu.json`];
  const subjects = [
    ours("upgrade check", ["upgrade", "check"]),
    node("npm-check-updates `-ws --root --cache`", ncu, peers),
    node("taze `major -r`", [peers.bin("taze"), "major", "-r"], peers),
  ].map((each) => ({ ...each, env }));
  return {
    title: `Upgrades, warm: ${SIZE}`,
    note:
      "Each tool has run before, within the time for which its answers count. Ratio to our `upgrade check`. Bar: at most 150 ms.",
    rows: await measure(subjects, { runs, cwd: monorepo }),
    floor: 0,
  };
}

/** A home of its own: no configuration or cache of whoever measures. `prepare` empties it. */
function atHome(home: string, denoFolder: string): { env: Record<string, string>; prepare: () => Promise<void> } {
  return {
    env: { HOME: home, WORKSPACE_HOME: `${home}/workspace`, TMPDIR: `${home}/tmp`, DENO_DIR: denoFolder },
    async prepare() {
      await Deno.remove(home, { recursive: true }).catch(() => {});
      await Deno.mkdir(`${home}/tmp`, { recursive: true });
    },
  };
}
