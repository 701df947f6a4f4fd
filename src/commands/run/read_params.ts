import { INPUT_FILE_NOT_FOUND } from "../../cli/faults.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
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
 * The parameters that were given, read as the workflow's schema says; and for this machine's engine the values of secrets
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
  const input = await parseParams(given, { schema: config?.input });
  const names = secrets.filter(({ from }) => from === "env").map(({ name }) => name);
  if (!local || names.length === 0) return { input };
  return { input, environmentSecrets: await readVariables(names, ports) };
}
