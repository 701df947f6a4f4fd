import { fault } from "../../kernel/fault.ts";

type Request = { package: string; registry: string };

const subject = ({ package: name, registry }: Request) => `'${name}' at ${registry}`;

/** No connection, or none that lasted. */
export const REGISTRY_UNREACHABLE = fault<Request & { problem: string }>({
  code: "REGISTRY_UNREACHABLE",
  exit: 6,
  when: "A registry cannot be reached, or fails, after all retries.",
  message: (request) => `Could not read ${subject(request)}`,
  cause: ({ problem }) => problem,
  hint: () =>
    "`npm ping` tells whether the registry answers; .npmrc names registry, proxy and cafile. `--offline` works from the cache.",
});

/** Too slow. */
export const REGISTRY_TIMEOUT = fault<Request & { seconds: number }>({
  code: "REGISTRY_TIMEOUT",
  exit: 6,
  when: "A registry does not answer in time.",
  message: (request) => `No answer in time for ${subject(request)}`,
  cause: ({ seconds }) => `The registry did not finish its answer within ${seconds} s.`,
  hint: () => "Run the command again, or allow more time with `fetch-timeout` (milliseconds) in .npmrc.",
});

/** Not for us. */
export const REGISTRY_UNAUTHORIZED = fault<Request & { status: number; variable: string | undefined }>({
  code: "REGISTRY_UNAUTHORIZED",
  exit: 7,
  when: "A registry asks for credentials, or refuses those that are configured.",
  message: (request) => `Not allowed to read ${subject(request)}`,
  cause: ({ status, variable }) =>
    variable === undefined
      ? `The registry answered ${status}: it wants other credentials than those configured for it, if any.`
      : `The registry answered ${status}, and its credentials refer to ${variable}, which is not set or may not be read.`,
  hint: ({ registry, variable }) =>
    variable === undefined
      ? `Log in with \`npm login --registry ${registry}\`, or set an _authToken for it in .npmrc.`
      : `Set ${variable}. Only variables that \`workspace permissions\` lists can be read.`,
});

/** No such package. */
export const PACKUMENT_NOT_FOUND = fault<Request & { variable: string | undefined }>({
  code: "PACKUMENT_NOT_FOUND",
  exit: 8,
  when: "A registry does not know a package, or hides it from those without credentials.",
  message: ({ package: name }) => `Package '${name}' is not in its registry`,
  cause: ({ registry, variable }) =>
    `${registry} answered 404: it was never published there, or is private` +
    (variable === undefined ? "." : `; the registry's credentials refer to ${variable}, which is not set.`),
  hint: ({ package: name }) =>
    name.startsWith("@")
      ? `Check the name; if it is private, name its registry in .npmrc: \`${name.split("/")[0]}:registry=<URL>\`.`
      : "Check the name and the registry in .npmrc.",
});

/** Something that is no packument. */
export const REGISTRY_RESPONSE_INVALID = fault<Request & { problem: string }>({
  code: "REGISTRY_RESPONSE_INVALID",
  exit: 6,
  when: "A registry's answer is cut off, too large, no JSON, or not what was asked for.",
  message: (request) => `Invalid answer for ${subject(request)}`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Something between here and the registry may answer in its place: check the registry and proxies in .npmrc.",
});

/** Too many requests. */
export const REGISTRY_RATE_LIMITED = fault<Request & { retryAfter: string | undefined }>({
  code: "REGISTRY_RATE_LIMITED",
  exit: 6,
  when: "A registry still refuses for too many requests after all retries.",
  message: (request) => `Too many requests: ${subject(request)}`,
  cause: ({ retryAfter }) =>
    `The registry answered 429${retryAfter ? ` and asks to come back after ${retryAfter}` : ""}.`,
  hint: () => "Wait, then run the command again; `maxsockets` in .npmrc lowers the number of requests at a time.",
});

/** Offline, and never seen. */
export const REGISTRY_OFFLINE = fault<Request>({
  code: "REGISTRY_OFFLINE",
  exit: 6,
  when: "A package is not in the cache, and `--offline` forbids to ask its registry.",
  message: ({ package: name }) => `Package '${name}' is not in the cache`,
  cause: ({ registry }) => `--offline reads the cache alone, and ${registry} was not asked for it before.`,
  hint: () => "Run the command once without --offline.",
});

/** A registry without advisories. */
export const ADVISORIES_UNAVAILABLE = fault<{ registry: string; problem: string }>({
  code: "ADVISORIES_UNAVAILABLE",
  exit: 6,
  when: "A registry has no security advisories, or cannot be reached for them.",
  message: ({ registry }) => `No security advisories from ${registry}`,
  cause: ({ problem }) => problem,
  hint: () => "Known vulnerabilities were not looked for. Use a registry that serves npm's bulk advisories.",
});
