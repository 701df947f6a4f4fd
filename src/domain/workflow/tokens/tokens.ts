import type { Clock } from "../../../kernel/ports.ts";
import type { AuditEntry, Scope, Token } from "../model.ts";
import type { Actor } from "../ports.ts";
import type { Store } from "../store/ports.ts";
import { hashOf } from "./hash_of.ts";
import { TOKEN_EXPIRY_PAST, TOKEN_NAME_TAKEN, TOKEN_NOT_FOUND } from "./faults.ts";

export interface TokenParts {
  store: Store;
  clock: Clock;
  /** Who makes and revokes tokens. */
  actor: Actor;
  /** Random text of letters and digits that cannot be guessed. */
  random(length: number): string;
}

export interface NewToken {
  name: string;
  scopes: readonly Scope[];
  /** ISO 8601; without it the token does not expire. */
  expiresAt?: string;
}

/** What is known of a token that somebody shows. */
export type Verification =
  | { kind: "valid" | "expired" | "revoked"; token: Token }
  | { kind: "unknown" };

/** Tokens of a server. The store has their hashes alone. */
export interface Tokens {
  /** The second value is the token itself, which is never shown again. Faults: `TOKEN_NAME_TAKEN`, `TOKEN_EXPIRY_PAST`. */
  create(token: NewToken): Promise<{ token: Token; secret: string }>;
  list(): Token[];
  /** By id or name; revoking it again changes nothing. Fault: `TOKEN_NOT_FOUND`. */
  revoke(idOrName: string): Token;
  /** Notes when it was used, to the minute. */
  verify(secret: string): Promise<Verification>;
}

const PREFIX = "wst_";
/** 43 letters and digits are 256 bits. */
const LENGTH = 43;
const MINUTE = 60_000;

export function tokens({ store, clock, actor, random }: TokenParts): Tokens {
  const audit = (action: string, target: string, details: AuditEntry["details"]) =>
    store.addAudit({ at: clock.now().toString(), actor: actor.name, origin: actor.origin, action, target, details });
  return {
    async create({ name, scopes, expiresAt }) {
      const now = clock.now();
      if (expiresAt !== undefined && Temporal.Instant.compare(expiresAt, now) <= 0) {
        throw TOKEN_EXPIRY_PAST({ expiresAt });
      }
      const secret = PREFIX + random(LENGTH);
      const hash = await hashOf(secret);
      const token: Token = {
        id: `tok-${random(12).toLowerCase()}`,
        name,
        scopes: [...new Set(scopes)],
        createdAt: instant(now),
        expiresAt: expiresAt === undefined ? null : instant(Temporal.Instant.from(expiresAt)),
        lastUsedAt: null,
        revoked: false,
      };
      store.transaction(() => {
        if (store.listTokens().some((each) => each.name === name && !each.revoked)) throw TOKEN_NAME_TAKEN({ name });
        store.putToken({ ...token, hash });
        audit("token.create", name, { scopes: token.scopes, expiresAt: token.expiresAt });
      });
      return { token, secret };
    },
    list: () => store.listTokens(),
    revoke(idOrName) {
      return store.transaction(() => {
        const all = store.listTokens();
        const named = all.filter(({ id, name }) => id === idOrName || name === idOrName);
        const token = named.find(({ revoked }) => !revoked) ?? named[0];
        if (!token) throw TOKEN_NOT_FOUND({ token: idOrName, known: all.map(({ name }) => name) });
        if (!token.revoked) {
          store.updateToken(token.id, { revoked: true });
          audit("token.revoke", token.name, {});
        }
        return { ...token, revoked: true };
      });
    },
    async verify(secret) {
      const token = secret.startsWith(PREFIX) ? store.findToken(await hashOf(secret)) : undefined;
      if (!token) return { kind: "unknown" };
      if (token.revoked) return { kind: "revoked", token };
      const now = clock.now();
      if (token.expiresAt !== null && Temporal.Instant.compare(token.expiresAt, now) <= 0) {
        return { kind: "expired", token };
      }
      const lastUsedAt = instant(now.round({ smallestUnit: "minute", roundingMode: "floor" }));
      const isNews = token.lastUsedAt === null ||
        now.epochMilliseconds - Temporal.Instant.from(token.lastUsedAt).epochMilliseconds >= MINUTE;
      if (!isNews) return { kind: "valid", token };
      store.updateToken(token.id, { lastUsedAt });
      return { kind: "valid", token: { ...token, lastUsedAt } };
    },
  };
}

function instant(at: Temporal.Instant): string {
  return at.toString({ smallestUnit: "millisecond" });
}
