import type { SecretValues } from "../../src/domain/workflow/engine/ports.ts";

/** For workflows that have none. */
export const NO_SECRETS: SecretValues = {
  list: () => Promise.resolve([]),
  find: () => Promise.resolve(undefined),
  findCaptured: () => undefined,
  capture: () => {},
  dropCaptured: () => {},
  listCaptured: () => [],
  set: () => Promise.resolve(),
  delete: () => Promise.resolve(false),
};
