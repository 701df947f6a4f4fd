import type { Cooldown } from "../../../kernel/registry.ts";

/** What one source of configuration says of registries. What it does not say is left out. */
export interface StatedSettings {
  /** Where it stands, such as `.npmrc`. */
  origin: string;
  registry?: string;
  /** The line that states it, from 1, where that is known. */
  registryLine?: number;
  /** By scope with its @. */
  scopes: Record<string, string>;
  /** By `//host[:port]/path/`. */
  credentials: Map<string, StatedCredential>;
  /** Those for packages of one scope alone: by the scope with its @, then as `credentials`. */
  scopeCredentials: Map<string, Map<string, StatedCredential>>;
  ca?: string[];
  cafile?: string;
  strictSsl?: boolean;
  proxy?: string;
  httpsProxy?: string;
  noProxy?: string[];
  retries?: number;
  retryMinMilliseconds?: number;
  retryMaxMilliseconds?: number;
  timeoutMilliseconds?: number;
  maxSockets?: number;
  cooldown?: Omit<Cooldown, "origin">;
  warnings: string[];
}

/** The fields of npm for one `//host/path/`, as they are stated. */
export interface StatedCredential {
  token?: string;
  username?: string;
  /** Base64, as npm keeps it. */
  password?: string;
  /** Base64 of `user:password`. */
  auth?: string;
  certfile?: string;
  keyfile?: string;
  /** A variable that one of them refers to and that is not set. */
  missing?: string;
}

export function nothingStated(origin: string): StatedSettings {
  return { origin, scopes: {}, credentials: new Map(), scopeCredentials: new Map(), warnings: [] };
}

/** Adds a credential for packages of one scope (with its @), or for all. */
export function stateCredential(
  stated: Pick<StatedSettings, "credentials" | "scopeCredentials">,
  credential: StatedCredential,
  { url, packages }: { url: string; packages?: string | undefined },
): void {
  let table = stated.credentials;
  if (packages !== undefined) {
    table = stated.scopeCredentials.get(packages) ?? new Map();
    stated.scopeCredentials.set(packages, table);
  }
  table.set(credentialScope(url), credential);
}

/** `//host[:port]/path/` of a registry, as npm keys its credentials. */
export function credentialScope(url: string): string {
  const { host, pathname } = new URL(url);
  return `//${host}${pathname.endsWith("/") ? pathname : `${pathname}/`}`;
}

/** A registry's URL with a slash at its end, without what it says of users; undefined where it is none. */
export function registryUrl(
  text: string,
): { url: string; userinfo?: { username: string; password: string } } | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
  const { username, password } = url;
  url.username =
    url.password =
    url.hash =
    url.search =
      "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  if (username === "") return { url: url.href };
  return {
    url: url.href,
    userinfo: { username: decoded(username), password: decoded(password) },
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Base64 of a text's UTF-8. */
export function encodeBase64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

/** The text whose UTF-8 is encoded. As lenient as npm (node's `Buffer`): characters that are not of Base64 do not count. */
export function decodeBase64(text: string): string {
  const known = text.split("=")[0]!.replaceAll("-", "+").replaceAll("_", "/").replaceAll(/[^A-Za-z0-9+/]/g, "");
  const whole = known.length % 4 === 1 ? known.slice(0, -1) : known;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    Uint8Array.from(atob(whole), (each) => each.charCodeAt(0)),
  );
}
