import { fault } from "../../kernel/fault.ts";

export const SERVER_UNREACHABLE = fault<{ server: string; problem: string }>({
  code: "SERVER_UNREACHABLE",
  exit: 6,
  when: "No connection to the server of the context can be made, or it gives no answer in time.",
  message: ({ server }) => `The server ${server} cannot be reached`,
  cause: ({ problem }) => problem,
  hint: () => "Check the address (`workspace config contexts list`), the network and a proxy; then try again.",
});

export const SERVER_UNTRUSTED = fault<{ server: string; problem: string }>({
  code: "SERVER_UNTRUSTED",
  exit: 6,
  when: "The server's certificate is not one that this program trusts.",
  message: ({ server }) => `The certificate of ${server} is not trusted`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Where its authority is a private one, name it: `workspace config set-context NAME --ca-file PATH`, or WORKSPACE_CA_FILE.",
});

export const SERVER_LOST = fault<{ server: string; what: string; problem: string }>({
  code: "SERVER_LOST",
  exit: 6,
  when: "The connection to the server was lost while something was followed, and could not be made again.",
  message: ({ server, what }) => `The server ${server} was lost while ${what}`,
  cause: ({ problem }) => problem,
  hint: () => "The run goes on without us: `workspace run get` shows how it is once the server can be reached again.",
});

export const SERVER_FAILED = fault<{ server: string; status: number; problem: string; requestId?: string }>({
  code: "SERVER_FAILED",
  exit: 6,
  when: "The server answers with an error of its own (5xx), also after retries.",
  message: ({ server, status }) => `The server ${server} failed (${status})`,
  cause: ({ problem }) => problem,
  hint: () => "Try again later; whoever runs the server finds the request by its ID.",
});

export const SERVER_REFUSED = fault<{ server: string; status: number; problem: string; requestId?: string }>({
  code: "SERVER_REFUSED",
  exit: 6,
  when: "The server refuses a request in a way that this program does not know.",
  message: ({ server, status }) => `The server ${server} refused the request (${status})`,
  cause: ({ problem }) => problem,
  hint: () => "`workspace config contexts test` shows what the server is and can do.",
});

export const SERVER_ANSWER_INVALID = fault<{ server: string; problem: string; requestId?: string }>({
  code: "SERVER_ANSWER_INVALID",
  exit: 6,
  when: "The server's answer is not what it has to be.",
  message: ({ server }) => `The server ${server} gave an answer that cannot be read`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Check that it is a workflow server (`workspace config contexts test`), and that this program is up to date.",
});

export const SERVER_REDIRECTS = fault<{ server: string; location: string }>({
  code: "SERVER_REDIRECTS",
  exit: 6,
  when: "The server sends requests elsewhere, which would take the token along.",
  message: ({ server, location }) => `The server ${server} redirects to ${location}`,
  cause: () => "A token goes to the server that it is for and nowhere else, so redirects are not followed.",
  hint: () => "If the new address is right, set it: `workspace config set-context NAME --server URL`.",
});

export const SERVER_UNKNOWN = fault<{ server: string; problem: string }>({
  code: "SERVER_UNKNOWN",
  exit: 6,
  when: "What answers at the server's address is no workflow server.",
  message: ({ server }) => `${server} is no workflow server that this program knows`,
  cause: ({ problem }) => problem,
  hint: () => "Check the address; it is the server's own, without `/api/v0`.",
});

export const RATE_LIMITED = fault<{ server: string; seconds: number | null; requestId?: string }>({
  code: "RATE_LIMITED",
  exit: 6,
  when: "The server takes no more requests for now, for longer than is worth waiting.",
  message: ({ server }) => `The server ${server} takes no more requests for now`,
  cause: ({ seconds }) =>
    `Its limit of requests is used up${seconds === null ? "" : `; it asks to wait ${seconds} seconds`}.`,
  hint: ({ seconds }) => `Try again ${seconds === null ? "later" : `in ${seconds} seconds`}.`,
});

export const UNAUTHENTICATED = fault<{ server: string; context: string; problem: string; requestId?: string }>({
  code: "UNAUTHENTICATED",
  exit: 7,
  when: "The server does not accept the token, or asks for one.",
  message: ({ server }) => `The server ${server} does not know who asks`,
  cause: ({ problem }) => problem,
  hint: ({ context }) =>
    context === "environment"
      ? "Set COMPOZY_API_TOKEN to a valid token."
      : `Sign in with \`workspace auth login --context ${context}\`, or set COMPOZY_API_TOKEN.`,
});

export const SCOPE_MISSING = fault<{ server: string; problem: string; requestId?: string }>({
  code: "SCOPE_MISSING",
  exit: 7,
  when: "The token may not do what is asked.",
  message: ({ server }) => `The server ${server} does not allow this`,
  cause: ({ problem }) => problem,
  hint: () => "`workspace auth status` shows whose token it is; use one with more scopes.",
});
