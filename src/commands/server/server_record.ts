import type { Ownership } from "../../domain/workflow/engine/ports.ts";
import type { Store } from "../../domain/workflow/store/ports.ts";

/** What a server writes down of itself while it runs. */
export interface ServerRecord {
  pid: number;
  url: string;
  since: string;
  version: string;
}

const KEY = "server";
const STOP = "server-stop";

export function writeServerRecord(store: Store, record: ServerRecord | undefined): void {
  store.setMeta(KEY, record && JSON.stringify(record));
  if (record === undefined) store.setMeta(STOP, undefined);
}

/** The server that runs; a record that a killed one has left behind counts for nothing. */
export function findServer(store: Store, ownership: Ownership): ServerRecord | undefined {
  const text = store.getMeta(KEY);
  if (text === undefined) return undefined;
  const record: ServerRecord = JSON.parse(text);
  return ownership.findHolder()?.pid === record.pid ? record : undefined;
}

/** Asks a server to stop; another one that begins later does not take it for itself. */
export function askToStop(store: Store, { pid, since }: ServerRecord): void {
  store.setMeta(STOP, `${pid} ${since}`);
}

/** Whether this server was asked to stop. */
export function isAskedToStop(store: Store): boolean {
  const text = store.getMeta(KEY);
  if (text === undefined) return false;
  const { pid, since }: ServerRecord = JSON.parse(text);
  return store.getMeta(STOP) === `${pid} ${since}`;
}
