import type { ReplayRegistry } from "../../../tests/registry/replay_registry.ts";
import type { RegistrySettings } from "../../kernel/registry.ts";
import { npmRegistry, type NpmRegistryOptions } from "./npm_registry.ts";

export const START = Temporal.Instant.from("2026-01-02T03:04:05Z");

/** Log lines that a registry's client wrote. */
export const logged: string[] = [];

const log = Object.fromEntries(
  ["error", "warn", "info", "debug", "trace"].map((level) => [level, (message: string) => void logged.push(message)]),
) as unknown as NpmRegistryOptions["log"];

export function settingsFor(url: string, settings: Partial<RegistrySettings> = {}): RegistrySettings {
  return {
    registry: url,
    origin: "test",
    scopes: {},
    credentials: [],
    ca: [],
    proxy: { none: [] },
    retry: { attempts: 2, minMilliseconds: 1, maxMilliseconds: 2 },
    timeoutMilliseconds: 20_000,
    maxSockets: 64,
    cooldown: undefined,
    warnings: [],
    ...settings,
  };
}

export interface Client extends Partial<NpmRegistryOptions> {
  with?: Partial<RegistrySettings>;
}

export function clientOf(server: Pick<ReplayRegistry, "url">, { with: settings, ...options }: Client = {}) {
  return npmRegistry({
    settings: settingsFor(server.url, settings),
    cacheFolder: undefined,
    clock: { now: () => START },
    log,
    ...options,
  });
}

/** The one packument, or the fault in its place. */
export async function readOne(server: Pick<ReplayRegistry, "url">, name: string, client: Client = {}) {
  using registry = clientOf(server, client);
  return (await registry.readPackuments([name])).get(name)!;
}

export const LEFT_PAD = {
  "left-pad": {
    versions: ["1.0.0", "1.1.0", "2.0.0-beta.1"],
    distTags: { latest: "1.1.0", next: "2.0.0-beta.1" },
  },
};

/** A folder that is gone when the test is over. */
export function temporaryFolder(): Disposable & { path: string } {
  const path = Deno.makeTempDirSync({ prefix: "workspace-npm-" });
  return { path, [Symbol.dispose]: () => Deno.removeSync(path, { recursive: true }) };
}
