import { parseDocument } from "../../../formats/document.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import type { Environment } from "../../../kernel/ports.ts";
import { expandVariables } from "./npmrc.ts";
import { encodeBase64, nothingStated, registryUrl, stateCredential, type StatedSettings } from "./stated_settings.ts";

type Table = Record<string, unknown>;

/** What a .yarnrc.yml (Yarn 2 and later) says of registries. */
export async function yarnSettings(
  text: string,
  { origin, env, registry }: { origin: string; env: Environment; registry: string },
): Promise<StatedSettings> {
  const stated = nothingStated(origin);
  const { value, lineOf } = await parseQuietly(text, "yaml", stated);
  const document = tableOf(value);
  const read = (table: Table, key: string): { text: string; missing?: string } | undefined => {
    const value = table[key];
    return typeof value === "string" && value !== "" ? expandVariables(value, env) : undefined;
  };
  const server = read(document, "npmRegistryServer")?.text;
  if (server !== undefined) stateRegistry(stated, server, lineOf("npmRegistryServer"));
  const showTo = (address: string, table: Table, packages?: string) => {
    const url = registryUrl(address.startsWith("//") ? `https:${address}` : address)?.url;
    const [token, ident] = [read(table, "npmAuthToken"), read(table, "npmAuthIdent")];
    const missing = token?.missing ?? ident?.missing;
    if (url === undefined || !token && !ident) return;
    const auth = ident && (ident.text.includes(":") ? encodeBase64(ident.text) : ident.text);
    const credential = token ? { token: token.text } : { auth: auth! };
    stateCredential(stated, { ...credential, ...missing !== undefined && { missing } }, { url, packages });
  };
  showTo(server ?? registry, document);
  for (const [address, each] of Object.entries(tableOf(document.npmRegistries))) showTo(address, tableOf(each));
  for (const [scope, each] of Object.entries(tableOf(document.npmScopes))) {
    const own = read(tableOf(each), "npmRegistryServer")?.text;
    if (own !== undefined) stated.scopes[`@${scope}`] = own;
    showTo(own ?? server ?? registry, tableOf(each), `@${scope}`);
  }
  const text_ = (...keys: string[]) => keys.map((key) => read(document, key)?.text).find((each) => each !== undefined);
  const [proxy, httpsProxy, cafile] = [
    text_("httpProxy"),
    text_("httpsProxy"),
    text_("httpsCaFilePath", "caFilePath"),
  ];
  if (proxy !== undefined) stated.proxy = proxy;
  if (httpsProxy !== undefined) stated.httpsProxy = httpsProxy;
  if (cafile !== undefined) stated.cafile = cafile;
  if (document.enableStrictSsl === false) stated.strictSsl = false;
  if (isCount(document.httpTimeout)) stated.timeoutMilliseconds = document.httpTimeout;
  if (isCount(document.httpRetry)) stated.retries = document.httpRetry;
  if (isCount(document.networkConcurrency)) stated.maxSockets = document.networkConcurrency;
  const minutes = minutesOf(document.npmMinimalAgeGate);
  if (minutes !== undefined) stated.cooldown = { minutes, exclude: textsOf(document.npmPreapprovedPackages) };
  return stated;
}

