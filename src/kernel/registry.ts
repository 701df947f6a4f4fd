import type { Fault } from "./fault.ts";

/** The words of npm registries. Names are full, with their scope. */

/** What a registry says of one version (npm's package metadata; the abbreviated form has no licence). */
export interface PackumentVersion {
  version: string;
  /** The publisher's reason, where the version is deprecated. */
  deprecated?: string;
  peerDependencies?: Record<string, string>;
  /** Names of peers that may be missing. */
  optionalPeers?: string[];
  engines?: Record<string, string>;
  /** SPDX expression; in full documents only. */
  license?: string;
}

/** What a registry says of a package. */
export interface Packument {
  name: string;
  distTags: Record<string, string>;
  /** By version. */
  versions: Record<string, PackumentVersion>;
  /** When each version was published, ISO 8601; in full documents only. */
  time?: Record<string, string>;
  /** When the package last changed, ISO 8601, where the registry says so: no version is younger. */
  modified?: string;
  /** The registry that answered: a URL without credentials. */
  registry: string;
  /** Whether it came from the disk without asking, or after the registry said that it has not changed. */
  source: "network" | "fresh-cache" | "revalidated" | "offline-cache";
}

export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** A known vulnerability of a package. */
export interface Advisory {
  id: string;
  package: string;
  title: string;
  severity: Severity;
  /** Versions that have it: a semver range. */
  vulnerableRange: string;
  url: string;
}

/** What is shown to a registry, and where: the answer to `//host[:port]/path/` keys of npm's configuration. */
export interface RegistryCredential {
  /** `//host[:port]/path/`: requests whose URL lies below it get the credential. */
  scope: string;
  /** A scope with its @: it is for packages of this scope alone, and goes before those for all. */
  packages?: string;
  /** Value of the `Authorization` header. */
  authorization?: string;
  /** Client certificate and its key, PEM. */
  certificate?: { cert: string; key: string };
  /** Environment variable that the configuration refers to and that is not set: nothing is shown then. */
  missingVariable?: string;
}

/** How young a version may be, as the user's package manager is configured. */
export interface Cooldown {
  /** Versions younger than this are not offered. */
  minutes?: number;
  /** Versions published after this instant are not offered, ISO 8601. */
  before?: string;
  /** Packages it does not concern: names or globs. */
  exclude: readonly string[];
  /** Where it is stated, such as `.npmrc`. */
  origin: string;
}

/**
 * How registries are reached: what the package managers' own configuration says. It holds credentials: never print,
 * log or store it.
 */
export interface RegistrySettings {
  /** Where packages without a registry of their scope come from: a URL with a slash at its end, without credentials. */
  registry: string;
  /** Where that is stated: `default`, `.npmrc`, `npm_config_registry`, `repo.config.toml`. */
  origin: string;
  /** By scope with its @: URLs like `registry`. */
  scopes: Readonly<Record<string, string>>;
  credentials: readonly RegistryCredential[];
  /** Certificates of authorities to trust besides the built-in ones, PEM. */
  ca: readonly string[];
  proxy: {
    http?: string;
    https?: string;
    /** Hosts reached directly: `example.org` with its subdomains, `*` for all. */
    none: readonly string[];
  };
  retry: { attempts: number; minMilliseconds: number; maxMilliseconds: number };
  timeoutMilliseconds: number;
  /** Requests in flight at a time. */
  maxSockets: number;
  cooldown: Cooldown | undefined;
  /** What could not be followed, in words fit for a log. */
  warnings: readonly string[];
}

/** `@scope` of a package's name, or nothing. */
export function packageScope(name: string): string {
  return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : "";
}

/** The registry that a package comes from. */
export function registryOf(name: string, settings: Pick<RegistrySettings, "registry" | "scopes">): string {
  const scope = packageScope(name);
  return Object.hasOwn(settings.scopes, scope) ? settings.scopes[scope]! : settings.registry;
}

/** What a caller needs of a packument beyond versions and dist-tags: the full document then, where it is not in the cache. */
export interface PackumentNeeds {
  /** Publishing times: for cooldowns. */
  time?: boolean;
  /** Licences. */
  license?: boolean;
}

/** Whether a registry is there, and what it thinks of the credential that is configured for it. */
export type RegistryProbe =
  | { state: "unreachable"; problem: string }
  | {
    state: "reachable";
    /** `missing`: the configuration refers to a variable that is not set; `unknown`: the registry does not say. */
    credential: "none" | "missing" | "accepted" | "refused" | "unknown";
    /** Whether it answers only those who are known to it. */
    wantsCredential: boolean;
    variable?: string;
    user?: string;
  };

/** npm registries as the user has configured them. Each package goes to the registry of its scope. */
export interface Registry {
  /**
   * Asks a registry (URL) for `-/whoami` where there is a credential for it, or else `-/ping`. With `packages` (a scope
   * with its @) as one asks for packages of that scope.
   */
  probe(registry: string, packages?: string): Promise<RegistryProbe>;
  /**
   * Reads many packages at once, each from its registry, within the configured concurrency. A package that cannot be
   * read is a fault (`REGISTRY_*`, naming package and registry) in its place and hides no other. `onSettled` is called
   * for each as it arrives.
   */
  readPackuments(
    names: Iterable<string>,
    options?: { needs?: PackumentNeeds; onSettled?: (name: string) => void },
  ): Promise<Map<string, Packument | Fault>>;
  /**
   * Known vulnerabilities of these versions (by package name), from the bulk advisories of the registry that each
   * package comes from. Throws `ADVISORIES_UNAVAILABLE` where no registry has them or can be reached; where only some
   * cannot, `onUnavailable` is called for each (without it a warning is logged).
   */
  readAdvisories(
    versions: ReadonlyMap<string, readonly string[]>,
    options?: { onUnavailable?: (fault: Fault) => void },
  ): Promise<Advisory[]>;
}
