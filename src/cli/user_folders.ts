import { resolvePath } from "../kernel/path.ts";
import type { Environment } from "../kernel/ports.ts";

/** Folders of what belongs to the user rather than to a project: absolute; they need not exist. */
export interface UserFolders {
  /** Holds `config.yaml`. */
  config: string;
  /** Holds `state.db`. */
  data: string;
  cache: string;
}

/**
 * `WORKSPACE_HOME` holds all three; otherwise the XDG base directories (freedesktop.org), `%APPDATA%` and
 * `%LOCALAPPDATA%` on Windows. Undefined where the user has no home.
 */
export function findUserFolders(env: Environment): UserFolders | undefined {
  const own = env.get("WORKSPACE_HOME");
  if (own) return { config: resolvePath(own, "."), data: resolvePath(own, "data"), cache: resolvePath(own, "cache") };
  const home = env.get("HOME") || env.get("USERPROFILE");
  const folder = (xdg: string, windows: string, inHome: string): string | undefined => {
    // Relative values are to be ignored, says the specification of XDG.
    const stated = [env.get(xdg), env.get(windows)].find((each) => each && /^([a-zA-Z]:)?[\\/]/.test(each));
    const base = stated ?? (home && resolvePath(home, inHome));
    return base && resolvePath(base, "workspace");
  };
  const config = folder("XDG_CONFIG_HOME", "APPDATA", ".config");
  const data = folder("XDG_DATA_HOME", "LOCALAPPDATA", ".local/share");
  const cache = folder("XDG_CACHE_HOME", "LOCALAPPDATA", ".cache");
  return config && data && cache ? { config, data, cache } : undefined;
}
