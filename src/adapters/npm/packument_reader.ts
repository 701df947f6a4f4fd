import type { Fault } from "../../kernel/fault.ts";
import type { Log } from "../../kernel/ports.ts";
import { packageScope, type Packument } from "../../kernel/registry.ts";
import type { PackumentNeeds } from "../../kernel/registry.ts";
import type { CacheEntry, DiskCache } from "./disk_cache.ts";
import {
  PACKUMENT_NOT_FOUND,
  REGISTRY_OFFLINE,
  REGISTRY_RATE_LIMITED,
  REGISTRY_RESPONSE_INVALID,
  REGISTRY_TIMEOUT,
  REGISTRY_UNAUTHORIZED,
  REGISTRY_UNREACHABLE,
} from "./faults.ts";
import {
  InvalidPackument,
  isKeptPackument,
  type KeptPackument,
  readPackumentDocument,
  versionsOf,
} from "./packument_document.ts";
import type { Outcome, Send } from "./request.ts";

/** What reading from registries shares. */
export interface RegistryAccess {
  cache: DiskCache | undefined;
  offline: boolean;
  /** Milliseconds since 1970. */
  now(): number;
  freshMilliseconds: number;
  /** Tells answers to different credentials apart; `packages` is a scope. */
  ownerOf(registry: string, packages: string | undefined): Promise<string>;
  /** The variable that the registry's credentials refer to in vain. */
  missingVariable(registry: string, packages: string | undefined): string | undefined;
  log: Log;
  send: Send;
}

/** How long the others wait for the first request to an origin, in milliseconds. */
const LONGEST_START = 2000;

const ABBREVIATED = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*";
const FULL = "application/json";

