import { fileURLToPath } from "node:url";
import { copy } from "../../scripts/demo/stage.ts";
import { startReplayRegistry } from "../registry/replay_registry.ts";
import { installShim } from "../txtar/program.ts";
import { createSandbox, type Sandbox, writeFile } from "../txtar/sandbox.ts";
import { matches, type Page, parsePage, type Step } from "./page.ts";

const REGISTRIES = new URL("registries/", import.meta.url);
const EXAMPLES = fileURLToPath(new URL("../../examples/", import.meta.url));

/** Whether a page has anything to run. */
export function isRunnable({ actions }: Page): boolean {
  return actions.some((action) => "command" in action);
}

/**
 * Runs a page's commands in a repository of its own. Throws at the first that fails or prints something else; with
 * `update` the page's new text, with what was printed, is returned instead.
 */
export async function runPage(text: string, options: { name: string; update: boolean }): Promise<string> {
  const page = parsePage(text);
  if (page.start === undefined) throw new Error(`${options.name} has console blocks, but no <!-- start: … -->`);
  await using cleanup = new AsyncDisposableStack();
  const sandbox = cleanup.adopt(createSandbox(), (each) => each.remove());
  await installShim(sandbox);
  if (page.registry !== undefined) {
    const served = JSON.parse(Deno.readTextFileSync(new URL(page.registry, REGISTRIES)));
    sandbox.env.npm_config_registry = cleanup.use(startReplayRegistry(served)).url;
  }
  await prepare(page.start, sandbox);
  const replacements: { span: [number, number]; lines: string[] }[] = [];
  for (const action of page.actions) {
    if (!("command" in action)) {
      writeFile(`${sandbox.work}/${action.path}`, action.content);
      continue;
    }
    sandbox.advance();
    const { code, output } = await runShell(action.command, sandbox);
    const lines = output === "" ? [] : output.split("\n");
    if (code !== 0) throw new Error(describe(action, { ...options, output: `${output}\n(exit code ${code})` }));
    if (action.expected === undefined || matches(action.expected, lines)) continue;
    if (!options.update) throw new Error(describe(action, { ...options, output }));
    replacements.push({ span: action.span, lines });
  }
  const result = text.split("\n");
  for (const { span: [from, to], lines } of replacements.reverse()) result.splice(from, to - from, ...lines);
  return result.join("\n");
}

function describe({ command, expected, span }: Step, { name, output }: { name: string; output: string }): string {
  const wanted = expected ? `\n--- the page says\n${expected.join("\n")}` : "";
  return `${name}:${span[0]}: $ ${command}${wanted}\n--- it printed\n${output}`;
}

async function prepare(start: string, sandbox: Sandbox): Promise<void> {
  const setUp = async (command: string) => {
    const { code, output } = await runShell(command, sandbox);
    if (code !== 0) throw new Error(`${command}: ${output}`);
  };
  sandbox.env.WORKSPACE_LOG_LEVEL = "warn";
  sandbox.env.USER = "ada";
  if (start === "empty") return;
  copy(`${EXAMPLES}${start}`, sandbox.work);
  await setUp("git init --quiet && git add --all && git commit --quiet --message 'feat: a little shop'");
  await setUp('git init --quiet --bare "$REMOTES/origin.git" && git remote add origin "$REMOTES/origin.git"');
  await setUp("git push --quiet --set-upstream origin main");
}

/** What a shell prints for a command line on both streams, without the final newline and temporary paths. */
async function runShell(command: string, sandbox: Sandbox): Promise<{ code: number; output: string }> {
  const { code, stdout } = await new Deno.Command("sh", {
    args: ["-c", `{ ${command}\n} 2>&1`],
    cwd: sandbox.work,
    env: sandbox.env,
    clearEnv: true,
    stdin: "null",
    stderr: "inherit",
  }).output();
  const output = new TextDecoder().decode(stdout).trimEnd();
  return { code, output: sandbox.normalise(output) };
}
