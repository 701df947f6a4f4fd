import { fault } from "../../kernel/fault.ts";

export const KEYCHAIN_UNAVAILABLE = fault<{ name: string; keychain: string; problem: string }>({
  code: "KEYCHAIN_UNAVAILABLE",
  exit: 1,
  when: "A value was kept in the system's keychain, which does not answer now.",
  message: ({ name, keychain }) => `'${name}' lies in the ${keychain}, which does not answer`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Unlock the keychain, or set the value again: with WORKSPACE_KEYCHAIN=off it is kept in a file that only you may read.",
});

export const VALUES_INVALID = fault<{ path: string }>({
  code: "VALUES_INVALID",
  exit: 5,
  when: "The file of kept credentials or secrets is damaged.",
  message: ({ path }) => `The file '${path}' cannot be understood`,
  cause: () => "It is not the JSON that this program writes.",
  hint: ({ path }) => `Move ${path} away, and set the values again.`,
});
