import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

export const CONTEXT_FILE_SYNTAX = fault<{ file: string; line: number; column: number; problem: string }>({
  code: "CONTEXT_FILE_SYNTAX",
  exit: 3,
  when: "The user's own configuration, which holds the contexts, is no valid YAML.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the configuration cannot be parsed`,
  cause: ({ problem }) => `${problem.slice(0, 1).toUpperCase()}${problem.slice(1).replace(/\.$/, "")}.`,
  hint: ({ file, line }) => `Correct line ${line} of ${file}.`,
});

export const CONTEXT_FILE_INVALID = fault<
  { file: string; line: number; column: number; key: string; problem: string; hint: string }
>({
  code: "CONTEXT_FILE_INVALID",
  exit: 3,
  when: "The user's own configuration has contexts that are not as they should be, such as those of another program.",
  message: ({ file, line, column, key }) => `${file}:${line}:${column}: '${key}' is invalid`,
  cause: ({ problem }) => problem,
  hint: ({ hint }) => hint,
});

export const CONTEXT_NOT_FOUND = fault<{ name: string; source: string; known: string[] }>({
  code: "CONTEXT_NOT_FOUND",
  exit: 8,
  when: "A context is named that the user does not have.",
  message: ({ name }) => `Context '${name}' not found`,
  cause: ({ source, known }) => `It was named by ${source}; the contexts are ${known.join(", ")}.`,
  hint: ({ name, known }) =>
    didYouMean(name, known, `Create it with \`workspace config set-context ${name} --server URL\`.`),
});

export const CONTEXT_NAME_INVALID = fault<{ name: string; problem: string }>({
  code: "CONTEXT_NAME_INVALID",
  exit: 2,
  when: "A context is to get a name that it cannot have, or a built-in one is to be changed.",
  message: ({ name }) => `'${name}' cannot be set as a context`,
  cause: ({ problem }) => problem,
  hint: () => "Choose a name of letters, digits, dots, dashes and underscores, such as `staging`.",
});

export const CONTEXT_BUILT_IN = fault<{ name: string }>({
  code: "CONTEXT_BUILT_IN",
  exit: 2,
  when: "A built-in context is to be deleted.",
  message: ({ name }) => `Context '${name}' cannot be deleted`,
  cause: () => "It is built in.",
  hint: () => "`workspace config contexts list` shows which contexts are yours.",
});

export const CONTEXT_ELSEWHERE = fault<{ name: string; source: string }>({
  code: "CONTEXT_ELSEWHERE",
  exit: 3,
  when: "A context is to be deleted that another file than the user's own defines.",
  message: ({ name }) => `Context '${name}' cannot be deleted here`,
  cause: ({ source }) => `It stands in ${source}, which this program only reads.`,
  hint: ({ source }) => `Remove it from ${source}.`,
});

export const SERVER_URL_INVALID = fault<{ url: string; source: string; problem: string }>({
  code: "SERVER_URL_INVALID",
  exit: 3,
  when: "The address of a server is none.",
  message: ({ url, source }) => `${source}: '${url}' is no address of a server`,
  cause: ({ problem }) => problem,
  hint: () => "Give it as http:// or https://, a host and if need be a port and a path.",
});

export const CA_FILE_UNREADABLE = fault<{ path: string; source: string }>({
  code: "CA_FILE_UNREADABLE",
  exit: 3,
  when: "The file with the certificate authorities of a context is not there, or holds no certificate.",
  message: ({ path }) => `There are no certificates in '${path}'`,
  cause: ({ source }) => `It was named by ${source}, as a PEM file with certificate authorities.`,
  hint: () => "Correct `caFile` with `workspace config set-context NAME --ca-file PATH`, or WORKSPACE_CA_FILE.",
});

