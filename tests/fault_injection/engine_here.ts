import { openLogStore } from "../../src/adapters/sqlite/log_store.ts";
import { openStore } from "../../src/adapters/sqlite/store.ts";
import { workflowPorts } from "../../src/adapters/owner/workflow_ports.ts";
import { Engine } from "../../src/domain/workflow/engine/engine.ts";
import type { LogLine, Run } from "../../src/domain/workflow/model.ts";
import { localService } from "../../src/domain/workflow/service/local_service.ts";
import { pause } from "./workflow_world.ts";

/** The engine in this process, over real stores in a folder of its own, with steps that are real processes. */
export async function engineHere({ lockLimitMilliseconds, onDataFolder }: {
  lockLimitMilliseconds?: number;
  /** Called when the folder of the data is there, and empty. */
  onDataFolder?(path: string): void;
} = {}) {
  const home = Deno.realPathSync(Deno.makeTempDirSync({ prefix: "workspace-engine-" }));
  const folder = `${home}/project`;
  Deno.mkdirSync(folder);
  const names: Record<string, string> = { WORKSPACE_HOME: home, WORKSPACE_KEYCHAIN: "off" };
  const env = { get: (name: string) => names[name] ?? Deno.env.get(name) };
  const dataFolder = `${home}/data`;
  const ports = workflowPorts({ env, dataFolder, self: [Deno.execPath(), "--version"] });
  Deno.mkdirSync(dataFolder, { mode: 0o700 });
  onDataFolder?.(dataFolder);
  const limits = lockLimitMilliseconds === undefined ? {} : { lockLimitMilliseconds };
  const [store, logs] = [await openStore(dataFolder, limits), await openLogStore(dataFolder, limits)];
  const secrets = await ports.secrets();
  const messages: string[] = [];
  const say = (text: string) => void messages.push(text);
  const log = { error: say, warn: say, info: say, debug: say, trace: say };
  const parts = { store, logs, secrets, timers: ports.timers, clock: ports.clock, log, random: ports.random };
  const steps = await ports.steps({ allowPrivateTargets: true });
  const engine = new Engine({ ...parts, steps, ownership: { acquire: () => ({ [Symbol.dispose]() {} }) } }, {
    server: true,
  });
  const ended = engine.run();
  const service = localService({
    ...parts,
    ownership: {
      acquire: () => undefined,
      isHeld: () => true,
      findHolder: () => undefined,
      start: () => Promise.resolve(),
    },
    actor: { name: "ann", origin: "local" },
    files: { open: (path) => ports.openFile(path) },
    options: { version: "0.0.0", server: false },
  });
  let count = 0;
  return {
    home,
    folder,
    dataFolder,
    store,
    logs,
    service,
    /** What the owner said. */
    messages,
    /** Deploys these tasks and starts a run of them; `more` are other keys of the definition. */
    async start(tasks: readonly unknown[], more: Record<string, unknown> = {}): Promise<string> {
      const id = `flow-${++count}`;
      const text = JSON.stringify({ id, tasks, ...more });
      await service.deployWorkflow({ text, format: "json", name: "flow.json", dryRun: false, folder });
      return (await service.createRun({ workflowId: id, input: {} })).run.id;
    },
    /** The run once it has ended. */
    async ended(id: string): Promise<Run> {
      for await (const run of service.watchRun(id, { signal: new AbortController().signal })) {
        if (run.endedAt !== null) return run;
      }
      throw new Error(`${id} has not ended`);
    },
    lines(id: string, query: { after?: number; limit?: number } = {}): LogLine[] {
      return logs.read(id, { after: 0, limit: 100_000, ...query });
    },
    async [Symbol.asyncDispose]() {
      engine.stop({ graceMilliseconds: 0 });
      await ended;
      steps[Symbol.dispose]();
      logs[Symbol.dispose]();
      store[Symbol.dispose]();
      for (let tries = 0;; tries++) {
        try {
          return Deno.removeSync(home, { recursive: true });
        } catch (error) {
          // A process that has left its group may still be writing.
          if (tries === 50) throw error;
          await pause(20);
        }
      }
    },
  };
}
