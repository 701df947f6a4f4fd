import type { Environment } from "../../../kernel/ports.ts";
import { NPM_SETTINGS } from "./environment.ts";
import { expandVariables, type Npmrc, type NpmrcValue, parseNpmrc } from "./npmrc.ts";
import { nothingStated, type StatedCredential, type StatedSettings } from "./stated_settings.ts";

const CREDENTIAL_FIELDS: Readonly<Record<string, keyof StatedCredential>> = {
  _authToken: "token",
  _auth: "auth",
  username: "username",
  _password: "password",
  certfile: "certfile",
  keyfile: "keyfile",
};

/** What an .npmrc says of registries. */
export function npmrcSettings(text: string, { origin, env }: { origin: string; env: Environment }): StatedSettings {
  return npmSettings(parseNpmrc(text, env), origin);
}

/** What `npm_config_*` variables say, in either case; empty ones say nothing. */
export function npmEnvironmentSettings(env: Environment): StatedSettings {
  const values: Npmrc = new Map();
  for (const key of NPM_SETTINGS) {
    const name = key.replaceAll("-", "_");
    const stated = env.get(`npm_config_${name}`) || env.get(`NPM_CONFIG_${name.toUpperCase()}`);
    if (!stated) continue;
    // Lists are separated by an empty line.
    const texts = LISTS.has(key) ? stated.trim().split("\n\n") : [stated.trim()];
    values.set(key, { texts: texts.map((each) => expandVariables(each, env).text) });
  }
  return npmSettings(values, "npm_config_* variables");
}

const LISTS: ReadonlySet<string> = new Set(["ca", "noproxy", "min-release-age-exclude"]);

function npmSettings(values: Npmrc, origin: string): StatedSettings {
  const stated = nothingStated(origin);
  const text = (key: string) => values.get(key)?.texts.at(-1);
  const number = (key: string) => {
    const value = text(key);
    if (value === undefined || value === "" || value === "null") return undefined;
    if (/^\d+(\.\d+)?$/.test(value)) return Number(value);
    stated.warnings.push(`${origin}: ${key} is no number`);
    return undefined;
  };
  const some = <K extends keyof StatedSettings>(key: K, value: StatedSettings[K] | undefined) => {
    if (value !== undefined) stated[key] = value;
  };
  some("registry", nonNull(text("registry")));
  some("registryLine", values.get("registry")?.line);
  some("cafile", orEmpty(text("cafile")));
  some("ca", values.get("ca")?.texts.filter((each) => each !== "null" && each !== "").map(withLineEnds));
  some("strictSsl", boolean(text("strict-ssl")));
  some("proxy", orEmpty(text("proxy")));
  some("httpsProxy", orEmpty(text("https-proxy")));
  some("noProxy", values.get("noproxy")?.texts.flatMap(splitCommas));
  some("retries", number("fetch-retries"));
  some("retryMinMilliseconds", number("fetch-retry-mintimeout"));
  some("retryMaxMilliseconds", number("fetch-retry-maxtimeout"));
  some("timeoutMilliseconds", number("fetch-timeout"));
  some("maxSockets", number("maxsockets"));
  const [days, before] = [number("min-release-age"), nonNull(text("before"))];
  if (days !== undefined || before !== undefined) {
    stated.cooldown = {
      ...days !== undefined && { minutes: days * 24 * 60 },
      ...before !== undefined && { before },
      exclude: values.get("min-release-age-exclude")?.texts.flatMap(splitCommas) ?? [],
    };
  }
  for (const [key, value] of values) stateKey(stated, key, value);
  return stated;
}

function stateKey(stated: StatedSettings, key: string, { texts, missing }: NpmrcValue): void {
  const value = texts.at(-1) ?? "";
  const cut = key.lastIndexOf(":");
  const [place, name] = [key.slice(0, Math.max(0, cut)), key.slice(cut + 1)];
  if (/^@[^/:]+$/.test(place) && name === "registry") {
    Object.defineProperty(stated.scopes, place, { value, enumerable: true, configurable: true, writable: true });
  } else if (place.startsWith("//") && Object.hasOwn(CREDENTIAL_FIELDS, name)) {
    const credential = stated.credentials.get(place) ?? {};
    stated.credentials.set(place, {
      ...credential,
      [CREDENTIAL_FIELDS[name]!]: value,
      ...missing !== undefined && { missing },
    });
  } else if (/^_(auth|authToken|password)$/.test(key)) {
    stated.warnings.push(
      `${stated.origin}: ${key} belongs to no registry and is not used: write it as //<host>/<path>/:${key}`,
    );
  }
}

function nonNull(text: string | undefined): string | undefined {
  return text === undefined || text === "" || ["null", "false", "undefined"].includes(text) ? undefined : text;
}

/** What is stated to be nothing hides what weaker sources say. */
function orEmpty(text: string | undefined): string | undefined {
  return text === undefined ? undefined : nonNull(text) ?? "";
}

function boolean(text: string | undefined): boolean | undefined {
  return text === undefined || text === "null" ? undefined : text !== "false";
}

function splitCommas(text: string): string[] {
  return text.split(",").map((each) => each.trim()).filter((each) => each !== "");
}

/** Certificates are written in one line, with `\n` for its ends. */
function withLineEnds(certificate: string): string {
  return certificate.replaceAll("\\n", "\n");
}
