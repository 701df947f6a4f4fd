import type { Tokens } from "../../../domain/workflow/tokens/tokens.ts";
import type { WorkflowContext } from "../../open_workflows.ts";

export const TOKEN_NEEDS = { read: ["data"], write: ["data"], run: ["sh"] } as const;

/** The tokens of the server of this machine. */
export async function openTokens(
  { ports: { workflows } }: Pick<WorkflowContext, "ports">,
): Promise<AsyncDisposable & { tokens: Tokens }> {
  const { tokens } = await import("../../../domain/workflow/tokens/tokens.ts");
  const { store, logs } = await workflows.stores();
  return {
    tokens: tokens({ store, clock: workflows.clock, actor: workflows.actor(), random: workflows.random }),
    async [Symbol.asyncDispose]() {
      logs[Symbol.dispose]();
      store[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
