/** How often it is looked again for processes that were just being started. */
const ROUNDS = 400;

/**
 * Ends every process that was started in a temporary place: all have its path in their environment, whatever process group
 * or session they are in. Returns once there is none.
 */
export function endProcesses(root: string): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let round = 0; round < ROUNDS; round++) {
    const pids = listProcesses(root);
    if (pids.length === 0) return;
    for (const pid of pids) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It has ended meanwhile.
      }
    }
    Atomics.wait(pause, 0, 0, 5);
  }
  throw new Error(`processes of ${root} do not end: ${listProcesses(root).join(", ")}`);
}

function listProcesses(root: string): number[] {
  if (Deno.build.os === "linux") return listByProc(root);
  if (Deno.build.os === "darwin") return listByPs(root);
  return [];
}

function listByProc(root: string): number[] {
  return [...Deno.readDirSync("/proc")].filter(({ name }) => /^\d+$/.test(name)).map(({ name }) => Number(name))
    .filter((pid) => {
      if (pid === Deno.pid) return false;
      try {
        return Deno.readTextFileSync(`/proc/${pid}/environ`).includes(root);
      } catch {
        // Somebody else's, or gone.
        return false;
      }
    });
}

function listByPs(root: string): number[] {
  const { stdout } = new Deno.Command("ps", { args: ["-axEww", "-o", "pid=,command="] }).outputSync();
  return new TextDecoder().decode(stdout).split("\n").filter((line) => line.includes(root))
    .map((line) => Number.parseInt(line)).filter((pid) => pid !== Deno.pid);
}
