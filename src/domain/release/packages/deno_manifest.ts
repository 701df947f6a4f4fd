/** Manifests of Deno, the one that counts first: Deno reads deno.jsonc only where there is no deno.json. */
export const DENO_MANIFESTS = ["deno.json", "deno.jsonc"] as const;

/** Whether a path is that of a Deno manifest: JSON with comments, dependencies in `imports`. */
export function isDenoManifest(path: string): boolean {
  return /(?:^|\/)deno\.jsonc?$/.test(path);
}
