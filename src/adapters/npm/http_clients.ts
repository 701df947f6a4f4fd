import type { RegistryCredential, RegistrySettings } from "../../kernel/registry.ts";

/** Deno's HTTP clients for registries: one for each combination of proxy and client certificate. */
export interface HttpClients extends Disposable {
  clientFor(url: URL, certificate: RegistryCredential["certificate"]): Deno.HttpClient;
}

export function httpClients(settings: Pick<RegistrySettings, "ca" | "proxy" | "maxSockets">): HttpClients {
  const clients = new Map<string, Deno.HttpClient>();
  return {
    clientFor(url, certificate) {
      const proxy = findProxy(url, settings.proxy);
      const direct = isExcepted(url, settings.proxy.none) ? url.hostname.replace(/^\[|\]$/g, "") : undefined;
      const key = JSON.stringify([proxy, direct, certificate]);
      const known = clients.get(key);
      if (known) return known;
      const client = withNoProxy(direct ?? (proxy === undefined ? undefined : ""), () =>
        Deno.createHttpClient({
          caCerts: [...settings.ca],
          poolMaxIdlePerHost: settings.maxSockets,
          ...proxy && { proxy: proxyOptions(proxy) },
          ...certificate,
        }));
      clients.set(key, client);
      return client;
    },
    [Symbol.dispose]() {
      for (const client of clients.values()) client.close();
      clients.clear();
    },
  };
}

/** The proxy for a URL, or undefined where it is reached directly. */
export function findProxy(url: URL, { http, https, none }: RegistrySettings["proxy"]): string | undefined {
  const proxy = url.protocol === "https:" ? https ?? http : http;
  if (proxy === undefined || proxy === "") return undefined;
  return isExcepted(url, none) ? undefined : proxy;
}

function isExcepted(url: URL, none: readonly string[]): boolean {
  return none.some((entry) => isWithin(url, entry));
}

/**
 * Makes a client while NO_PROXY has a value; undefined leaves it alone. Deno reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY
 * itself when a client is made, and lets NO_PROXY overrule the client's own proxy: so what is to be reached directly
 * must stand there, and where a proxy was chosen nothing may.
 */
function withNoProxy(value: string | undefined, make: () => Deno.HttpClient): Deno.HttpClient {
  if (value === undefined) return make();
  let before: string | undefined;
  try {
    before = Deno.env.get(NO_PROXY);
    Deno.env.set(NO_PROXY, value);
  } catch (error) {
    // Who grants less than the command states has the variables of the environment in force.
    if (error instanceof Deno.errors.NotCapable) return make();
    throw error;
  }
  try {
    return make();
  } finally {
    if (before === undefined) Deno.env.delete(NO_PROXY);
    else Deno.env.set(NO_PROXY, before);
  }
}

/** Deno looks at `no_proxy` only where this is not set. */
const NO_PROXY = "NO_PROXY";

/** Entries are `*`, `host`, `.host` or `*.host`, each with its subdomains, and may name a port. */
function isWithin(url: URL, entry: string): boolean {
  if (entry === "*") return true;
  const [, host, port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.trim().toLowerCase())!;
  if (!host || port !== undefined && port !== (url.port || (url.protocol === "https:" ? "443" : "80"))) return false;
  return url.hostname === host || url.hostname.endsWith(`.${host}`);
}

function proxyOptions(proxy: string): Deno.Proxy {
  const url = new URL(proxy);
  if (url.username === "") return { url: proxy };
  const basicAuth = { username: decoded(url.username), password: decoded(url.password) };
  url.username = "";
  url.password = "";
  return { url: url.href, basicAuth };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
