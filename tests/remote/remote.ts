import assert from "node:assert/strict";
import { remoteService } from "../../src/adapters/remote/remote_service.ts";
import { RETRY } from "../../src/adapters/remote/retry_delay.ts";
import type { Dialect } from "../../src/domain/workflow/contexts/model.ts";
import type { Tokens } from "../../src/domain/workflow/contexts/ports.ts";
import type { WorkflowService } from "../../src/domain/workflow/ports.ts";
import { Fault } from "../../src/kernel/fault.ts";

export const SHORT = { ...RETRY, minMilliseconds: 1, maxMilliseconds: 2 };

export function fixedTokens(token: string | undefined): Tokens {
  return { current: () => Promise.resolve(token), renew: () => Promise.resolve(undefined) };
}

/** A client whose waits are short, with everything that it logs. */
export function client(
  server: string,
  { tokens, dialect, version = "1.0.0", silence }: {
    tokens: Tokens;
    dialect?: Dialect;
    version?: string;
    silence?: number;
  },
): { service: WorkflowService; logged: string[] } {
  const logged: string[] = [];
  const note = (message: string) => void logged.push(message);
  const service = remoteService({
    server,
    context: "team",
    tokens,
    dialect,
    version,
    log: { debug: note, trace: note, warn: note },
    retry: SHORT,
    pollMilliseconds: 1,
    ...(silence === undefined ? {} : { silenceMilliseconds: silence }),
  });
  return { service, logged };
}

export async function failure(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(() => assert.fail("it succeeded"), (error) => error);
  assert.ok(error instanceof Fault, String(error?.stack ?? error));
  return error;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

export const never = () => new AbortController().signal;
