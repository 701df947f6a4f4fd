import { invocation } from "./program.ts";
import type { State } from "./state.ts";

/** Who has the token of a script's server: the same as the user of the machine in scripts for both contexts. */
export const USER = "ada";

/**
 * A server of this program in a place of its own, with a token for everything. Options are those of
 * `workspace server start`.
 */
export async function startWorkflowServer(
  state: State,
  options: readonly string[] = [],
): Promise<{ url: string; token: string }> {
  const { sandbox } = state;
  const home = `${sandbox.folders.TMPDIR}/server`;
  Deno.mkdirSync(home);
  const place = {
    ...sandbox,
    folders: { ...sandbox.folders, WORKSPACE_HOME: home },
    env: { ...sandbox.env, WORKSPACE_HOME: home, WORKSPACE_LOG_LEVEL: "info" },
  };
  const command = async (args: string[]) => {
    const { argv: [program, ...rest], env } = await invocation(args, place);
    return new Deno.Command(program, {
      args: rest,
      cwd: home,
      env: { ...place.env, ...env },
      clearEnv: true,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    });
  };
  const made = await (await command(["server", "token", "create", "--name", USER, "--scopes", "admin", "-f", "json"]))
    .output();
  if (!made.success) throw new Error(new TextDecoder().decode(made.stderr));
  const { secret } = JSON.parse(new TextDecoder().decode(made.stdout));
  const server = (await command(["server", "start", "--port", "0", "--format", "json", ...options])).spawn();
  const said = new Response(server.stderr).text();
  const lines = server.stdout.pipeThrough(new TextDecoderStream()).getReader();
  state.cleanup.defer(async () => {
    try {
      // One that is killed leaves no coverage.
      if (Deno.env.has("DENO_COVERAGE_DIR")) await endGently(server);
      server.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await lines.cancel();
    await Promise.all([server.status, said]);
  });
  let text = "";
  while (!text.includes("\n")) {
    const { value, done } = await lines.read();
    if (done) throw new Error(`the server did not start:\n${text}${await said}`);
    text += value;
  }
  return { url: JSON.parse(text.split("\n")[0]!).url, token: secret };
}

const PATIENCE_MILLISECONDS = 3000;

async function endGently(server: Deno.ChildProcess): Promise<void> {
  server.kill("SIGTERM");
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, PATIENCE_MILLISECONDS);
  await Promise.race([server.status, late.promise]);
  clearTimeout(timer);
}
