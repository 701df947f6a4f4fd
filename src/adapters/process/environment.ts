import type { Environment } from "../../kernel/ports.ts";

/** Variables that make the dynamic linker load other code; Deno starts no program from a run list while one is set. */
export const LINKER_NAMES: readonly string[] = [
  "LD_LIBRARY_PATH",
  "LD_PRELOAD",
  "LD_AUDIT",
  "LD_BIND_NOW",
  "LD_DEBUG",
  "LD_ORIGIN_PATH",
  "LD_PROFILE",
  "DYLD_LIBRARY_PATH",
  "DYLD_INSERT_LIBRARIES",
  "DYLD_FRAMEWORK_PATH",
  "DYLD_FALLBACK_LIBRARY_PATH",
  "DYLD_FALLBACK_FRAMEWORK_PATH",
];

const SYSTEM = [
  "HOME",
  "PATH",
  "USER",
  "LOGNAME",
  "SHELL",
  "PWD",
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_CTYPE",
  "LC_MESSAGES",
  "TZ",
  "TERM",
  "TMPDIR",
  "TMP",
  "TEMP",
  "DISPLAY",
  "WAYLAND_DISPLAY",
  "DBUS_SESSION_BUS_ADDRESS",
  "EDITOR",
  "VISUAL",
  "XDG_CACHE_HOME",
  "XDG_CONFIG_DIRS",
  "XDG_CONFIG_HOME",
  "XDG_DATA_DIRS",
  "XDG_DATA_HOME",
  "XDG_RUNTIME_DIR",
  "XDG_STATE_HOME",
];

const WINDOWS = [
  "ALLUSERSPROFILE",
  "APPDATA",
  "COMSPEC",
  "HOMEDRIVE",
  "HOMEPATH",
  "LOCALAPPDATA",
  "NUMBER_OF_PROCESSORS",
  "OS",
  "PATHEXT",
  "PROCESSOR_ARCHITECTURE",
  "ProgramData",
  "ProgramFiles",
  "ProgramFiles(x86)",
  "ProgramW6432",
  "SystemDrive",
  "SystemRoot",
  "USERNAME",
  "USERPROFILE",
  "WINDIR",
];

const NETWORK = [
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
  "CURL_CA_BUNDLE",
  "NODE_EXTRA_CA_CERTS",
];

const KEYS = ["SSH_AUTH_SOCK", "SSH_AGENT_PID", "SSH_ASKPASS", "SSH_ASKPASS_REQUIRE", "GPG_TTY", "GNUPGHOME"];

/** Variables that point git at one repository; inside a git hook git sets some of them. */
export const GIT_LOCATION_NAMES = [
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
] as const;

const GIT = [
  ...GIT_LOCATION_NAMES,
  "GIT_ALTERNATE_OBJECT_DIRECTORIES",
  "GIT_ASKPASS",
  "GIT_AUTHOR_DATE",
  "GIT_AUTHOR_EMAIL",
  "GIT_AUTHOR_NAME",
  "GIT_CEILING_DIRECTORIES",
  "GIT_COMMITTER_DATE",
  "GIT_COMMITTER_EMAIL",
  "GIT_COMMITTER_NAME",
  "GIT_CONFIG_COUNT",
  "GIT_CONFIG_GLOBAL",
  "GIT_CONFIG_NOSYSTEM",
  "GIT_CONFIG_PARAMETERS",
  "GIT_CONFIG_SYSTEM",
  ...Array.from({ length: 10 }, (_, i) => [`GIT_CONFIG_KEY_${i}`, `GIT_CONFIG_VALUE_${i}`]).flat(),
  "GIT_DISCOVERY_ACROSS_FILESYSTEM",
  "GIT_EDITOR",
  "GIT_EXEC_PATH",
  "GIT_HTTP_USER_AGENT",
  "GIT_NAMESPACE",
  "GIT_NO_REPLACE_OBJECTS",
  "GIT_PREFIX",
  "GIT_PROXY_COMMAND",
  "GIT_QUARANTINE_PATH",
  "GIT_SSH",
  "GIT_SSH_COMMAND",
  "GIT_SSH_VARIANT",
  "GIT_SSL_CAINFO",
  "GIT_SSL_CAPATH",
  "GIT_SSL_CERT",
  "GIT_SSL_KEY",
  "GIT_SSL_NO_VERIFY",
  "GIT_TEMPLATE_DIR",
  "GIT_TERMINAL_PROMPT",
  "GIT_TRACE",
  "GIT_TRACE_CURL",
  "GIT_TRACE_PACKET",
  "EMAIL",
];

