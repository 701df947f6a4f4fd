import { resolvePath } from "../../../kernel/path.ts";
import type { Environment } from "../../../kernel/ports.ts";

/** Configuration of package managers outside of a project: absolute paths that need not exist. */
export interface UserConfigFiles {
  /** npm's own: `~/.npmrc`, or what `npm_config_userconfig` names. */
  user: string | undefined;
  /** npm's for the whole machine: the first that exists counts. */
  global: string[];
  /** `~/.yarnrc.yml`. */
  yarn: string | undefined;
  /** `~/.bunfig.toml` and the one of XDG. */
  bun: string[];
}

/**
 * npm finds its global file from where node is installed (`<prefix>/etc/npmrc`), which need not be here: without
 * `npm_config_globalconfig` or a prefix, the usual places of node are looked at.
 */
export function userConfigFiles(env: Environment, prefix?: string): UserConfigFiles {
  const variable = (name: string) => env.get(`npm_config_${name}`) || env.get(`NPM_CONFIG_${name.toUpperCase()}`);
  const home = env.get("HOME") || env.get("USERPROFILE");
  const inHome = (path: string) => home ? resolvePath(home, path.replace(/^~[\\/]/, "")) : undefined;
  const stated = (path: string) => path.startsWith("~/") ? inHome(path) ?? path : path;
  const [user, global] = [variable("userconfig"), variable("globalconfig")];
  const top = variable("prefix") || prefix || env.get("PREFIX");
  const xdg = env.get("XDG_CONFIG_HOME");
  const appData = env.get("APPDATA");
  return {
    user: user ? stated(user) : inHome(".npmrc"),
    global: global
      ? [stated(global)]
      : top
      ? [resolvePath(stated(top), "etc/npmrc")]
      : appData
      ? [resolvePath(appData, "npm/etc/npmrc")]
      : ["/usr/local/etc/npmrc", "/usr/etc/npmrc", "/opt/homebrew/etc/npmrc"],
    yarn: inHome(".yarnrc.yml"),
    bun: [inHome(".bunfig.toml"), xdg ? resolvePath(xdg, ".bunfig.toml") : undefined].filter((path) =>
      path !== undefined
    ),
  };
}

/** All of them, in one list. */
export function listUserConfigFiles(env: Environment): string[] {
  const { user, global, yarn, bun } = userConfigFiles(env);
  return [user, ...global, yarn, ...bun].filter((path) => path !== undefined);
}
