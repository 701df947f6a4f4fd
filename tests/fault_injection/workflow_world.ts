import { workflowPorts } from "../../src/adapters/owner/workflow_ports.ts";
import { selfCommand } from "../../src/adapters/program/self_command.ts";
import type { Holder } from "../../src/adapters/owner/ownership.ts";
import { isFault } from "../../src/kernel/fault.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";

const MAIN = new URL("../../main.ts", import.meta.url).href;
const silent = { error() {}, warn() {}, info() {}, debug() {}, trace() {} };

/** Numbers that are the same for the same seed (mulberry32), each at least 0 and under 1. */
export function randomOf(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ seed >>> 15, 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed)) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** This machine's workflows in a folder of their own, with owners that are processes of the program itself. */
export async function workflowWorld() {
  const home = Deno.makeTempDirSync({ prefix: "workspace-owners-" });
  const folder = `${home}/project`;
  Deno.mkdirSync(folder);
  const names: Record<string, string> = { WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off" };
  const env = { get: (name: string) => names[name] ?? Deno.env.get(name) };
  const self = selfCommand({ profile: "source", mainModule: MAIN });
  const ports = workflowPorts({ env, dataFolder: `${home}/data`, self });
  const { store, logs } = await ports.stores();
  const ownership = await ports.ownership();
  const service = localService({
    store,
    logs,
    secrets: await ports.secrets(),
    ownership,
    timers: ports.timers,
    clock: ports.clock,
    log: silent,
    actor: { name: "ann", origin: "local" },
    random: ports.random,
    files: { open: (path) => ports.openFile(path) },
    options: { version: "0.0.0", server: false },
  });
  return {
    home,
    folder,
    store,
    service,
    ownership,
    /** Makes sure that there is an owner. */
    async start(): Promise<void> {
      try {
        if (!ownership.isHeld()) await ownership.start();
      } catch (error) {
        // Such as: killed before it had the lock. Its last words belong to the failure.
        throw isFault(error) ? new Error(`${error.message}: ${error.reason}`) : error;
      }
    },
    /** The process that holds the lock and has said so; undefined while there is none. */
    owner(): number | undefined {
      const holder: Holder | undefined = ownership.findHolder();
      return holder?.pid;
    },
    /** Shells of the steps that have begun, the leaders of their groups. */
    shells(): number[] {
      const runs = `${home}/data/runs`;
      return listNames(runs).flatMap((run) =>
        listNames(`${runs}/${run}/steps`).flatMap((step) => readNumber(`${runs}/${run}/steps/${step}/mark`))
      );
    },
    async [Symbol.asyncDispose]() {
      for (let tries = 0; ownership.isHeld() && tries < 500; tries++) {
        const pid = ownership.findHolder()?.pid;
        if (pid !== undefined) kill(pid);
        await pause(10);
      }
      logs[Symbol.dispose]();
      store[Symbol.dispose]();
      Deno.removeSync(home, { recursive: true });
    },
  };
}

function listNames(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch {
    return [];
  }
}

function readNumber(path: string): number[] {
  try {
    const number = parseInt(Deno.readTextFileSync(path));
    return Number.isNaN(number) ? [] : [number];
  } catch {
    return [];
  }
}

/** SIGKILL, to a process that may have ended. A negative number is a group. */
export function kill(pid: number): boolean {
  try {
    Deno.kill(pid, "SIGKILL");
    return true;
  } catch {
    return false;
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Processes (Linux) that have this text in their environment, those that have ended aside. */
export function processesWith(text: string): number[] {
  if (Deno.build.os !== "linux") return [];
  return [...Deno.readDirSync("/proc")].map(({ name }) => Number(name)).filter((pid) => {
    if (!Number.isInteger(pid)) return false;
    try {
      return Deno.readTextFileSync(`/proc/${pid}/environ`).includes(text);
    } catch {
      return false;
    }
  });
}
