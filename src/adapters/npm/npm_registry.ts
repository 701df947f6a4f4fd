import { Fault, isFault } from "../../kernel/fault.ts";
import type { Clock, Log } from "../../kernel/ports.ts";
import { packageScope, type Packument, registryOf, type RegistrySettings } from "../../kernel/registry.ts";
import type { PackumentNeeds, Registry } from "../../kernel/registry.ts";
import { readAdvisories } from "./advisories.ts";
import { limiter } from "./concurrency.ts";
import { findCredential, fingerprint } from "./credentials.ts";
import { diskCache } from "./disk_cache.ts";
import { httpClients } from "./http_clients.ts";
import { probeRegistry } from "./probe.ts";
import { packumentReader } from "./packument_reader.ts";
import { sender } from "./request.ts";

export interface NpmRegistryOptions {
  settings: RegistrySettings;
  /** Folder for the cache (absolute); undefined: nothing is kept. */
  cacheFolder: string | undefined;
  /** The cache alone is read, whatever its age. */
  offline?: boolean;
  clock: Clock;
  log: Log;
  /** How long an answer counts without asking again; 5 minutes. */
  freshMilliseconds?: number;
  /** Size that the cache is trimmed to; 64 MiB. */
  maxCacheBytes?: number;
  /** Largest document that is accepted; 100 MiB. */
  maxDocumentBytes?: number;
  /** When everything ends, however many requests are left; 5 minutes. */
  totalMilliseconds?: number;
}

const MIB = 1024 * 1024;

/**
 * npm registries over HTTP, with a cache on the disk, which is saved in a later turn of the event loop. Dispose of it to
 * save at once and to close its connections.
 */
export function npmRegistry(options: NpmRegistryOptions): Registry & Disposable {
  const { settings, clock, log, offline = false } = options;
  const clients = httpClients(settings);
  const cache = options.cacheFolder === undefined
    ? undefined
    : diskCache(options.cacheFolder, { maxBytes: options.maxCacheBytes ?? 64 * MIB });
  const limited = limiter(settings.maxSockets);
  const owners = new Map<string, Promise<string>>();
  let saving: ReturnType<typeof setTimeout> | undefined;
  const credentialOf = (registry: string, packages: string | undefined) =>
    findCredential(new URL(registry), settings.credentials, { packages });

  const shared = {
    cache,
    offline,
    now: () => clock.now().epochMilliseconds,
    freshMilliseconds: options.freshMilliseconds ?? 300_000,
    ownerOf(registry: string, packages: string | undefined): Promise<string> {
      const key = `${registry} ${packages ?? ""}`;
      let owner = owners.get(key);
      if (!owner) owners.set(key, owner = fingerprint(credentialOf(registry, packages)));
      return owner;
    },
    missingVariable: (registry: string, packages: string | undefined) =>
      credentialOf(registry, packages)?.missingVariable,
    log,
  };

  /** Runs `work` with a sender that everything of one call shares: its time ends, and what it read is saved. */
  async function within<T>(work: (send: ReturnType<typeof sender>) => Promise<T>): Promise<T> {
    const total = new AbortController();
    const milliseconds = options.totalMilliseconds ?? 300_000;
    const timer = setTimeout(() => total.abort(), milliseconds);
    try {
      return await work(sender({
        settings,
        clients,
        maxBytes: options.maxDocumentBytes ?? 100 * MIB,
        trace: (message) => log.trace(message),
        total: { signal: total.signal, milliseconds },
      }));
    } finally {
      clearTimeout(timer);
      // Whoever waits for an answer does not wait for the disk: what comes next may be another request.
      saving ??= cache && setTimeout(save, 0);
    }
  }

  function save(): void {
    clearTimeout(saving);
    saving = undefined;
    cache?.save();
  }

  return {
    probe: (registry, packages) =>
      within((send) => probeRegistry(registry, { send, credentials: settings.credentials, packages })),
    async readPackuments(names, { needs = {}, onSettled }: {
      needs?: PackumentNeeds;
      onSettled?: (name: string) => void;
    } = {}) {
      const wanted = [...new Set(names)];
      const found = new Map<string, Packument | Fault>();
      await within(async (send) => {
        const read = packumentReader({ ...shared, send, limited });
        await Promise.all(wanted.map(async (name) => {
          found.set(name, await orFault(() => read(name, { registry: registryOf(name, settings), needs })));
          onSettled?.(name);
        }));
      });
      const ordered = new Map(wanted.map((name) => [name, found.get(name)!]));
      const count = (source: Packument["source"]) =>
        [...ordered.values()].filter((each) => !(each instanceof Fault) && each.source === source).length;
      log.debug(
        `Registries: ${count("network")} packages read, ${count("revalidated")} unchanged, ` +
          `${count("fresh-cache") + count("offline-cache")} from the cache`,
      );
      return ordered;
    },
    readAdvisories: (versions, given = {}) =>
      within((send) =>
        readAdvisories(versions, {
          ...shared,
          send,
          sourceOf(name) {
            const registry = registryOf(name, settings);
            return { registry, packages: credentialOf(registry, packageScope(name))?.packages };
          },
          ...given,
        })
      ),
    [Symbol.dispose]() {
      save();
      clients[Symbol.dispose]();
    },
  };
}

async function orFault<T>(work: () => Promise<T>): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    if (isFault(error)) return error;
    throw error;
  }
}