const PACKAGE_MANAGERS = [
  "NPM_CONFIG_USERCONFIG",
  "NPM_TOKEN",
  "NODE_AUTH_TOKEN",
  "npm_config_cache",
  "npm_config_registry",
  "npm_config_userconfig",
  "COREPACK_HOME",
  "PNPM_HOME",
  "YARN_CACHE_FOLDER",
  "BUN_INSTALL",
];

const CONTINUOUS_INTEGRATION = [
  "CI",
  "GH_HOST",
  "GH_TOKEN",
  "GITHUB_ACTIONS",
  "GITHUB_ACTOR",
  "GITHUB_BASE_REF",
  "GITHUB_HEAD_REF",
  "GITHUB_REF",
  "GITHUB_REF_NAME",
  "GITHUB_REF_TYPE",
  "GITHUB_REPOSITORY",
  "GITHUB_RUN_ID",
  "GITHUB_SERVER_URL",
  "GITHUB_SHA",
  "GITHUB_TOKEN",
  "GITHUB_WORKSPACE",
  "GITLAB_CI",
  "GITLAB_TOKEN",
  "CI_COMMIT_BRANCH",
  "CI_COMMIT_REF_NAME",
  "CI_COMMIT_SHA",
  "CI_JOB_TOKEN",
  "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME",
  "CI_MERGE_REQUEST_TARGET_BRANCH_NAME",
  "CI_SERVER_HOST",
  "BITBUCKET_BRANCH",
  "BUILD_SOURCEBRANCHNAME",
  "CIRCLE_BRANCH",
  "BRANCH_NAME",
  "BUILDKITE_BRANCH",
  "TRAVIS_BRANCH",
];

/** Names that make a user's shell, and hold no secrets. */
export const SHELL_NAMES: readonly string[] = [
  "HOME",
  "PATH",
  "USER",
  "LOGNAME",
  "SHELL",
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TMPDIR",
  "TMP",
  "TEMP",
  "COMSPEC",
  "PATHEXT",
  "SystemDrive",
  "SystemRoot",
  "USERNAME",
  "USERPROFILE",
  "WINDIR",
];

/** Names that a program started with a rebuilt environment gets; none can make it load other code. */
export const PASSED_ON_NAMES: readonly string[] = [
  ...SYSTEM,
  ...WINDOWS,
  ...NETWORK,
  ...KEYS,
  ...GIT,
  ...PACKAGE_MANAGERS,
  ...CONTINUOUS_INTEGRATION,
  "SOURCE_DATE_EPOCH",
];

/** Names for a package manager that is to reach registries and repositories, and to hold no other secrets. */
export const REGISTRY_NAMES: readonly string[] = [...SYSTEM, ...WINDOWS, ...NETWORK, ...KEYS, ...PACKAGE_MANAGERS];

/**
 * The process's environment; a name that may not be read is undefined. The values of `remembered` are read at once and
 * stay known when the permission to read variables is given up.
 */
export function denoEnvironment(remembered: readonly string[] = []): Environment {
  const values = new Map(remembered.map((name) => [name, readVariable(name)]));
  return { get: (name) => values.has(name) ? values.get(name) : readVariable(name) };
}

function readVariable(name: string): string | undefined {
  try {
    return Deno.env.get(name);
  } catch (error) {
    if (error instanceof Deno.errors.NotCapable || error instanceof TypeError) return undefined;
    throw error;
  }
}

/** The variables of `names` that are set. */
export function pickEnvironment(env: Environment, names: readonly string[]): Record<string, string> {
  const picked: Record<string, string> = {};
  for (const name of names) {
    const value = env.get(name);
    if (value !== undefined) picked[name] = value;
  }
  return picked;
}