/** Reads one packument: from the cache while it is fresh, otherwise from the registry. Throws faults. */
export function packumentReader(
  access: RegistryAccess & { limited<T>(work: () => Promise<T>): Promise<T> },
): (name: string, options: { registry: string; needs: PackumentNeeds }) => Promise<Packument> {
  const { cache, offline, log, send, limited } = access;
  /** Over TLS the first request to an origin goes alone: where it opens HTTP/2, the others share its connection. */
  const opened = new Map<string, Promise<unknown>>();

  return async (name, { registry, needs }) => {
    if (/^[@./]*$/.test(name)) throw PACKUMENT_NOT_FOUND({ package: name, registry, variable: undefined });
    const key = `${registry} ${await access.ownerOf(registry, packageScope(name))} ${name}`;
    const cached = readCached(cache?.read(key), name);
    const wantsFull = needs.time === true || needs.license === true;
    const usable = cached && (cached.kept.full || !wantsFull) ? cached : undefined;
    if (offline) {
      const best = usable ?? cached;
      if (!best) throw REGISTRY_OFFLINE({ package: name, registry });
      return assemble(best.kept, { registry, source: "offline-cache" });
    }
    const age = usable && access.now() - usable.entry.checkedAt;
    if (usable && age! >= 0 && age! < access.freshMilliseconds) {
      return assemble(usable.kept, { registry, source: "fresh-cache" });
    }
    const full = wantsFull || usable?.kept.full === true;
    const outcome = await request(name, { registry, full, known: usable?.entry });
    if (outcome.kind === "answer" && outcome.status === 304 && usable) {
      cache?.write({ ...usable.entry, checkedAt: access.now() });
      return assemble(usable.kept, { registry, source: "revalidated" });
    }
    await nextTurn();
    const kept = keep(outcome, { name, registry, full });
    cache?.write(entryOf(key, kept, outcome as Outcome & { kind: "answer" }));
    return assemble(kept, { registry, source: "network" });
  };

  async function request(
    name: string,
    { registry, full, known }: { registry: string; full: boolean; known: CacheEntry | undefined },
  ): Promise<Outcome> {
    const url = new URL(escapeName(name), registry);
    const headers: Record<string, string> = { "accept": full ? FULL : ABBREVIATED, "accept-encoding": "gzip" };
    if (known?.etag) headers["if-none-match"] = known.etag;
    else if (known?.lastModified) headers["if-modified-since"] = known.lastModified;
    const work = () => {
      log.trace(`GET ${url.href}`);
      return limited(() => send({ url, headers, packages: packageScope(name) }));
    };
    if (url.protocol !== "https:") return await work();
    const first = opened.get(url.origin);
    if (first) {
      await first;
      return await work();
    }
    const outcome = work();
    opened.set(url.origin, settledWithin(outcome, LONGEST_START));
    return await outcome;
  }

  function keep(outcome: Outcome, { name, registry, full }: { name: string; registry: string; full: boolean }) {
    if (outcome.kind !== "answer" || outcome.status !== 200) throw failure(outcome, { name, registry });
    try {
      return readPackumentDocument(outcome.body, { name, full, contentType: outcome.headers.get("content-type") });
    } catch (error) {
      if (!(error instanceof InvalidPackument)) throw error;
      throw REGISTRY_RESPONSE_INVALID({ package: name, registry, problem: error.message });
    }
  }

  function failure(outcome: Outcome, { name, registry }: { name: string; registry: string }): Fault {
    const subject = { package: name, registry };
    switch (outcome.kind) {
      case "timeout":
        return REGISTRY_TIMEOUT({ ...subject, seconds: outcome.milliseconds / 1000 });
      case "unreachable":
        return REGISTRY_UNREACHABLE({ ...subject, problem: outcome.problem });
      case "cut":
      case "invalid":
        return REGISTRY_RESPONSE_INVALID({ ...subject, problem: outcome.problem });
    }
    const { status, headers } = outcome;
    const variable = access.missingVariable(registry, packageScope(name));
    if (status === 401 || status === 403) return REGISTRY_UNAUTHORIZED({ ...subject, status, variable });
    if (status === 404 || status === 410) return PACKUMENT_NOT_FOUND({ ...subject, variable });
    if (status === 429) {
      return REGISTRY_RATE_LIMITED({ ...subject, retryAfter: headers.get("retry-after") ?? undefined });
    }
    if (status >= 500) return REGISTRY_UNREACHABLE({ ...subject, problem: `The registry answered ${status}.` });
    return REGISTRY_RESPONSE_INVALID({ ...subject, problem: `The registry answered ${status}.` });
  }

  function entryOf(key: string, kept: KeptPackument, { headers }: Outcome & { kind: "answer" }): CacheEntry {
    const etag = headers.get("etag");
    const lastModified = headers.get("last-modified");
    return {
      key,
      checkedAt: access.now(),
      ...etag !== null && { etag },
      ...lastModified !== null && { lastModified },
      value: kept,
    };
  }
}

/** Until the requests that were started meanwhile are on their way. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Waits for an outcome, but not longer than so many milliseconds. */
async function settledWithin(outcome: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise((resolve) => timer = setTimeout(resolve, milliseconds));
  await Promise.race([outcome.catch(() => {}), late]);
  clearTimeout(timer);
}

/** A package's name as one segment of a path: `@scope%2fname`, as npm writes it. */
export function escapeName(name: string): string {
  const scoped = name.startsWith("@");
  const escaped = encodeURIComponent(scoped ? name.slice(1) : name).replace("%2F", "%2f");
  return `./${scoped ? "@" : ""}${escaped}`;
}

function readCached(
  entry: CacheEntry | undefined,
  name: string,
): { entry: CacheEntry; kept: KeptPackument } | undefined {
  const kept = entry?.value;
  return entry && isKeptPackument(kept) && kept.name === name ? { entry, kept } : undefined;
}

function assemble(kept: KeptPackument, { registry, source }: Pick<Packument, "registry" | "source">): Packument {
  let versions: Packument["versions"] | undefined;
  return {
    name: kept.name,
    distTags: kept.distTags,
    get versions() {
      return versions ??= versionsOf(kept);
    },
    ...kept.time && { time: kept.time },
    ...kept.modified && { modified: kept.modified },
    registry,
    source,
  };
}
