import { resolvePath } from "../../kernel/path.ts";
import { openEngineParts } from "../open_engine_parts.ts";
import { readVariables } from "../run/environment_secrets.ts";
import { SERVER_RUNNING } from "./faults.ts";
import type { ServerContext } from "./run_server.ts";
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
  await ports.workflows.startInBackground(["server", "start", ...argumentsOf(options, directory)], {
    isReady: () => (server = findServer(store, ownership)) !== undefined,
    variables: await readVariables(options.secretEnv ?? [], ports),
  });
  return { state: "started", url: server?.url ?? "" };
}

/** The options once more, with paths that hold from anywhere. */
function argumentsOf(options: ServerContext["options"], directory: string): string[] {
  const list = (name: string, values: readonly string[] | undefined) => values ? [`--${name}`, values.join(",")] : [];
  const file = (name: string, path: string | undefined) =>
    path === undefined ? [] : [`--${name}`, resolvePath(directory, path)];
  return [
    ...(options.host === undefined ? [] : ["--host", options.host]),
    ...["--port", String(options.port)],
    ...["--rate-limit", String(options.rateLimit)],
    ...file("tls-cert", options.tlsCert),
    ...file("tls-key", options.tlsKey),
    ...list("name", options.name),
    ...list("task-types", options.taskTypes),
    ...list("secret-env", options.secretEnv),
    ...(options.insecure ? ["--insecure"] : []),
    ...(options.allowPrivateTargets ? ["--allow-private-targets"] : []),
  ];
}
