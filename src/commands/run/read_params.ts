import { INPUT_FILE_NOT_FOUND } from "../../cli/faults.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import { isFault } from "../../kernel/fault.ts";
import { resolvePath } from "../../kernel/path.ts";
import type { WorkflowContext } from "../open_workflows.ts";
import { readVariables } from "./environment_secrets.ts";

interface ParamsRequest {
  service: WorkflowService;
  local: boolean;
  workflowId: string;
  version: string | undefined;
  /** As they were given. */
  params: readonly string[];
}

/**
 * The parameters that were given, read as the workflow's schema says, on a terminal with those that are missing; and for this machine's engine the values of secrets
 * that come from the environment. Faults: `WORKFLOW_NOT_FOUND`, `PARAMETER_MALFORMED`, `INPUT_FILE_NOT_FOUND`.
 */
export async function readParams(
  { ports, directory }: WorkflowContext & { directory: string },
  { service, local, workflowId, version, params }: ParamsRequest,
): Promise<{ input: Record<string, unknown>; environmentSecrets?: Record<string, string> }> {
  const { parseParams } = await import("../../domain/workflow/input/parse_params.ts");
  const { definition } = await service.getWorkflow(workflowId, version === undefined ? {} : { version });
  const { config, secrets = [] } = definition as {
    config?: { input?: Record<string, unknown> };
    secrets?: { name: string; from?: string }[];
  };
  const given = params.map((each) => {
    if (!each.startsWith("@")) return each;
    const file = each.slice(1);
    const text = ports.files.readText(resolvePath(directory, file));
    if (text === undefined) throw INPUT_FILE_NOT_FOUND({ path: file });
    return { file, text };
  });
  let input = await parseParams(given, { schema: config?.input });
  if (ports.prompt.available && config?.input) {
    const { askParams } = await import("./ask_params.ts");
    input = await askParams(input, { schema: config.input, prompt: ports.prompt });
  }
  const environmentSecrets = local ? await readEnvironmentSecrets(ports, { secrets }) : undefined;
  return { input, ...(environmentSecrets ? { environmentSecrets } : {}) };
}

/**
 * For a rerun on this machine's engine: the values of secrets that come from the environment, which are kept no longer
 * than a run. Undefined where there are none, or the workflow has been deleted.
 */
export async function readSecretsAgain(
  { ports }: WorkflowContext,
  { service, workflowId, version }: Pick<ParamsRequest, "service" | "workflowId" | "version">,
): Promise<Record<string, string> | undefined> {
  try {
    const { definition } = await service.getWorkflow(workflowId, version === undefined ? {} : { version });
    return await readEnvironmentSecrets(ports, definition);
  } catch (error) {
    if (isFault(error) && (error.code === "WORKFLOW_NOT_FOUND" || error.code === "VERSION_NOT_FOUND")) return undefined;
    throw error;
  }
}

async function readEnvironmentSecrets(
  ports: WorkflowContext["ports"],
  { secrets = [] }: { secrets?: { name: string; from?: string }[] },
): Promise<Record<string, string> | undefined> {
  const names = secrets.filter(({ from }) => from === "env").map(({ name }) => name);
  return names.length === 0 ? undefined : await readVariables(names, ports);
}
