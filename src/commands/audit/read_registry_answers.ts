import { BUMP_TYPES } from "../../domain/release/model.ts";
import type { SectionStatus } from "../../domain/release/audits/model.ts";
import type { UpgradePlan } from "../../domain/release/upgrades/model.ts";
import { isFault } from "../../kernel/fault.ts";
import { readUpgrades, type UpgradeRequest } from "../upgrade/read_upgrades.ts";
import type { AuditContext } from "./audit_request.ts";
import type { AuditInput } from "./audit_input.ts";

/** What registries say of the dependencies. */
export interface RegistryAnswers {
  /** Undefined where nothing could be read. */
  plan: UpgradePlan | undefined;
  status: SectionStatus;
  notices: string[];
  /** Dependencies that could not be read; 0 where nothing was asked for. */
  unread: number;
}

/** Plans upgrades as `upgrade check` does. Registries that cannot be reached are a notice, not a failure. */
export async function readRegistryAnswers(context: AuditContext, { project }: AuditInput): Promise<RegistryAnswers> {
  const { options } = context;
  try {
    const reading = await readUpgrades(context, { project, request: upgradeRequest(context) });
    const asked = new Set(reading.selected.map(({ name }) => name)).size;
    const failed = [...reading.failures];
    const notices: string[] = [];
    if (failed.length > 0) {
      const names = failed.slice(0, 3).map(([name]) => name).join(", ") + (failed.length > 3 ? ", …" : "");
      notices.push(
        options.offline
          ? `--offline: the cache does not have ${failed.length} of ${asked} dependencies (${names})`
          : `${failed.length} of ${asked} dependencies could not be read (${names}): ${failed[0]![1].message}`,
      );
    }
    if (options.offline && failed.length < asked) {
      notices.push("--offline: versions are those of the cache, however old");
    }
    if (reading.advisories.state === "unavailable" && !options.offline) {
      notices.push("Whether upgrades fix known vulnerabilities is not known: there are no advisories");
    }
    return {
      plan: reading.plan,
      status: failed.length === 0 ? "complete" : failed.length === asked ? "unavailable" : "partial",
      notices,
      unread: options.offline ? 0 : failed.length,
    };
  } catch (error) {
    if (!isFault(error) || error.exit !== 6 && error.code !== "LOCKFILE_INVALID") throw error;
    return {
      plan: undefined,
      status: "unavailable",
      notices: [`${error.message}: ${error.reason}`],
      unread: error.exit === 6 && !options.offline ? 1 : 0,
    };
  }
}

/** Everything that `upgrade check` looks at by itself. */
function upgradeRequest({ options }: AuditContext): UpgradeRequest {
  const request: Partial<UpgradeRequest> = {
    dev: true,
    prod: true,
    optional: true,
    peer: false,
    catalogs: true,
    overrides: true,
    packageManager: false,
    engines: false,
    registry: options.registry,
    advisories: !options.offline,
    offline: options.offline,
    types: new Set(BUMP_TYPES),
  };
  // What is not given is undefined, as it is when it comes from the command line.
  return request as UpgradeRequest;
}
