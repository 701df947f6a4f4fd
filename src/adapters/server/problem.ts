import { Fault } from "../../kernel/fault.ts";
import { type Problem, PROBLEM_TYPE, STATUS_OF_EXIT, STATUS_OF_FAULT } from "../../domain/workflow/rest/wire/model.ts";

/** A request that the server does not take, before any of the workflows' own rules. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly status: number,
    readonly code: string,
    title: string,
    readonly about: {
      detail: string;
      hint: string;
      details?: Record<string, unknown>;
      headers?: Record<string, string>;
    },
  ) {
    super(title);
  }
}

/** The answer that an error stands for: what a fault says; of anything else only that it happened. */
export function problemResponse(error: unknown, requestId: string): Response {
  const { problem, headers } = problemOf(error, requestId);
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": PROBLEM_TYPE, ...headers },
  });
}

/** The problem document that an error stands for, and headers that go with it. */
export function problemOf(error: unknown, requestId: string): { problem: Problem; headers: Record<string, string> } {
  if (error instanceof Refusal) {
    const { status, code, message: title, about: { detail, hint, details = {}, headers = {} } } = error;
    return { problem: { status, code, title, detail, hint, details, requestId }, headers };
  }
  const faults = (error instanceof AggregateError ? error.errors : [error]).filter((each) => each instanceof Fault);
  const [first, ...others] = faults;
  if (!first) {
    const problem = {
      status: 500,
      code: "INTERNAL",
      title: "The server failed",
      detail: "This is a mistake of the server. Its log has more under this request's ID.",
      hint: "Try again; if it happens again, report it with the request's ID.",
      details: {},
      requestId,
    };
    return { problem, headers: {} };
  }
  const status = STATUS_OF_FAULT[first.code] ?? STATUS_OF_EXIT[first.exit] ?? 500;
  const problem = {
    status,
    code: first.code,
    title: first.message,
    detail: first.reason,
    hint: first.hint,
    details: plain(first.details),
    requestId,
    ...(others.length === 0 ? {} : {
      others: others.map(({ code, message, reason, hint, details }) => ({
        code,
        title: message,
        detail: reason,
        hint,
        details: plain(details),
      })),
    }),
  };
  return { problem, headers: status === 503 ? { "retry-after": "1" } : {} };
}

function plain(details: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(details));
}
