import type { Environment } from "../../kernel/ports.ts";
import { pickEnvironment, SHELL_NAMES } from "../process/environment.ts";

/**
 * Names that an owner's process is given: where things lie, how the outside is reached, and where keychains listen. Tokens of
 * who happens to start it are not among them; nor is `SOURCE_DATE_EPOCH`: its clock goes on.
 */
export const OWNER_ENVIRONMENT: readonly string[] = [
  ...SHELL_NAMES,
  "WORKSPACE_HOME",
  "WORKSPACE_KEYCHAIN",
  "WORKSPACE_LOG_LEVEL",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_HOME",
  "XDG_DATA_HOME",
  "XDG_RUNTIME_DIR",
  "DBUS_SESSION_BUS_ADDRESS",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "http_proxy",
  "https_proxy",
  "all_proxy",
  "no_proxy",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "ALL_PROXY",
  "NO_PROXY",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "DENO_CERT",
  "DENO_TLS_CA_STORE",
  // Of Deno itself, where the program is run from its sources.
  "DENO_DIR",
  "DENO_COVERAGE_DIR",
  "APPDATA",
  "LOCALAPPDATA",
  "ProgramData",
  "ProgramFiles",
];

/** What an owner that is started now gets of the environment. */
export function ownerEnvironment(env: Environment): Record<string, string> {
  return pickEnvironment(env, OWNER_ENVIRONMENT);
}