/** What bunfig.toml says of registries. */
export async function bunSettings(
  text: string,
  { origin, env }: { origin: string; env: Environment },
): Promise<StatedSettings> {
  const stated = nothingStated(origin);
  const { value: document, lineOf } = await parseQuietly(text, "toml", stated);
  const install = tableOf(tableOf(document).install);
  const filled = (value: unknown) => {
    if (typeof value !== "string") return undefined;
    // bun takes `$NAME` as well.
    return expandVariables(value.replace(/^\$(\w+)$/, "${$1}"), env);
  };
  const read = (value: unknown, packages?: string): string | undefined => {
    const table = typeof value === "string" ? { url: value } : tableOf(value);
    const found = registryUrl(filled(table.url)?.text ?? "");
    if (!found) return undefined;
    const [token, username, password] = [table.token, table.username, table.password].map(filled);
    const missing = token?.missing ?? username?.missing ?? password?.missing;
    if (token || username && password) {
      const credential = token ? { token: token.text } : { auth: encodeBase64(`${username!.text}:${password!.text}`) };
      stateCredential(stated, { ...credential, ...missing !== undefined && { missing } }, {
        url: found.url,
        packages,
      });
    }
    return filled(table.url)!.text;
  };
  const registry = read(install.registry);
  if (registry !== undefined) stateRegistry(stated, registry, lineOf("install", "registry"));
  for (const [name, each] of Object.entries(tableOf(install.scopes))) {
    const scope = name.startsWith("@") ? name : `@${name}`;
    const own = read(each, scope);
    if (own !== undefined) stated.scopes[scope] = own;
  }
  const [ca, cafile] = [install.ca, filled(install.cafile)?.text];
  if (ca !== undefined) stated.ca = textsOf(typeof ca === "string" ? [ca] : ca);
  if (cafile !== undefined) stated.cafile = cafile;
  if (isCount(install.minimumReleaseAge)) {
    stated.cooldown = { minutes: install.minimumReleaseAge / 60, exclude: textsOf(install.minimumReleaseAgeExcludes) };
  }
  return stated;
}

/** What pnpm-workspace.yaml says of registries. */
export async function pnpmSettings(
  text: string,
  { origin, env }: { origin: string; env: Environment },
): Promise<StatedSettings> {
  const stated = nothingStated(origin);
  const { value, lineOf } = await parseQuietly(text, "yaml", stated);
  const document = tableOf(value);
  const { default: unscoped = document.registry, ...scopes } = tableOf(document.registries);
  if (typeof unscoped === "string") {
    const line = lineOf("registries", "default") ?? lineOf("registry");
    stateRegistry(stated, expandVariables(unscoped, env).text, line);
  }
  for (const [scope, each] of Object.entries(scopes)) {
    if (typeof each === "string" && scope.startsWith("@")) stated.scopes[scope] = expandVariables(each, env).text;
  }
  const texts = {
    cafile: document.cafile,
    proxy: document.httpProxy ?? document.proxy,
    httpsProxy: document.httpsProxy,
  };
  for (const [key, value] of Object.entries(texts) as [keyof typeof texts, unknown][]) {
    if (typeof value === "string") stated[key] = expandVariables(value, env).text;
  }
  if (document.strictSsl === false) stated.strictSsl = false;
  if (isCount(document.fetchRetries)) stated.retries = document.fetchRetries;
  if (isCount(document.fetchTimeout)) stated.timeoutMilliseconds = document.fetchTimeout;
  if (isCount(document.networkConcurrency)) stated.maxSockets = document.networkConcurrency;
  if (isCount(document.minimumReleaseAge)) {
    stated.cooldown = { minutes: document.minimumReleaseAge, exclude: textsOf(document.minimumReleaseAgeExclude) };
  }
  return stated;
}

/** Files that cannot be parsed are the package manager's business: they are named, and say nothing. */
async function parseQuietly(
  text: string,
  format: "yaml" | "toml",
  stated: StatedSettings,
): Promise<{ value: unknown; lineOf: (...path: string[]) => number | undefined }> {
  try {
    const { value, locate } = await parseDocument(text, format);
    return { value, lineOf: (...path) => locate(path)?.line };
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    stated.warnings.push(`${stated.origin}:${error.line}: ${error.message}: its registries are not used`);
    return { value: undefined, lineOf: () => undefined };
  }
}

function stateRegistry(stated: StatedSettings, registry: string, line: number | undefined): void {
  stated.registry = registry;
  if (line !== undefined) stated.registryLine = line;
}

function tableOf(value: unknown): Table {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value as Table : {};
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

const MINUTES: Readonly<Record<string, number>> = { ms: 1 / 60_000, s: 1 / 60, m: 1, h: 60, d: 1440, w: 10080 };

/** Yarn's durations: minutes, or a number with a unit such as `3d`. */
function minutesOf(value: unknown): number | undefined {
  if (isCount(value)) return value;
  const [, count, unit = "m"] = /^(\d+(?:\.\d+)?)(ms|[smhdw])?$/.exec(typeof value === "string" ? value : "") ?? [];
  return count === undefined ? undefined : Number(count) * MINUTES[unit]!;
}
