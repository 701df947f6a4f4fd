import { isAbsence, readFault, writeFault } from "../files/problems.ts";
import { shellQuoted } from "../program/self_command.ts";
import type { ProcessGroups } from "./process_groups.ts";

/** Ages are told in whole seconds, and the times of files are a little behind. */
const AGE_TOLERANCE_SECONDS = 3;

/**
 * The beginning of every step's shell. It writes down who it is (`mark`), then makes the file `claim`, which only one can
 * make (O_EXCL): whoever takes over from a dead owner makes it first, and the step never starts, or finds it, and then
 * knows whom to end. All with what a shell has built in; nothing of the user's has run before.
 */
export function claimingScript(folder: string): string {
  return `set -C
{ echo $$ >${shellQuoted(`${folder}/mark`)} && printf '' >${shellQuoted(`${folder}/claim`)}; } 2>/dev/null || exit 125
set +C
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
  const mark = readMark(folder);
  if (!mark || !await groups.isAlive(mark.pid)) return;
  if (await isOther(mark, cookie, groups)) return;
  await endGroup(mark.pid, { groups, graceMilliseconds });
}

/**
 * Whether a group has the number of ours but is another's. Ours has the step's variables. Where a step has cleared them, its
 * shell is still older than its mark, while who was given the number later is younger.
 */
async function isOther(mark: Mark, cookie: string, groups: ProcessGroups): Promise<boolean> {
  const carries = await groups.carries(mark.pid, cookie);
  if (carries) return false;
  const age = await groups.age(mark.pid);
  // The shell has ended, and the system does not show variables: better too much than to leave a step running.
  if (age === undefined) return carries === false;
  return age < (Date.now() - mark.writtenAt) / 1000 - AGE_TOLERANCE_SECONDS;
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

interface Mark {
  pid: number;
  /** Milliseconds since 1970. */
  writtenAt: number;
}

function readMark(folder: string): Mark | undefined {
  try {
    const text = Deno.readTextFileSync(`${folder}/mark`).trim();
    const writtenAt = Deno.statSync(`${folder}/mark`).mtime?.getTime() ?? 0;
    const pid = /^[1-9]\d*$/.test(text) ? Number(text) : 0;
    return pid > 1 ? { pid, writtenAt } : undefined;
  } catch (error) {
    // Claimed by an earlier owner, before any shell.
    if (isAbsence(error)) return undefined;
    throw readFault(`${folder}/mark`, error);
  }
}

/** SIGTERM, and SIGKILL to what is still there after the grace; returns when nothing of the group runs. */
export async function endGroup(group: number, { groups, graceMilliseconds }: ReapOptions): Promise<void> {
  await groups.signal(group, "TERM");
  if (await hasEnded(group, { groups, graceMilliseconds })) return;
  await groups.signal(group, "KILL");
  // Only what is stuck in the kernel outlives SIGKILL; it ends when it comes out of it.
  while (!await hasEnded(group, { groups, graceMilliseconds: 1000 })) await groups.signal(group, "KILL");
}

/** How long to wait before, and between, looks at every process. */
const FIRST_LOOK_MILLISECONDS = 20;
const LOOK_MILLISECONDS = 1000;

/** Waits until nothing of a group runs; false when something still does after so long. */
export async function hasEnded(group: number, { groups, graceMilliseconds }: ReapOptions): Promise<boolean> {
  const until = performance.now() + graceMilliseconds;
  let lookAt = Math.min(until, performance.now() + FIRST_LOOK_MILLISECONDS);
  for (let pause = 1;; pause = Math.min(pause * 2, 50)) {
    if (!await groups.exists(group)) return true;
    const now = performance.now();
    if (now >= lookAt) {
      if (!await groups.isAlive(group)) return true;
      if (now >= until) return false;
      lookAt = Math.min(until, now + LOOK_MILLISECONDS);
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Math.min(pause, until - now))));
  }
}
