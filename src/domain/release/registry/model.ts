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
