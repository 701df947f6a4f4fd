import type { Actor } from "../../domain/workflow/ports.ts";
import type { Environment } from "../../kernel/ports.ts";

/**
 * Who uses this machine: by the environment's word, else by the system's, which is asked only when the name is wanted
 * (containers often set no `USER`).
 */
export function systemActor(env: Environment): Actor {
  let name: string | undefined;
  return {
    get name() {
      return name ??= env.get("USER") || env.get("LOGNAME") || env.get("USERNAME") || askSystem(env) || "unknown";
    },
    origin: "local",
  };
}

/** Undefined where there is no `id`, or no permission to start it. */
function askSystem(env: Environment): string | undefined {
  try {
    const { success, stdout } = new Deno.Command("sh", {
      args: ["-c", "id -un || id -u"],
      clearEnv: true,
      env: { PATH: env.get("PATH") ?? "" },
      stdin: "null",
      stderr: "null",
    }).outputSync();
    return success ? new TextDecoder().decode(stdout).trim() : undefined;
  } catch {
    return undefined;
  }
}
