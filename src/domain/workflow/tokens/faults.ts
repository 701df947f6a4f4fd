import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

export const TOKEN_NOT_FOUND = fault<{ token: string; known: string[] }>({
  code: "TOKEN_NOT_FOUND",
  exit: 8,
  when: "There is no token of this id or name.",
  message: ({ token }) => `Token '${token}' not found`,
  cause: ({ known }) => known.length === 0 ? "This server has no tokens." : "No token has this id or name.",
  hint: ({ token, known }) => didYouMean(token, known, "Run `workspace server token list` to see them."),
});

export const TOKEN_NAME_TAKEN = fault<{ name: string }>({
  code: "TOKEN_NAME_TAKEN",
  exit: 10,
  when: "A token is to get the name of another one.",
  message: ({ name }) => `A token is named '${name}' already`,
  cause: () => "The name stands for who acts, in runs, decisions and the audit log: it must be one's own.",
  hint: ({ name }) => `Use another name, or revoke that one: \`workspace server token revoke ${name}\`.`,
});

export const TOKEN_EXPIRY_PAST = fault<{ expiresAt: string }>({
  code: "TOKEN_EXPIRY_PAST",
  exit: 2,
  when: "A token is to expire before it is made.",
  message: ({ expiresAt }) => `The token would expire at ${expiresAt}, which has passed`,
  cause: () => "A token that has expired lets nobody in.",
  hint: () => "Give a later instant, or leave it out for a token that does not expire.",
});
