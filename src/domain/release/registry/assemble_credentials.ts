import { isFault } from "../../../kernel/fault.ts";
import { resolvePath } from "../../../kernel/path.ts";
import type { Environment, Files } from "../../../kernel/ports.ts";
import type { RegistryCredential } from "../../../kernel/registry.ts";
import { decodeBase64, encodeBase64, type StatedCredential, type StatedSettings } from "./stated_settings.ts";

/** A file outside of the project, which need not be readable. */
export function readOutside(files: Files, path: string | undefined): { text?: string; warning?: string } {
  if (path === undefined) return {};
  try {
    const text = files.readText(path);
    return text === undefined ? {} : { text };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { warning: `${path} cannot be read and is not used` };
  }
}

interface At {
  files: Files;
  root: string;
  env: Environment;
  warnings: string[];
}

/** The credentials for each place, for all packages and for those of a scope: the strongest statement of each field. */
export function assembleCredentials(
  sources: readonly Pick<StatedSettings, "credentials" | "scopeCredentials">[],
  at: At,
): RegistryCredential[] {
  const scopes = new Set(sources.flatMap(({ scopeCredentials }) => [...scopeCredentials.keys()]));
  const own = [...scopes].flatMap((packages) => {
    const tables = sources.map(({ scopeCredentials }) => scopeCredentials.get(packages) ?? new Map());
    return assembleTables(tables, at).map((each) => ({ ...each, packages }));
  });
  return [...assembleTables(sources.map(({ credentials }) => credentials), at), ...own];
}

function assembleTables(tables: readonly ReadonlyMap<string, StatedCredential>[], at: At): RegistryCredential[] {
  const stated = new Map<string, StatedCredential>();
  for (const credentials of [...tables].reverse()) {
    for (const [scope, credential] of credentials) {
      const { missing: _, ...weaker } = stated.get(scope) ?? {};
      stated.set(scope, { ...weaker, ...credential });
    }
  }
  return [...stated].flatMap(([scope, credential]) => {
    const { token, username, password, auth, certfile, keyfile, missing } = credential;
    const assembled: RegistryCredential = { scope };
    if (missing !== undefined) assembled.missingVariable = missing;
    else if (token) assembled.authorization = `Bearer ${token}`;
    else if (username && password) {
      assembled.authorization = `Basic ${encodeBase64(`${username}:${decodeBase64(password)}`)}`;
    } else if (auth) assembled.authorization = `Basic ${auth}`;
    if (assembled.authorization !== undefined && /[^\x20-\x7e]/.test(assembled.authorization)) {
      at.warnings.push(`The credentials for ${scope} hold characters that no header can, and are not used`);
      delete assembled.authorization;
    }
    if (certfile && keyfile) {
      const [cert, key] = [certfile, keyfile].map((path) => readOutside(at.files, absolute(path, at)).text);
      if (cert !== undefined && key !== undefined) assembled.certificate = { cert, key };
      else at.warnings.push(`The client certificate for ${scope} cannot be read: ${certfile}, ${keyfile}`);
    }
    return Object.keys(assembled).length > 1 ? [assembled] : [];
  });
}

/** Certificates of authorities to trust, PEM. */
export function readAuthorities(
  files: Files,
  at: { sources: readonly StatedSettings[]; env: Environment; root: string; warnings: string[] },
): string[] {
  const stated = at.sources.find(({ ca }) => ca !== undefined)?.ca ?? [];
  const paths = [at.sources.find(({ cafile }) => cafile !== undefined)?.cafile, at.env.get("NODE_EXTRA_CA_CERTS")]
    .filter((path) => path);
  return [
    ...stated,
    ...paths.flatMap((path) => {
      const { text } = readOutside(files, absolute(path!, at));
      if (text !== undefined) return [text];
      at.warnings.push(`The certificates in ${path} cannot be read and are not used`);
      return [];
    }),
  ];
}

function absolute(path: string, { root, env }: { root: string; env: Environment }): string {
  const home = env.get("HOME") || env.get("USERPROFILE");
  return /^~[\\/]/.test(path) && home ? resolvePath(home, path.slice(2)) : resolvePath(root, path);
}
