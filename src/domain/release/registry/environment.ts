/** npm's settings that this program follows, besides registries of scopes and credentials. */
export const NPM_SETTINGS = [
  "before",
  "ca",
  "cafile",
  "fetch-retries",
  "fetch-retry-maxtimeout",
  "fetch-retry-mintimeout",
  "fetch-timeout",
  "https-proxy",
  "maxsockets",
  "min-release-age",
  "min-release-age-exclude",
  "noproxy",
  "prefix",
  "proxy",
  "registry",
  "strict-ssl",
] as const;

const PLACES = ["globalconfig", "userconfig"];

/** Variables that .npmrc, .yarnrc.yml and bunfig.toml usually refer to for credentials. */
const CREDENTIALS = [
  "ARTIFACTORY_TOKEN",
  "AZURE_DEVOPS_TOKEN",
  "BUN_AUTH_TOKEN",
  "CI_JOB_TOKEN",
  "CLOUDSMITH_API_KEY",
  "CODEARTIFACT_AUTH_TOKEN",
  "FONTAWESOME_NPM_AUTH_TOKEN",
  "FONTAWESOME_PACKAGE_TOKEN",
  "GH_TOKEN",
  "GITHUB_PACKAGES_TOKEN",
  "GITHUB_TOKEN",
  "GITLAB_TOKEN",
  "GOOGLE_OAUTH_ACCESS_TOKEN",
  "JFROG_TOKEN",
  "NEXUS_TOKEN",
  "NODE_AUTH_TOKEN",
  "NPM_AUTH_TOKEN",
  "NPM_CONFIG_TOKEN",
  "NPM_EMAIL",
  "NPM_PASSWORD",
  "NPM_READ_TOKEN",
  "NPM_REGISTRY",
  "NPM_REGISTRY_TOKEN",
  "NPM_REGISTRY_URL",
  "NPM_TOKEN",
  "NPM_USER",
  "NPM_USERNAME",
  "SYSTEM_ACCESSTOKEN",
  "VERDACCIO_TOKEN",
  "YARN_NPM_AUTH_IDENT",
  "YARN_NPM_AUTH_TOKEN",
];

const PROXIES = ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "PROXY", "https_proxy", "http_proxy", "no_proxy", "proxy"];

/**
 * Variables that reading the registries' configuration may need: for `needs.env` of commands that ask registries. Deno
 * lets no others be read; what .npmrc refers to besides these counts as not set, and is named where it is missed.
 */
export const REGISTRY_ENVIRONMENT: readonly string[] = [
  ...[...NPM_SETTINGS, ...PLACES].flatMap((key) => {
    const name = key.replaceAll("-", "_");
    return [`npm_config_${name}`, `NPM_CONFIG_${name.toUpperCase()}`];
  }),
  ...CREDENTIALS,
  ...PROXIES,
  "NODE_EXTRA_CA_CERTS",
  "PREFIX",
  "YARN_NPM_REGISTRY_SERVER",
].sort();
