import type { RegistryCredential, RegistryProbe } from "../../kernel/registry.ts";
import { findCredential } from "./credentials.ts";
import type { Outcome, Send } from "./request.ts";

/**
 * npm's own endpoints: `-/whoami` says who a credential is for (401 and 403: nobody), `-/ping` answers everybody. Any
 * answer but an error of the server shows that the registry is there; many have neither endpoint.
 */
export async function probeRegistry(
  registry: string,
  { send, credentials, packages }: {
    send: Send;
    credentials: readonly RegistryCredential[];
    /** A scope with its @, where packages of it are what one wants. */
    packages?: string | undefined;
  },
): Promise<RegistryProbe> {
  const base = registry.endsWith("/") ? registry : `${registry}/`;
  const headers = { accept: "application/json" };
  const ask = (path: string) => send({ url: new URL(path, base), headers, packages });
  const credential = findCredential(new URL(base), credentials, { packages });
  const variable = credential?.missingVariable;
  const isShown = credential !== undefined && variable === undefined;
  if (isShown) {
    const answer = await ask("-/whoami");
    const problem = problemOf(answer);
    if (problem !== undefined) return { state: "unreachable", problem };
    if (isRefusal(answer)) return { state: "reachable", credential: "refused", wantsCredential: true };
    const user = userOf(answer);
    if (user !== undefined) return { state: "reachable", credential: "accepted", wantsCredential: false, user };
  }
  const answer = await ask("-/ping");
  const problem = problemOf(answer);
  if (problem !== undefined) return { state: "unreachable", problem };
  const wantsCredential = isRefusal(answer);
  if (isShown) return { state: "reachable", credential: wantsCredential ? "refused" : "unknown", wantsCredential };
  return variable === undefined
    ? { state: "reachable", credential: "none", wantsCredential }
    : { state: "reachable", credential: "missing", wantsCredential, variable };
}

function problemOf(outcome: Outcome): string | undefined {
  switch (outcome.kind) {
    case "answer":
      return outcome.status >= 500 ? `It answered ${outcome.status}.` : undefined;
    case "timeout":
      return `It did not answer within ${Math.round(outcome.milliseconds / 1000)} s.`;
    default:
      return outcome.problem;
  }
}

function isRefusal(outcome: Outcome): boolean {
  return outcome.kind === "answer" && (outcome.status === 401 || outcome.status === 403);
}

function userOf(outcome: Outcome): string | undefined {
  if (outcome.kind !== "answer" || outcome.status !== 200) return undefined;
  try {
    const { username } = JSON.parse(new TextDecoder().decode(outcome.body));
    return typeof username === "string" ? username : undefined;
  } catch {
    return undefined;
  }
}
