import { openEngineParts } from "../open_engine_parts.ts";
import { readVariables } from "../run/environment_secrets.ts";
import { SERVER_RUNNING } from "./faults.ts";
import type { ServerContext } from "./run_server.ts";
import { serverArguments } from "./server_arguments.ts";
import { findServer, type ServerRecord } from "./server_record.ts";

/** Starts a server with the same options in a process of its own. Faults: `SERVER_RUNNING`, `OWNER_NOT_STARTED`. */
export async function startDetached(context: ServerContext): Promise<{ state: "started"; url: string }> {
  const { options, ports, directory } = context;
  const { store, logs, ownership } = await openEngineParts(context);
  using _store = store;
  using _logs = logs;
  const other = findServer(store, ownership);
  if (other) throw SERVER_RUNNING({ url: other.url, pid: other.pid });
  let server: ServerRecord | undefined;
  await ports.workflows.startInBackground(serverArguments(options, directory), {
    isReady: () => (server = findServer(store, ownership)) !== undefined,
    variables: await readVariables(options.secretEnv ?? [], ports),
  });
  return { state: "started", url: server?.url ?? "" };
}
