/**
 * Start-up of the bundle against its bar, for CI: a command costs at most twice as much as a bare `deno run`. Both run
 * in turns under the permissions of a compiled program. What counts is processor time, which a busy machine changes
 * least, in the cheapest of some rounds. What misses the bar is told; a failure is what no busy machine explains.
 *
 *     deno run -A scripts/bench/startup.ts
 */
import { tree } from "../../src/commands/tree.ts";
import { bundle } from "../bundle.ts";
import { bakedFlags, readNeedsOfAll, unstableFlags } from "../compile/baked_permissions.ts";
import { writeMonorepo } from "./monorepo.ts";

const BAR = 2;
const LIMIT = 3;
const ROUNDS = 5;
const RUNS = 5;

const COMMANDS = [["--version"], ["--help"], ["changeset", "check"], ["changeset", "list"]];

/**
 * User and system time of all runs, in seconds; bash knows it to the millisecond. `changeset check` tells with 11 that
 * there is no changeset for this branch.
 */
const TIMED = `TIMEFORMAT='%U %S'
time for ((i = 0; i < ${RUNS}; i++)); do
  "$@" > /dev/null 2>&1 || (($? == 11)) || exit 1
done`;

async function main(): Promise<boolean> {
  const folder = Deno.makeTempDirSync({ prefix: "workspace-startup-" });
  try {
    const monorepo = `${folder}/monorepo`;
    await writeMonorepo(monorepo, { packages: 50, changesets: 20 });
    const bare = `${folder}/bare.js`;
    Deno.writeTextFileSync(bare, 'console.log("bare");\n');
    const { entry } = await bundle({ folder: `${folder}/dist`, profile: "bundle" });
    const flags = [...unstableFlags(), ...bakedFlags(await readNeedsOfAll(tree)), entry];
    const subjects = [
      { name: "bare deno run", words: [bare] },
      ...COMMANDS.map((words) => ({ name: `workspace ${words.join(" ")}`, words: [...flags, ...words] })),
    ];
    const cheapest = subjects.map(() => Infinity);
    // The first round fills a code cache that no other Deno on this machine writes to.
    for (let round = 0; round <= ROUNDS; round++) {
      subjects.forEach(({ words }, i) => {
        const time = processorMilliseconds(words, { cwd: monorepo, denoFolder: `${folder}/deno` });
        if (round > 0) cheapest[i] = Math.min(cheapest[i]!, time);
      });
    }
    const ratio = (i: number) => cheapest[i]! / cheapest[0]!;
    const over = (limit: number) => subjects.filter((_, i) => ratio(i) > limit).map(({ name }) => name).join(", ");
    subjects.forEach(({ name }, i) => console.log(`${cheapest[i]!.toFixed(1)} ms  ${ratio(i).toFixed(2)}×  ${name}`));
    if (over(BAR)) console.error(`More than ${BAR}× a bare deno run: ${over(BAR)}. It fails above ${LIMIT}×.`);
    return over(LIMIT) === "";
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

/** Processor time of one run, as the mean of some. */
function processorMilliseconds(words: string[], { cwd, denoFolder }: { cwd: string; denoFolder: string }): number {
  const run = [Deno.execPath(), "run", "--quiet", "--cached-only", "--no-config", "--no-lock", ...words];
  const { success, stderr } = new Deno.Command("bash", {
    args: ["-c", TIMED, "bash", ...run],
    cwd,
    env: { DENO_DIR: denoFolder, WORKSPACE_LOG_LEVEL: "silent", LC_ALL: "C" },
  }).outputSync();
  const [user, system] = new TextDecoder().decode(stderr).trim().split(" ").map(Number);
  if (!success) throw new Error(`${words.join(" ")} failed`);
  if (user === undefined || !(user + system! > 0)) throw new Error("bash does not tell the time of a program");
  return (user + system!) * 1000 / RUNS;
}

// Rolldown loads what makes Deno forget `Deno.exitCode`.
if (import.meta.main) Deno.exit(await main() ? 0 : 1);
