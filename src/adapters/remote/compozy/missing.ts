import { CAPABILITY_MISSING } from "../../../domain/workflow/faults.ts";
import type { WorkflowService } from "../../../domain/workflow/ports.ts";
import type { Fault } from "../../../kernel/fault.ts";

/** Why a Compozy server cannot do something. */
export const REASONS = {
  deploy: "This version of Compozy reads workflows from its own disk and has no way to change them.",
  versions: "Compozy keeps the current state of a workflow alone, no versions.",
  enabled: "Compozy has no state of a workflow: what it has can be run.",
  rerun: "Compozy starts a workflow from its beginning only: use `workspace run create`.",
  approvals: "Compozy knows no approvals; its workflows wait for signals (`workspace run signal`).",
  artifacts: "Compozy keeps no artifacts.",
  schedules: "Schedules of Compozy are part of its workflows' definitions and are not shown here.",
  secrets: "Compozy takes secrets from the environment of its server.",
  audit: "Compozy keeps no log of changes.",
} as const;

export type Missing = keyof typeof REASONS;

export function missing(server: string, what: string, which: Missing): Fault {
  return CAPABILITY_MISSING({ server, what, reason: REASONS[which] });
}

/** What no Compozy server does. */
export function missingMethods(server: string) {
  const refuse = (what: string, which: Missing) => () => Promise.reject(missing(server, what, which));
  return {
    listVersions: refuse("list versions", "versions"),
    rollbackWorkflow: refuse("roll back", "versions"),
    setEnabled: refuse("enable or disable workflows", "enabled"),
    decide: refuse("take decisions", "approvals"),
    rerun: refuse("run again", "rerun"),
    readArtifact: refuse("give artifacts", "artifacts"),
    listSchedules: refuse("list schedules", "schedules"),
    setSchedulePaused: refuse("change schedules", "schedules"),
    backfill: refuse("backfill", "schedules"),
    listSecrets: refuse("list secrets", "secrets"),
    setSecret: refuse("store secrets", "secrets"),
    deleteSecret: refuse("delete secrets", "secrets"),
    listAudit: refuse("list changes", "audit"),
  } satisfies Partial<WorkflowService>;
}
