import type { Environment } from "../../../kernel/ports.ts";
import { CONTEXT_NOT_FOUND, TOKEN_WITHOUT_SERVER } from "./faults.ts";
import { type ChosenContext, type Contexts, ENVIRONMENT, LOCAL, type WorkflowContext } from "./model.ts";
import { LOCAL_CONTEXT } from "./read_contexts.ts";
import { readServerUrl } from "./server_url.ts";

/** Variables that hold a token, the first that is set counts. */
export const TOKEN_VARIABLES = ["COMPOZY_API_TOKEN", "COMPOZY_API_KEY", "WORKSPACE_API_TOKEN"] as const;

/**
 * The context in force: option, WORKSPACE_CONTEXT, COMPOZY_BASE_URL, the user's choice, `local`. A token without a
 * server is refused unless `local` is asked for explicitly: a job that forgot its server would otherwise work on its own
 * disk and pass. Faults: `CONTEXT_NOT_FOUND`, `SERVER_URL_INVALID`, `TOKEN_WITHOUT_SERVER`.
 */
export function chooseContext(
  contexts: Contexts,
  given: { context: string | undefined; token: string | undefined; env: Environment },
): ChosenContext {
  const { context, chosenBy, isExplicit } = findContext(contexts, given);
  const token = findToken(given);
  if (context.server !== undefined) return { context, chosenBy, token };
  if (token && !isExplicit) throw TOKEN_WITHOUT_SERVER({ source: token.source });
  return { context, chosenBy, token: undefined };
}

/** The context in force, whatever token there is. Faults: `CONTEXT_NOT_FOUND`, `SERVER_URL_INVALID`. */
export function findContext(
  contexts: Contexts,
  { context: option, env }: { context: string | undefined; env: Environment },
): { context: WorkflowContext; chosenBy: string; isExplicit: boolean } {
  const named = (name: string, chosenBy: string, isExplicit: boolean) => {
    const context = name === ENVIRONMENT ? environmentContext(env) : contexts.byName.get(name);
    if (!context) throw CONTEXT_NOT_FOUND({ name, source: chosenBy, known: [...contexts.byName.keys()] });
    return { context, chosenBy, isExplicit };
  };
  if (option !== undefined) return named(option, "--context", true);
  const variable = env.get("WORKSPACE_CONTEXT");
  if (variable) return named(variable, "environment WORKSPACE_CONTEXT", true);
  const fromEnvironment = environmentContext(env);
  if (fromEnvironment) return { context: fromEnvironment, chosenBy: fromEnvironment.source, isExplicit: false };
  if (contexts.current) return named(contexts.current.name, contexts.current.source, false);
  return { context: contexts.byName.get(LOCAL) ?? LOCAL_CONTEXT, chosenBy: "default", isExplicit: false };
}

function environmentContext(env: Environment): WorkflowContext | undefined {
  const url = env.get("COMPOZY_BASE_URL");
  if (!url) return undefined;
  const source = "environment COMPOZY_BASE_URL";
  return {
    name: ENVIRONMENT,
    server: readServerUrl(url, source),
    dialect: undefined,
    capabilities: undefined,
    description: undefined,
    caFile: undefined,
    source,
  };
}

/** The token that was given for this run. */
export function findToken(
  { token, env }: { token: string | undefined; env: Environment },
): { value: string; source: string } | undefined {
  if (token) return { value: token.trim(), source: "--token" };
  for (const name of TOKEN_VARIABLES) {
    const value = env.get(name)?.trim();
    if (value) return { value, source: `environment ${name}` };
  }
  return undefined;
}
