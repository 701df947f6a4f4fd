import { resolvePath } from "../../kernel/path.ts";
import type { ServerContext } from "./run_server.ts";

/** The command that starts a server with these options, with paths that hold from anywhere. */
export function serverArguments(options: ServerContext["options"], directory: string): string[] {
  const list = (name: string, values: readonly string[] | undefined) => values ? [`--${name}`, values.join(",")] : [];
  const file = (name: string, path: string | undefined) =>
    path === undefined ? [] : [`--${name}`, resolvePath(directory, path)];
  return [
    "server",
    "start",
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
