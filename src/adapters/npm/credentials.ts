import type { RegistryCredential } from "../../kernel/registry.ts";

/** Who asks: the scope (with its @) of the packages that are asked for, where they have one. */
export interface Asking {
  packages: string | undefined;
}

/**
 * The credential for a URL: that of the longest `//host[:port]/path/` which the URL lies below, as npm-registry-fetch
 * looks it up. Those of the packages' own scope go before those for all, as in Yarn.
 */
export function findCredential(
  url: URL,
  credentials: readonly RegistryCredential[],
  { packages }: Asking = { packages: undefined },
): RegistryCredential | undefined {
  const place = `//${url.host}${url.pathname}`;
  let best: RegistryCredential | undefined;
  for (const each of credentials) {
    const scope = each.scope.endsWith("/") ? each.scope : `${each.scope}/`;
    if (!`${place}/`.startsWith(scope) || each.packages !== undefined && each.packages !== packages) continue;
    const isOwn = each.packages !== undefined;
    const bestIsOwn = best?.packages !== undefined;
    const isBetter = isOwn === bestIsOwn ? each.scope.length > (best?.scope.length ?? -1) : isOwn;
    if (isBetter) best = each;
  }
  // Client certificates are for a host, whatever is asked for there.
  if (best?.packages !== undefined && !best.certificate) {
    const certificate = findCredential(url, credentials)?.certificate;
    if (certificate) return { ...best, certificate };
  }
  return best;
}

/**
 * Tells the answers to different credentials apart in the cache. Four bytes of a hash: enough to tell, far too few to
 * find a credential by.
 */
export async function fingerprint(credential: RegistryCredential | undefined): Promise<string> {
  const shown = credential?.authorization ?? credential?.certificate?.cert;
  if (shown === undefined) return "public";
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(shown));
  return [...new Uint8Array(digest, 0, 4)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
