/**
 * Start-up of the bundle against its bar, for CI: a command takes at most twice as long as a bare `deno run`. Both are
 * timed in turns under the permissions of a compiled program, and the fastest run of each counts. What misses the bar
 * is told; a failure is what no busy machine explains.
 *
 *     deno task bundle && deno run -A scripts/bench/startup.ts
 */
import { tree } from "../../src/commands/tree.ts";
import { bakedFlags, readNeedsOfAll, unstableFlags } from "../compile/baked_permissions.ts";
import { measure, type Subject } from "./measure.ts";
import { writeMonorepo } from "./monorepo.ts";

const BAR = 2;
const LIMIT = 3;
const ROUNDS = 15;
/** Further rounds are for a machine that had something else to do. */
const ATTEMPTS = 3;

const COMMANDS = [["--version"], ["--help"], ["changeset", "check"], ["changeset", "list"]];

async function main(): Promise<boolean> {
  const folder = Deno.makeTempDirSync({ prefix: "workspace-startup-" });
  try {
    const monorepo = `${folder}/monorepo`;
    await writeMonorepo(monorepo, { packages: 50, changesets: 20 });
    const bare = `${folder}/bare.js`;
    Deno.writeTextFileSync(bare, 'console.log("bare");\n');
    const flags = [...unstableFlags(), ...bakedFlags(await readNeedsOfAll(tree))];
    const subject = (name: string, words: string[]): Subject => ({
      name,
      program: Deno.execPath(),
      args: ["run", "--quiet", "--cached-only", "--no-config", "--no-lock", ...words],
      // `changeset check` tells with 11 that there is none for this branch.
      answers: [11],
      // A code cache that no other Deno on this machine writes to.
      env: { WORKSPACE_LOG_LEVEL: "silent", DENO_DIR: `${folder}/deno` },
    });
    const entry = new URL("../../dist/main.js", import.meta.url).href;
    const subjects = [
      subject("bare deno run", [bare]),
      ...COMMANDS.map((words) => subject(`workspace ${words.join(" ")}`, [...flags, entry, ...words])),
    ];
    const fastest = subjects.map(() => Infinity);
    const ratio = (i: number) => fastest[i]! / fastest[0]!;
    const over = (limit: number) => subjects.filter((_, i) => ratio(i) > limit).map(({ name }) => name).join(", ");
    for (let attempt = 0; attempt < ATTEMPTS && (attempt === 0 || over(BAR) !== ""); attempt++) {
      const measured = await measure(subjects, { runs: ROUNDS, cwd: monorepo });
      measured.forEach(({ minimumMilliseconds }, i) => fastest[i] = Math.min(fastest[i]!, minimumMilliseconds));
    }
    subjects.forEach(({ name }, i) => console.log(`${fastest[i]!.toFixed(1)} ms  ${ratio(i).toFixed(2)}×  ${name}`));
    if (over(BAR)) console.error(`More than ${BAR}× a bare deno run: ${over(BAR)}. It fails above ${LIMIT}×.`);
    return over(LIMIT) === "";
  } finally {
    Deno.removeSync(folder, { recursive: true });
  }
}

if (import.meta.main) Deno.exitCode = await main() ? 0 : 1;
