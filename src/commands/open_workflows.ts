import type { Context } from "../cli/command.ts";
import type { ArgumentTable, OptionTable } from "../cli/option.ts";
import { findUserFolders } from "../cli/user_folders.ts";
import type { ChosenContext, WorkflowContext as WorkflowPlace } from "../domain/workflow/contexts/model.ts";
import type { ContextPlaces } from "../domain/workflow/contexts/read_contexts.ts";
import type { WorkflowService } from "../domain/workflow/ports.ts";
import type { Environment } from "../kernel/ports.ts";
import { openEngineParts } from "./open_engine_parts.ts";

/** What every command of workflows needs: this machine's store and its owner, or a server and the key to it. */
export const WORKFLOW_NEEDS = {
  read: ["user", "data"],
  write: ["user", "data"],
  net: ["server"],
  run: ["sh", "secret-tool", "security", "powershell"],
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
  const chosen = await readChosenContext(context);
  return chosen.context.server === undefined ? await openLocal(context) : await openRemote(context, chosen);
}

/** The context in force. Faults: those of `readContexts` and `chooseContext`. */
export async function readChosenContext({ globals, ports }: WorkflowContext): Promise<ChosenContext> {
  const { chooseContext } = await import("../domain/workflow/contexts/choose_context.ts");
  const { readContexts } = await import("../domain/workflow/contexts/read_contexts.ts");
  const { files, env } = ports;
  const contexts = await readContexts(files, contextPlaces(env));
  return chooseContext(contexts, { context: globals.context, token: globals.token, env });
}

/** Files that contexts stand in. */
export function contextPlaces(env: Environment): ContextPlaces {
  const home = env.get("HOME") || env.get("USERPROFILE");
  const folders = findUserFolders(env);
  return { own: folders && `${folders.config}/config.yaml`, compozy: home && `${home}/.compozy/config` };
}

async function openRemote({ ports, log }: WorkflowContext, chosen: ChosenContext): Promise<OpenWorkflows> {
  const { name, server, dialect } = chosen.context as WorkflowPlace & { server: string };
  log.info(`Context: ${name} (${server})`);
  const { tokensOf } = await import("../domain/workflow/contexts/tokens.ts");
  const { servers, workflows: { clock }, files, env } = ports;
  const data = findUserFolders(env)?.data;
  const tokens = tokensOf(chosen, {
    credentials: servers.credentials,
    authorization: servers.authorization,
    clock,
    lock: () => data === undefined ? undefined : files.lock(`${data}/sign-in.lock`),
  });
  const service = await servers.remote({ server, context: name, tokens, dialect });
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
  const { store } = parts;
  const service = localService({
    ...parts,
    actor: ports.workflows.actor(),
    options: { version: ports.program.version, server: false },
  });
  return {
    service,
    name: "local",
    local: true,
    server: undefined,
    isServed: () => Promise.resolve(store.getMeta("server") !== undefined && parts.ownership.isHeld()),
    async [Symbol.asyncDispose]() {
      parts.logs[Symbol.dispose]();
      store[Symbol.dispose]();
      await Promise.resolve();
    },
  };
}
