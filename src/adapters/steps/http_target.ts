import { isPrivateAddress } from "./private_addresses.ts";

/** Gives every address of a host; empty where it has none. */
export type Resolve = (host: string) => Promise<string[]>;

/**
 * Why a step may not send a request to this URL; undefined where it may. Names are resolved first, by the system's own
 * rules. A name server that answers differently a moment later can still deceive: only a firewall keeps everything out.
 */
export async function targetProblem(
  url: URL,
  { allowPrivate, resolve = systemAddresses }: { allowPrivate: boolean; resolve?: Resolve },
): Promise<string | undefined> {
  if (url.protocol !== "http:" && url.protocol !== "https:") return `${url.protocol}// is not http or https`;
  if (allowPrivate) return undefined;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "").toLowerCase();
  if (host === "localhost" || host.endsWith(".localhost")) return `${host} is this machine`;
  const literal = host.includes(":") || /^[\d.]+$/.test(host);
  for (const address of literal ? [host] : await resolve(host)) {
    if (isPrivateAddress(address)) {
      return literal ? `${host} is a private address` : `${host} has the private address ${address}`;
    }
  }
}

async function systemAddresses(host: string): Promise<string[]> {
  const { lookup } = await import("node:dns/promises");
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch {
    // The request itself will tell that there is no such host.
    return [];
  }
}
