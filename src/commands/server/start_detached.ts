import type { Ownership } from "../../domain/workflow/engine/ports.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { readVariables } from "../run/environment_secrets.ts";
import { SERVER_RUNNING } from "./faults.ts";
import type { ServerContext } from "./run_server.ts";
import { serverArguments } from "./server_arguments.ts";
import { findServer, type ServerRecord } from "./server_record.ts";
import { waitUntil } from "./wait_until.ts";

/** After so long the server is started all the same; it waits in the background. */
const HAND_OVER_MILLISECONDS = 10 * 60_000;

/** Starts a server with the same options in a process of its own. Faults: `SERVER_RUNNING`, `OWNER_NOT_STARTED`. */
export async function startDetached(context: ServerContext): Promise<{ state: "started"; url: string }> {
  const { options, ports, directory } = context;
  const { store, logs, ownership } = await openEngineParts(context);
  using _store = store;
  using _logs = logs;
  const other = findServer(store, ownership);
  if (other) throw SERVER_RUNNING({ url: other.url, pid: other.pid });
  await handOver(context, { store, ownership });
  let server: ServerRecord | undefined;
  await ports.workflows.startInBackground(serverArguments(options, directory), {
    isReady: () => (server = findServer(store, ownership)) !== undefined,
    variables: await readVariables(options.secretEnv ?? [], ports),
  });
  return { state: "started", url: server?.url ?? "" };
}

/** A process that drives runs ends what executes before it hands over: that is waited for here, where it can be said. */
async function handOver(
  { ports: { workflows: { timers } }, log }: ServerContext,
  { store, ownership }: { store: Store; ownership: Ownership },
): Promise<void> {
  const holder = ownership.findHolder();
  if (!holder) return;
  log.info(`Waiting for process ${holder.pid} to hand over...`);
  store.pushOrder({ kind: "drain" });
  await waitUntil(() => !ownership.isHeld(), { timers, limitMilliseconds: HAND_OVER_MILLISECONDS });
}
