import type { Fault } from "../../../kernel/fault.ts";
import type { Advisory, Packument } from "./model.ts";

/** What a caller needs of a packument beyond versions and dist-tags: the full document then, where it is not in the cache. */
export interface PackumentNeeds {
  /** Publishing times: for cooldowns. */
  time?: boolean;
  /** Licences. */
  license?: boolean;
}

/** npm registries as the user has configured them. Each package goes to the registry of its scope. */
export interface Registry {
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
   * Known vulnerabilities of these versions (by package name), from the registry's bulk advisories. Throws
   * `ADVISORIES_UNAVAILABLE` where the registry has none or cannot be reached.
   */
  readAdvisories(versions: ReadonlyMap<string, readonly string[]>): Promise<Advisory[]>;
}
