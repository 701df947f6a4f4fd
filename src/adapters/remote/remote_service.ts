import type { Dialect } from "../../domain/workflow/contexts/model.ts";
import type { Probe, ServerTarget } from "../../domain/workflow/contexts/ports.ts";
import type { WorkflowService } from "../../domain/workflow/ports.ts";
import type { Log } from "../../kernel/ports.ts";
import { compozyClient } from "./compozy/compozy_client.ts";
import { compozyService } from "./compozy/compozy_service.ts";
import { http, type HttpSettings } from "./http.ts";
import { probe } from "./probe.ts";
import type { RetrySettings } from "./retry_delay.ts";
import { workspaceClient } from "./workspace_client.ts";
import { untilAborted } from "./until_aborted.ts";
import { workspaceService } from "./workspace_service.ts";

export interface RemoteOptions extends ServerTarget {
  /** Of this program. */
  version: string;
  log: Pick<Log, "debug" | "trace" | "warn">;
  retry?: RetrySettings;
  timeoutMilliseconds?: number;
  /** A connection that is followed counts as dead after so long without a sign of life. */
  silenceMilliseconds?: number;
  /** How often a server without events is asked. */
  pollMilliseconds?: number;
}

/**
 * The workflows of a server. What it speaks is found out once, at the first call that needs it. Faults besides those of
 * `WorkflowService`: those of `./faults.ts`.
 */
export function remoteService(options: RemoteOptions): WorkflowService {
  const { dialect } = options;
  let service: Promise<WorkflowService> | undefined;
  const found = () => service ??= dialect ? Promise.resolve(serviceOf(dialect, options)) : probed(options);
  const later = <T extends unknown[], R>(pick: (service: WorkflowService) => (...args: T) => Promise<R>) =>
  async (
    ...args: T
  ): Promise<R> => await pick(await found())(...args);
  return {
    info: later((each) => each.info),
    listWorkflows: later((each) => each.listWorkflows),
    getWorkflow: later((each) => each.getWorkflow),
    deployWorkflow: later((each) => each.deployWorkflow),
    validateWorkflow: later((each) => each.validateWorkflow),
    deleteWorkflow: later((each) => each.deleteWorkflow),
    listVersions: later((each) => each.listVersions),
    rollbackWorkflow: later((each) => each.rollbackWorkflow),
    setEnabled: later((each) => each.setEnabled),
    createRun: later((each) => each.createRun),
    listRuns: later((each) => each.listRuns),
    getRun: later((each) => each.getRun),
    async *readLogs(id, query) {
      yield* untilAborted((await found()).readLogs(id, query), query.signal);
    },
    async *watchRun(id, query) {
      yield* untilAborted((await found()).watchRun(id, query), query.signal);
    },
    cancelRun: later((each) => each.cancelRun),
    pauseRun: later((each) => each.pauseRun),
    resumeRun: later((each) => each.resumeRun),
    signalRun: later((each) => each.signalRun),
    decide: later((each) => each.decide),
    rerun: later((each) => each.rerun),
    readArtifact: later((each) => each.readArtifact),
    listSchedules: later((each) => each.listSchedules),
    setSchedulePaused: later((each) => each.setSchedulePaused),
    backfill: later((each) => each.backfill),
    listSecrets: later((each) => each.listSecrets),
    setSecret: later((each) => each.setSecret),
    deleteSecret: later((each) => each.deleteSecret),
    listAudit: later((each) => each.listAudit),
  };
}

/** What the server of a context is and can do. Faults: those of `probe`. */
export function probeServer(options: Omit<RemoteOptions, "dialect">): Promise<Probe> {
  return probe(http(httpSettings(options)), options);
}

async function probed(options: RemoteOptions): Promise<WorkflowService> {
  const found = await probeServer(options);
  options.log.debug(`${options.server} speaks ${found.dialect}`);
  await options.learned?.(found);
  return serviceOf(found.dialect, options);
}

function serviceOf(dialect: Dialect, options: RemoteOptions): WorkflowService {
  const send = http(httpSettings(options));
  const { server, context, log, version } = options;
  const peer = { server, context };
  const shared = { ...options, peer };
  if (dialect !== "workspace") {
    return compozyService({ ...shared, client: compozyClient({ send, peer }), dialect });
  }
  const client = workspaceClient({ send, peer, version, log });
  return workspaceService({ ...shared, client, newKey: () => crypto.randomUUID() });
}

function httpSettings({ version, ...options }: Omit<RemoteOptions, "dialect">): HttpSettings {
  return { ...options, userAgent: `workspace/${version}` };
}
