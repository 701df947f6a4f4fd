import { Refusal } from "./problem.ts";

/**
 * Refuses requests that a page of somebody else's makes a browser send (403): `Host` must be an address, `localhost` or a
 * name that the server is told it has, since any other name may have been pointed at it (DNS rebinding); `Origin`, where a
 * browser sends it, must be the server's own.
 */
export function checkOrigin(request: Request, { url, names }: { url: URL; names: readonly string[] }): void {
  const { hostname } = url;
  const known = hostname === "localhost" || isAddress(hostname) || names.includes(hostname);
  const origin = request.headers.get("origin");
  if (known && (origin === null || origin === url.origin)) return;
  const [what, hint] = known
    ? [`The page ${origin} is not one of this server`, "Only the server's own page may ask it from a browser."]
    : [`The server is not called '${hostname}'`, `Start it with \`--name ${hostname}\` when it is.`];
  throw new Refusal(403, "ORIGIN_REFUSED", what, { detail: "Requests of other pages are not taken.", hint });
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^\d{1,3}(\.\d{1,3}){3}$/.test(hostname);
}
