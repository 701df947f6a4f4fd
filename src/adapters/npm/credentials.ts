import type { RegistryCredential } from "../../kernel/registry.ts";

/**
 * The credential for a URL: that of the longest `//host[:port]/path/` which the URL lies below, as npm-registry-fetch
 * looks it up.
 */
export function findCredential(
  url: URL,
  credentials: readonly RegistryCredential[],
): RegistryCredential | undefined {
  const place = `//${url.host}${url.pathname}`;
  let best: RegistryCredential | undefined;
  for (const each of credentials) {
    const scope = each.scope.endsWith("/") ? each.scope : `${each.scope}/`;
    if (`${place}/`.startsWith(scope) && each.scope.length > (best?.scope.length ?? -1)) best = each;
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