export const TOKEN_WITHOUT_SERVER = fault<{ source: string }>({
  code: "TOKEN_WITHOUT_SERVER",
  exit: 3,
  when: "A token is given, but no server that it is for.",
  message: ({ source }) => `There is a token (${source}), but no server`,
  cause: () =>
    "Neither --context nor COMPOZY_BASE_URL nor the user's contexts name a server; nothing was done here instead.",
  hint: () =>
    "Set COMPOZY_BASE_URL, or choose a context with --context; `--context local` means this machine in spite of the token.",
});

export const SERVER_NEEDED = fault<{ command: string; context: string }>({
  code: "SERVER_NEEDED",
  exit: 3,
  when: "A command that speaks with a server is run in the context of this machine.",
  message: ({ command, context }) => `\`${command}\` needs a server, and context '${context}' has none`,
  cause: () => "The context `local` is this machine's own engine: it asks for no account.",
  hint: () =>
    "Name a server: `workspace config set-context NAME --server URL`, then `--context NAME`, or set COMPOZY_BASE_URL.",
});

export const NOT_SIGNED_IN = fault<{ context: string; server: string; reason: string; requestId?: string }>({
  code: "NOT_SIGNED_IN",
  exit: 7,
  when: "A server is to be spoken with, and there is no valid credential for it.",
  message: ({ server }) => `Not signed in to ${server}`,
  cause: ({ reason }) => reason,
  hint: ({ context }) =>
    context === "environment"
      ? "Set COMPOZY_API_TOKEN to a valid token."
      : `Sign in with \`workspace auth login --context ${context}\`, or set COMPOZY_API_TOKEN.`,
});

export const CREDENTIAL_FOREIGN = fault<{ context: string; server: string; origin: string }>({
  code: "CREDENTIAL_FOREIGN",
  exit: 7,
  when: "The credential of a context was made for another server than the one that it names now.",
  message: ({ context }) => `The credential of context '${context}' is for another server`,
  cause: ({ server, origin }) => `It was made for ${origin}, and the context is now ${server}; it was not sent.`,
  hint: ({ context }) => `Sign in again with \`workspace auth login --context ${context}\`.`,
});

export const SIGN_IN_UNSUPPORTED = fault<{ server: string; problem: string }>({
  code: "SIGN_IN_UNSUPPORTED",
  exit: 7,
  when: "The server offers no way of signing in that was asked for.",
  message: ({ server }) => `Signing in to ${server} in this way is not possible`,
  cause: ({ problem }) => problem,
  hint: () => "Give an API key: `workspace auth login --with-token`, which reads it from stdin.",
});

export const SIGN_IN_FAILED = fault<{ server: string; problem: string }>({
  code: "SIGN_IN_FAILED",
  exit: 7,
  when: "The authorization server refuses a sign-in, or answers in a way that must not be trusted.",
  message: ({ server }) => `Signing in at ${server} failed`,
  cause: ({ problem }) => problem,
  hint: () => "Run `workspace auth login` again; with --device it needs no browser on this machine.",
});

export const SIGN_IN_DENIED = fault<{ server: string }>({
  code: "SIGN_IN_DENIED",
  exit: 7,
  when: "The user, or the authorization server, denied a sign-in.",
  message: ({ server }) => `Signing in at ${server} was denied`,
  cause: () => "Access was not granted.",
  hint: () => "Run `workspace auth login` again and allow it.",
});

export const SIGN_IN_TIMED_OUT = fault<{ server: string; minutes: number }>({
  code: "SIGN_IN_TIMED_OUT",
  exit: 124,
  when: "Nobody finished a sign-in in time.",
  message: ({ server }) => `Signing in at ${server} took too long`,
  cause: ({ minutes }) => `Nothing came back within ${minutes} minutes.`,
  hint: () => "Run `workspace auth login` again.",
});

export const AUTHORIZATION_UNREACHABLE = fault<{ server: string; problem: string }>({
  code: "AUTHORIZATION_UNREACHABLE",
  exit: 6,
  when: "The authorization server cannot be reached.",
  message: ({ server }) => `The authorization server ${server} cannot be reached`,
  cause: ({ problem }) => problem,
  hint: () => "Check the network and a proxy, then try again.",
});
