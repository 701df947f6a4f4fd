import type { Clock, Log } from "../../../kernel/ports.ts";
import type { TaskType } from "../definition/model.ts";
import type { Policy } from "../definition/policies.ts";
import type { Ownership, SecretValues, Timers } from "../engine/ports.ts";
import type { Actor } from "../ports.ts";
import type { LogStore, Store } from "../store/ports.ts";

/** What the service of this machine is made of. */
export interface ServiceParts {
  store: Store;
  logs: LogStore;
  secrets: SecretValues;
  ownership: Ownership;
  timers: Timers;
  clock: Clock;
  log: Log;
  /** Who asks for changes. */
  actor: Actor;
  /** Random text of letters and digits that cannot be guessed. */
  random(length: number): string;
  files: ArtifactFiles;
  options: ServiceOptions;
}

/** Files that runs have kept. */
export interface ArtifactFiles {
  /** Undefined where it is not there any more. The path is absolute. */
  open(path: string): Promise<{ size: number; body: ReadableStream<Uint8Array> } | undefined>;
}

export interface ServiceOptions {
  /** Version of this program. */
  version: string;
  /** Whether this is a server for others: folders of definitions and environments of clients then count for nothing. */
  server: boolean;
  /** Whether a server of this machine runs, so that schedules fire; without it only where this is one. */
  isServed?: () => boolean;
  /** Values of secrets `from: env` that a server allows, by name. */
  environmentSecrets?: Readonly<Record<string, string>>;
  /** Types of tasks that may be deployed; all without it. */
  taskTypes?: readonly TaskType[];
  /** Rules that definitions must meet. */
  policies?: readonly Policy[];
}
