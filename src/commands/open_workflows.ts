import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";
import type { ChosenContext } from "../domain/workflow/contexts/model.ts";
import type { WorkflowService } from "../domain/workflow/ports.ts";
import { openContext, serverTarget } from "./open_context.ts";
import { openEngineParts } from "./open_engine_parts.ts";
import { findServer } from "./server/server_record.ts";

/** What every command of workflows needs: this machine's store and its owner, or a server and the key to it. */
export const WORKFLOW_NEEDS = {
  read: ["user", "data"],
  write: ["user", "data"],
  net: ["server"],
  run: ["sh", "setsid", "secret-tool", "security", "powershell"],
} as const;

/** The part of a command's context that workflows are opened with. */
export type WorkflowContext = Pick<Context<OptionTable, ArgumentTable>, "globals" | "ports" | "log">;

/** Workflows where the context in force has them. */
export interface OpenWorkflows extends AsyncDisposable {
  readonly service: WorkflowService;
  /** Name of the context. */
  readonly name: string;
  /** Whether it is the engine of this machine. */
  readonly local: boolean;
  /** Address of the server; undefined where it is this machine. */
  readonly server: string | undefined;
  /** Whether schedules fire: a server of this machine is running. */
  isServed(): Promise<boolean>;
}

/**
 * Opens the workflows of the context in force: this machine's, or a server's. A context that is not `local` is said on
 * stderr. Faults: those of `chooseContext`; of the store; what the server's refusal stands for.
 */
export async function openWorkflows(context: WorkflowContext): Promise<OpenWorkflows> {
  const chosen = await openContext(context);
  return chosen.context.server === undefined ? await openLocal(context) : await openRemote(context, chosen);
}

async function openRemote(context: WorkflowContext, chosen: ChosenContext): Promise<OpenWorkflows> {
  const { name, server } = chosen.context;
  context.log.info(`Context: ${name} (${server})`);
  const service = await context.ports.servers.remote(serverTarget(context, chosen));
  return {
    service,
    name,
    local: false,
    server,
    isServed: () => Promise.resolve(true),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function openLocal({ ports, log }: WorkflowContext): Promise<OpenWorkflows> {
  const parts = await openEngineParts({ ports, log });
  const { localService } = await import("../domain/workflow/service/local_service.ts");
  const { store, ownership } = parts;
  const isServed = () => findServer(store, ownership) !== undefined;
  const service = localService({
    ...parts,
    actor: ports.workflows.actor(),
    options: { version: ports.program.version, server: false, isServed },
  });
  return {
    service,
    name: "local",
    local: true,
    server: undefined,
    isServed: () => Promise.resolve(isServed()),
    async [Symbol.asyncDispose]() {
      parts.logs[Symbol.dispose]();
      store[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
