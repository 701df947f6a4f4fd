import type { AuditEntry } from "../model.ts";
import type { ServiceParts } from "./parts.ts";

/** Makes a change and its entry in the audit log one transaction. */
export function audited<T>(
  { store, clock, actor }: Pick<ServiceParts, "store" | "clock" | "actor">,
  entry: Pick<AuditEntry, "action" | "target"> & { details?: AuditEntry["details"] },
  change: () => T,
): T {
  return store.transaction(() => {
    const result = change();
    store.addAudit({
      at: clock.now().toString(),
      actor: actor.name,
      origin: actor.origin,
      details: {},
      ...entry,
    });
    return result;
  });
}
