import { isFault } from "../../../kernel/fault.ts";
import type { Clock } from "../../../kernel/ports.ts";
import { findCredential, saveCredential, type StoredCredential } from "./credential.ts";
import type { ChosenContext } from "./model.ts";
import type { Authorization, Credentials, Tokens } from "./ports.ts";

/** An access token is renewed when it has less left than this. */
const SHORTLY = 30;

export interface TokenParts {
  /** Undefined where there is no place for any. */
  credentials(): Promise<Credentials | undefined>;
  authorization(): Promise<Authorization>;
  clock: Clock;
  /** Keeps other processes from renewing the same token, since most servers let each refresh token count once. */
  lock(): Disposable | undefined;
}

/**
 * The tokens of the context in force: the one given for this run, or what the user signed in with, which is renewed
 * where it can be. The store of credentials is opened when a token is first asked for.
 */
export function tokensOf({ context, token }: ChosenContext, parts: TokenParts): Tokens {
  const { server, name } = context;
  if (token) return { current: () => Promise.resolve(token.value), renew: () => Promise.resolve(undefined) };
  if (server === undefined) {
    return {
      current: () => Promise.resolve(undefined),
      renew: () => Promise.resolve(undefined),
    };
  }
  const at = { context: name, server };
  let known: Promise<StoredCredential | undefined> | undefined;
  const stored = () => known ??= parts.credentials().then((store) => store && findCredential(store, at));
  const renew = async (refused: string): Promise<string | undefined> => {
    const credential = await renewed(refused, { at, parts });
    known = Promise.resolve(credential);
    return credential?.token;
  };
  return {
    async current() {
      const credential = await stored();
      if (!credential || !isStale(credential, parts.clock)) return credential?.token;
      return await renew(credential.token) ?? credential.token;
    },
    renew,
  };
}

function isStale({ expiresAt, refreshToken }: StoredCredential, clock: Clock): boolean {
  if (expiresAt === undefined || refreshToken === undefined) return false;
  return Temporal.Instant.compare(Temporal.Instant.from(expiresAt), clock.now().add({ seconds: SHORTLY })) < 0;
}

async function renewed(
  refused: string,
  { at, parts }: { at: { context: string; server: string }; parts: TokenParts },
): Promise<StoredCredential | undefined> {
  const store = await parts.credentials();
  if (!store) return undefined;
  using _lock = parts.lock();
  const credential = await findCredential(store, at);
  if (!credential) return undefined;
  // Another process was faster.
  if (credential.token !== refused) return credential;
  const { tokenEndpoint, clientId, refreshToken } = credential;
  if (refreshToken === undefined || tokenEndpoint === undefined || clientId === undefined) return undefined;
  const authorization = await parts.authorization();
  const fresh = await authorization.refresh({ tokenEndpoint, clientId, refreshToken }).catch((error) => {
    if (isFault(error, "SIGN_IN_FAILED")) return undefined;
    throw error;
  });
  if (!fresh) return undefined;
  const { expiresAt: _, ...rest } = credential;
  const next: StoredCredential = {
    ...rest,
    token: fresh.accessToken,
    refreshToken: fresh.refreshToken ?? refreshToken,
    ...(fresh.expiresAt === undefined ? {} : { expiresAt: fresh.expiresAt }),
  };
  await saveCredential(store, { context: at.context, credential: next });
  return next;
}
