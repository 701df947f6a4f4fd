import type { Clock } from "../../../kernel/ports.ts";
import type { Token } from "../../../domain/workflow/model.ts";

/** Readers of the web page, in memory: a server that starts anew knows none of them. */
export interface Sessions {
  /** Begins a session in the name of somebody; gives the value of `Set-Cookie`. */
  open(name: string, url: URL): string;
  /** The session of a request, as a token that may read; undefined without one, or when it is over. */
  find(request: Request): Token | undefined;
}

const HOURS = 12;
/** The oldest end when there are more. */
const MAXIMUM = 1000;

export function sessions(clock: Clock): Sessions {
  const known = new Map<string, Token>();
  return {
    open(name, url) {
      const secret = crypto.getRandomValues(new Uint8Array(32)).toBase64({ alphabet: "base64url", omitPadding: true });
      const now = clock.now();
      known.set(secret, {
        id: `page-${crypto.randomUUID()}`,
        name,
        scopes: ["read"],
        createdAt: now.toString(),
        expiresAt: now.add({ hours: HOURS }).toString(),
        lastUsedAt: null,
        revoked: false,
      });
      if (known.size > MAXIMUM) known.delete(known.keys().next().value!);
      const attributes = `Path=/; Max-Age=${HOURS * 3600}; HttpOnly; SameSite=Strict`;
      return `${cookieName(url)}=${secret}; ${attributes}${isSecure(url) ? "; Secure" : ""}`;
    },
    find(request) {
      const name = cookieName(new URL(request.url));
      for (const each of (request.headers.get("cookie") ?? "").split(";")) {
        const [key, value] = each.trim().split("=", 2);
        const found = key === name && value !== undefined ? known.get(value) : undefined;
        if (!found) continue;
        if (Temporal.Instant.compare(found.expiresAt!, clock.now()) > 0) return found;
        known.delete(value!);
      }
      return undefined;
    },
  };
}

const isSecure = (url: URL) => url.protocol === "https:";

/** Cookies know no ports: two servers of one host must not take each other's. */
function cookieName(url: URL): string {
  return `${isSecure(url) ? "__Host-" : ""}workspace_page_${url.port || "default"}`;
}
