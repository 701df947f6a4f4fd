import type { Context } from "../../cli/command.ts";
import { INPUT_FILE_NOT_FOUND } from "../../cli/faults.ts";
import type { ValuesOf } from "../../cli/option.ts";
import type { TaskType } from "../../domain/workflow/definition/model.ts";
import type { Ownership, RunningServer, ServeRequest, WorkflowPorts } from "../../domain/workflow/engine/ports.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";
import { resolvePath } from "../../kernel/path.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { readVariables } from "../run/environment_secrets.ts";
import { ADDRESS_NOT_SAFE, SERVER_RUNNING } from "./faults.ts";
import { runMetrics } from "./run_metrics.ts";
import { findServer, isAskedToStop, writeServerRecord } from "./server_record.ts";
import type { SERVER_OPTIONS } from "./server_options.ts";

// deno-lint-ignore no-explicit-any
export type ServerContext = Omit<Context<any, any>, "options"> & { options: ValuesOf<typeof SERVER_OPTIONS> };
type State = { state: "started" | "stopped"; url: string };

const GRACE_MILLISECONDS = 10_000;
/** How often a server looks whether the process that drives the runs has handed over, and whether it is to stop. */
const TURN_MILLISECONDS = 50;

/**
 * Serves until it is interrupted, or told to by `server stop`. Faults: `ADDRESS_NOT_SAFE`, `SERVER_RUNNING`,
 * `ADDRESS_IN_USE`, `CERTIFICATE_UNREADABLE`.
 */
export async function runServer(context: ServerContext): Promise<State> {
  const { options, ports, log, emit } = context;
  const { workflows, program, interruption } = ports;
  const hostname = options.host ?? "127.0.0.1";
  const tls = readCertificate(context);
  if (!tls && !options.insecure && !isLoopback(hostname)) throw ADDRESS_NOT_SAFE({ hostname });
  const parts = await openEngineParts(context);
  using store = parts.store;
  using _logs = parts.logs;
  const other = findServer(store, parts.ownership);
  if (other) throw SERVER_RUNNING({ url: other.url, pid: other.pid });

  const { Engine } = await import("../../domain/workflow/engine/engine.ts");
  const { localService } = await import("../../domain/workflow/service/local_service.ts");
  const { tokens } = await import("../../domain/workflow/tokens/tokens.ts");
  using steps = await workflows.steps({ allowPrivateTargets: options.allowPrivateTargets });
  const serviceOptions = {
    version: program.version,
    server: true,
    environmentSecrets: await readVariables(options.secretEnv ?? [], ports),
    ...(options.taskTypes ? { taskTypes: options.taskTypes as TaskType[] } : {}),
  };
  const metrics = runMetrics(store, () => workflows.clock.now());
  const keys = tokens({ ...parts, actor: workflows.actor() });
  const server = await workflows.serve(
    {
      hostname,
      port: options.port!,
      tls,
      names: options.name ?? [],
      requestsPerMinute: options.rateLimit!,
      service: (actor) => localService({ ...parts, actor, options: serviceOptions }),
      findToken: async (secret) => {
        const found = await keys.verify(secret);
        return found.kind === "unknown" ? undefined : found.token;
      },
      version: program.version,
      openapi: async () => (await import("../../domain/workflow/rest/openapi.ts")).openApiDocument(program.version),
      redeemLink: async (key, address) => {
        const { pageLinks } = await import("../../domain/workflow/tokens/page_links.ts");
        return await pageLinks({ ...parts, actor: { name: "page", origin: address } }).redeem(key);
      },
      access: (line) => log.info(line),
      failed: (error, requestId) => log.error(`${requestId}: ${error instanceof Error ? error.stack : error}`),
      gauges: metrics.lines,
    } satisfies ServeRequest,
  );
  using hold = interruption.hold();
  await emit({ state: "started", url: server.url } satisfies State);
  if (keys.list().every(({ revoked }) => revoked)) {
    log.warn("There is no token yet: `workspace server token create --name NAME --scopes admin` makes one");
  }
  const owner = recording(parts.ownership, { store, server, context });
  const engine = new Engine({ ...parts, store: metrics.store, steps, ownership: owner }, { server: true });
  let isStopping = false;
  const stop = () => {
    if (!isStopping) engine.stop({ graceMilliseconds: GRACE_MILLISECONDS });
    isStopping = true;
  };
  hold.signal.addEventListener("abort", stop);
  using _asked = every(TURN_MILLISECONDS, workflows, () => {
    if (isAskedToStop(store)) stop();
  });
  await drive(engine, { store, ownership: parts.ownership, workflows, signal: hold.signal });
  await server.stop(GRACE_MILLISECONDS);
  writeServerRecord(store, undefined);
  return { state: "stopped", url: server.url };
}

/** Drives the runs until it was the owner and has handed over, or is interrupted. */
async function drive(
  engine: { run(): Promise<void> },
  { store, ownership, workflows, signal }: {
    store: Store;
    ownership: Ownership;
    workflows: WorkflowPorts;
    signal: AbortSignal;
  },
): Promise<void> {
  let asked = false;
  while (!signal.aborted) {
    if (!ownership.isHeld()) {
      await engine.run();
      return;
    }
    if (!asked) store.pushOrder({ kind: "drain" });
    asked = true;
    await new Promise<void>((resolve) => void workflows.timers.after(TURN_MILLISECONDS, resolve));
  }
}

/** Does something again and again, until it is disposed. */
function every(milliseconds: number, { timers }: Pick<WorkflowPorts, "timers">, work: () => void): Disposable {
  let timer = timers.after(milliseconds, turn);
  function turn() {
    timer = timers.after(milliseconds, turn);
    work();
  }
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/** Writes down that this server is the owner, as soon as it is. */
function recording(
  ownership: Ownership,
  { store, server, context }: { store: Store; server: RunningServer; context: ServerContext },
): Ownership {
  return {
    ...ownership,
    acquire() {
      const lock = ownership.acquire();
      const holder = lock && ownership.findHolder();
      if (holder) {
        writeServerRecord(store, { ...holder, url: server.url, version: context.ports.program.version });
      }
      return lock;
    },
  };
}

function readCertificate({ options, ports, directory }: ServerContext): ServeRequest["tls"] {
  if (options.tlsCert === undefined || options.tlsKey === undefined) return undefined;
  const read = (path: string) => {
    const text = ports.files.readText(resolvePath(directory, path));
    if (text === undefined) throw INPUT_FILE_NOT_FOUND({ path });
    return text;
  };
  return { cert: read(options.tlsCert), key: read(options.tlsKey) };
}

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "::1" || /^127(\.\d{1,3}){3}$/.test(hostname);
}
