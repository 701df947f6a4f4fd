import { SECRET_NOT_FOUND, SECRET_TOO_SHORT } from "../faults.ts";
import type { WorkflowService } from "../ports.ts";
import { audited } from "./audited.ts";
import { SECRET_NAME_INVALID } from "./faults.ts";
import type { ServiceParts } from "./parts.ts";
import { SHORTEST_SECRET } from "./run_secrets.ts";

/** Stored secrets. The audit log has their names alone. */
export function secrets(parts: ServiceParts): Pick<WorkflowService, "listSecrets" | "setSecret" | "deleteSecret"> {
  const { secrets: values } = parts;
  return {
    listSecrets: () => values.list(),
    async setSecret(name, value) {
      if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) throw SECRET_NAME_INVALID({ name });
      if (value.length < SHORTEST_SECRET) throw SECRET_TOO_SHORT({ name });
      await values.set(name, value);
      audited(parts, { action: "secret.set", target: name }, () => {});
    },
    async deleteSecret(name) {
      if (!await values.delete(name)) {
        throw SECRET_NOT_FOUND({ name, known: (await values.list()).map((each) => each.name) });
      }
      audited(parts, { action: "secret.delete", target: name }, () => {});
    },
  };
}
