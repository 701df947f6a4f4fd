import type { Environment, Files } from "../../../kernel/ports.ts";
import type { RegistrySettings } from "../../../kernel/registry.ts";
import type { PackageManagerName } from "../model.ts";
import { assembleCredentials, readAuthorities, readOutside } from "./assemble_credentials.ts";
import { userConfigFiles } from "./config_files.ts";
import { npmDefaultRegistry } from "./default_registry.ts";
import { npmEnvironmentSettings, npmrcSettings } from "./npm_settings.ts";
import { bunSettings, pnpmSettings, yarnSettings } from "./package_manager_settings.ts";
import { encodeBase64, nothingStated, registryUrl, stateCredential, type StatedSettings } from "./stated_settings.ts";

export interface SettingsRequest {
  env: Environment;
  /** The project's root: absolute. */
  root: string;
  manager: PackageManagerName;
  /** `registry` of the project's configuration and its origin, where it is not empty. */
  registry?: { url: string; origin: string } | undefined;
}

/**
 * Reads how registries are reached. The first of these that states a setting counts: the project's own configuration
 * (the registry of packages without a scope), the file of the package manager in use (`.yarnrc.yml`, `bunfig.toml`,
 * `pnpm-workspace.yaml`; the project's, then the user's), `npm_config_*` variables, `.npmrc` of the project, of the
 * user, and npm's global one; for proxies then `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`; then defaults. Credentials
 * of all sources count, each for its own host and path. Files are read, nothing else.
 */
