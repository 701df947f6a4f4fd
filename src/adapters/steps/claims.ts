import { isAbsence, writeFault } from "../files/problems.ts";
import { shellQuoted } from "../program/self_command.ts";
import { IDENTITY, type ProcessGroups } from "./process_groups.ts";

/**
 * The beginning of every step's shell. It writes down who it is (`mark`), then makes the file `claim`, which only one can
 * make (O_EXCL): whoever takes over from a dead owner makes it first, and the step never starts, or finds it, and then
 * knows whom to end. All with what a shell has built in; nothing of the user's has run before.
 */
export function claimingScript(folder: string): string {
  return `set -C
pid=$$
${IDENTITY}
{ printf '%s\\n' "$pid" "$mark" >${shellQuoted(`${folder}/mark`)} && printf '' >${
    shellQuoted(`${folder}/claim`)
  }; } 2>/dev/null || exit 125
set +C
unset pid mark line boot
set --
`;
}

export interface ReapOptions {
  groups: ProcessGroups;
  /** Milliseconds between SIGTERM and SIGKILL. */
  graceMilliseconds: number;
}

/**
 * Makes sure that nothing of the attempt in this folder runs, nor ever will. The mark was written before the claim was
 * made: where there is a claim, the mark is whole.
 */
export async function reapAttempt(folder: string, cookie: string, { groups, graceMilliseconds }: ReapOptions) {
  if (makeClaim(folder)) return;
  const [pid, mark] = readMark(folder);
  if (pid === undefined) return;
  const now = await groups.identify(pid);
  // Another process has this number now: of the old group, whose number it would be, nothing is left.
  if (now !== undefined && now !== mark) return;
  // The shell itself has ended. What is left of its group has the step's variables; what has not is another's.
  if (now === undefined && await groups.carries(pid, cookie) === false) return;
  await endGroup(pid, { groups, graceMilliseconds });
}

/** True when the claim was not there: no shell can take it any more. */
function makeClaim(folder: string): boolean {
  try {
    Deno.mkdirSync(folder, { recursive: true, mode: 0o700 });
    Deno.openSync(`${folder}/claim`, { write: true, createNew: true, mode: 0o600 }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw writeFault(`${folder}/claim`, error);
  }
}

function readMark(folder: string): [pid: number | undefined, mark: string] {
  let text: string;
  try {
    text = Deno.readTextFileSync(`${folder}/mark`);
  } catch (error) {
    // Claimed by an earlier owner, before any shell.
    if (isAbsence(error)) return [undefined, ""];
    throw error;
  }
  const [pid = "", mark = ""] = text.split("\n");
  return [/^[1-9]\d*$/.test(pid) && Number(pid) > 1 ? Number(pid) : undefined, mark];
}

/** SIGTERM, and SIGKILL to what is still there after the grace; returns when nothing of the group runs. */
export async function endGroup(group: number, { groups, graceMilliseconds }: ReapOptions): Promise<void> {
  await groups.signal(group, "TERM");
  if (await hasEnded(group, { groups, graceMilliseconds })) return;
  await groups.signal(group, "KILL");
  // Only what is stuck in the kernel outlives SIGKILL; it ends when it comes out of it.
  while (!await hasEnded(group, { groups, graceMilliseconds: 1000 })) await groups.signal(group, "KILL");
}

/** Waits until nothing of a group runs; false when something still does after so long. */
export async function hasEnded(group: number, { groups, graceMilliseconds }: ReapOptions): Promise<boolean> {
  const until = performance.now() + graceMilliseconds;
  for (let pause = 1;; pause = Math.min(pause * 2, 50)) {
    if (!await groups.isAlive(group)) return true;
    const left = until - performance.now();
    if (left <= 0) return false;
    await new Promise((resolve) => setTimeout(resolve, Math.min(pause, left)));
  }
}
