import * as definitionFaults from "../../domain/workflow/definition/faults.ts";
import * as workflowFaults from "../../domain/workflow/faults.ts";
import * as serviceFaults from "../../domain/workflow/service/faults.ts";
import { type ExitCode, Fault, type FaultDeclaration } from "../../kernel/fault.ts";
import { RATE_LIMITED, SCOPE_MISSING, SERVER_FAILED, SERVER_REFUSED, UNAUTHENTICATED } from "./faults.ts";
import type { HttpAnswer } from "./http.ts";
import { askedDelay } from "./retry_delay.ts";

/** Whom a request was sent to, for messages. */
export interface Peer {
  server: string;
  context: string;
}

const EXITS: ReadonlyMap<string, ExitCode> = new Map(
  Object.values({ ...workflowFaults, ...definitionFaults, ...serviceFaults }).map((
    { declaration: { code, exit } }: { declaration: Pick<FaultDeclaration<never>, "code" | "exit"> },
  ) => [code, exit]),
);

/**
 * The failure that an answer of this program's server tells of: the same fault that the service on the other side threw,
 * with the request's ID. Several are an AggregateError.
 */
export function failureOf(answer: HttpAnswer, peer: Peer): Error {
  const requestId = answer.requestId === undefined ? {} : { requestId: answer.requestId };
  const problem = readProblem(answer.text);
  const known = problem && faultOf(problem, requestId);
  if (!known) {
    const words = [problem?.title, problem?.detail].filter((each) => typeof each === "string" && each !== "");
    return statusFailure(answer, { peer, words: words.join(": ") });
  }
  const others = (Array.isArray(problem.others) ? problem.others : []).flatMap((each) =>
    faultOf(each as Record<string, unknown>, {}) ?? []
  );
  return others.length === 0 ? known : new AggregateError([known, ...others]);
}

/** The failure that the last event of a stream tells of: headers were sent before it happened. */
export function streamFailure(text: string, peer: Peer): Error {
  const { status, requestId } = readProblem(text) ?? {};
  return failureOf({
    status: typeof status === "number" ? status : 500,
    headers: new Headers(),
    text,
    body: undefined,
    requestId: typeof requestId === "string" ? requestId : undefined,
    retries: 0,
  }, peer);
}

/** The failure that a status alone tells of; `words` are the server's own. */
export function statusFailure(
  answer: Pick<HttpAnswer, "status" | "headers" | "requestId">,
  { peer, words }: { peer: Peer; words: unknown },
): Fault {
  const { status, requestId } = answer;
  const said = typeof words === "string" && words !== "" ? sentence(words) : undefined;
  const about = { server: peer.server, ...(requestId === undefined ? {} : { requestId }) };
  if (status === 401) {
    return UNAUTHENTICATED({ ...about, context: peer.context, problem: said ?? "It asks for a valid token." });
  }
  if (status === 403) return SCOPE_MISSING({ ...about, problem: said ?? "The token does not have the scope for it." });
  if (status === 429) {
    const delay = askedDelay(answer.headers);
    return RATE_LIMITED({ ...about, seconds: delay === undefined ? null : Math.ceil(delay / 1000) });
  }
  if (status >= 500) return SERVER_FAILED({ ...about, status, problem: said ?? "It gave no reason." });
  return SERVER_REFUSED({ ...about, status, problem: said ?? "It gave no reason." });
}

/** The JSON object that a body is; undefined for anything else. */
export function readProblem(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? value as Record<string, unknown>
      : undefined;
  } catch {
    return undefined;
  }
}

const TEXT_LIMIT = 4000;

/** Undefined for a code that this program does not know: the status then tells what it can. */
function faultOf(problem: Record<string, unknown>, about: { requestId?: string }): Fault | undefined {
  const { code, title, detail, hint, details } = problem;
  const exit = typeof code === "string" ? EXITS.get(code) : undefined;
  if (exit === undefined || ![title, detail, hint].every((each) => typeof each === "string")) return undefined;
  const parameters = typeof details === "object" && details !== null && !Array.isArray(details) ? details : {};
  const [message, reason, advice] = [title, detail, hint].map((each) => (each as string).slice(0, TEXT_LIMIT));
  return new Fault(code as string, exit, message!, reason!, advice!, { ...parameters, ...about });
}

function sentence(words: string): string {
  const text = words.trim().slice(0, TEXT_LIMIT);
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? "" : "."}`;
}