export async function readRegistrySettings(files: Files, request: SettingsRequest): Promise<RegistrySettings> {
  const { env, root } = request;
  const npm = readNpm(files, request);
  // npm's own default comes from a library that takes a while to load: only where nothing else is stated.
  const stated = first(npm, "registry")?.value;
  const fallback = stated ?? (request.manager === "yarn" ? await npmDefaultRegistry() : "");
  const sources = [...await readPackageManager(files, { ...request, npmRegistry: fallback }), ...npm];
  const warnings = sources.flatMap((each) => each.warnings);
  const urls = nothingStated("URL");
  const registryOf = (text: string, origin: string, packages?: string): string | undefined => {
    const found = registryUrl(text);
    if (!found) warnings.push(`${origin}: a registry is no http or https URL and is not used`);
    if (found?.userinfo) {
      const { username, password } = found.userinfo;
      stateCredential(urls, { auth: encodeBase64(`${username}:${password}`) }, { url: found.url, packages });
    }
    return found?.url;
  };
  const candidates = [
    ...request.registry ? [{ value: request.registry.url, origin: request.registry.origin }] : [],
    ...sources.flatMap(({ registry, registryLine, origin }) => {
      if (registry === undefined) return [];
      return [{ value: registry, origin: registryLine === undefined ? origin : `${origin}:${registryLine}` }];
    }),
  ];
  let inForce: { url: string; origin: string } | undefined;
  for (const { value, origin } of candidates) {
    const url = registryOf(value, origin);
    if (url !== undefined) {
      inForce = { url, origin };
      break;
    }
  }
  inForce ??= { url: await npmDefaultRegistry(), origin: "default" };
  const scopes: Record<string, string> = {};
  for (const source of [...sources].reverse()) {
    for (const [scope, text] of Object.entries(source.scopes)) {
      const url = registryOf(text, source.origin, scope);
      if (url !== undefined) scopes[scope] = url;
    }
  }
  if (first(sources, "strictSsl")?.value === false) {
    warnings.push(
      `${
        first(sources, "strictSsl")!.origin
      }: certificates are always checked: in place of strict-ssl=false, name the ` +
        "authority's certificate with cafile",
    );
  }
  const cooldown = first(sources, "cooldown");
  const variable = (...names: string[]) => names.map((name) => env.get(name)).find((value) => value);
  const environmentProxy = variable("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "PROXY", "proxy");
  const http = proxyUrl(first(sources, "proxy")?.value || variable("HTTP_PROXY", "http_proxy", "PROXY", "proxy"));
  const https = proxyUrl(first(sources, "httpsProxy")?.value || first(sources, "proxy")?.value || environmentProxy);
  const noProxy = first(sources, "noProxy")?.value ??
    variable("NO_PROXY", "no_proxy")?.split(",").map((each) => each.trim()).filter((each) => each !== "");
  const number = (key: NumberKey, otherwise: number) => first(sources, key)?.value ?? otherwise;
  const minMilliseconds = number("retryMinMilliseconds", 200);
  return {
    registry: inForce.url,
    origin: inForce.origin,
    scopes,
    credentials: assembleCredentials([...sources, urls], {
      files,
      root,
      env,
      warnings,
    }),
    ca: readAuthorities(files, { sources, env, root, warnings }),
    proxy: { ...http !== undefined && { http }, ...https !== undefined && { https }, none: noProxy ?? [] },
    retry: {
      attempts: Math.min(10, Math.floor(number("retries", 2))),
      minMilliseconds,
      maxMilliseconds: Math.max(minMilliseconds, number("retryMaxMilliseconds", 10_000)),
    },
    timeoutMilliseconds: Math.max(1, number("timeoutMilliseconds", 30_000)),
    maxSockets: Math.max(1, Math.min(256, Math.floor(number("maxSockets", 64)))),
    cooldown: cooldown && { ...cooldown.value, origin: cooldown.origin },
    warnings: [...new Set(warnings)],
  };
}

type NumberKey = "retries" | "retryMinMilliseconds" | "retryMaxMilliseconds" | "timeoutMilliseconds" | "maxSockets";

function first<K extends keyof StatedSettings>(
  sources: readonly StatedSettings[],
  key: K,
): { value: NonNullable<StatedSettings[K]>; origin: string } | undefined {
  const source = sources.find((each) => each[key] !== undefined);
  return source && { value: source[key]!, origin: source.origin };
}

/** npm's own sources, the strongest first. */
function readNpm(files: Files, { env, root }: SettingsRequest): StatedSettings[] {
  const places = userConfigFiles(env);
  const project = files.readText(`${root}/.npmrc`);
  const found = [npmEnvironmentSettings(env)];
  if (project !== undefined && places.user !== `${root}/.npmrc`) {
    found.push(npmrcSettings(project, { origin: ".npmrc", env }));
  }
  const user = readOutside(files, places.user);
  if (user.text !== undefined) found.push(npmrcSettings(user.text, { origin: "~/.npmrc", env }));
  if (user.warning !== undefined) found.push({ ...nothingStated("~/.npmrc"), warnings: [user.warning] });
  const prefix = user.text === undefined ? undefined : /^\s*prefix\s*=\s*(\S+)\s*$/m.exec(user.text)?.[1];
  for (const path of userConfigFiles(env, prefix).global) {
    const { text } = readOutside(files, path);
    if (text === undefined) continue;
    found.push(npmrcSettings(text, { origin: path, env }));
    break;
  }
  return found;
}

/** What the package manager's own files say, the strongest first. */
async function readPackageManager(
  files: Files,
  { env, root, manager, npmRegistry }: SettingsRequest & { npmRegistry: string },
): Promise<StatedSettings[]> {
  const places = userConfigFiles(env);
  const found: StatedSettings[] = [];
  const read = async (
    name: string,
    outside: readonly (string | undefined)[],
    parse: (text: string, origin: string) => Promise<StatedSettings>,
  ) => {
    const text = files.readText(`${root}/${name}`);
    if (text !== undefined) found.push(await parse(text, name));
    for (const path of outside) {
      const user = path === `${root}/${name}` ? undefined : readOutside(files, path).text;
      if (user !== undefined) found.push(await parse(user, `~/${path!.slice(path!.lastIndexOf("/") + 1)}`));
    }
  };
  if (manager === "yarn") {
    const server = env.get("YARN_NPM_REGISTRY_SERVER") || undefined;
    const stated = nothingStated("YARN_* variables");
    const [token, ident] = [env.get("YARN_NPM_AUTH_TOKEN"), env.get("YARN_NPM_AUTH_IDENT")];
    if (server !== undefined) stated.registry = server;
    found.push(stated);
    await read(
      ".yarnrc.yml",
      [places.yarn],
      (text, origin) => yarnSettings(text, { origin, env, registry: server ?? npmRegistry }),
    );
    const url = registryUrl(server ?? first(found, "registry")?.value ?? npmRegistry)?.url;
    if (url !== undefined && token) stateCredential(stated, { token }, { url });
    else if (url !== undefined && ident) {
      stateCredential(stated, { auth: ident.includes(":") ? encodeBase64(ident) : ident }, { url });
    }
  }
  if (manager === "bun") await read("bunfig.toml", places.bun, (text, origin) => bunSettings(text, { origin, env }));
  if (manager === "pnpm") await read("pnpm-workspace.yaml", [], (text, origin) => pnpmSettings(text, { origin, env }));
  return found;
}

/** A proxy's URL; without a scheme it is spoken to in plain HTTP. */
function proxyUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  return URL.canParse(url) ? url : undefined;
}
