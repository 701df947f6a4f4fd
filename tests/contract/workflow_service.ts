import type { WorkflowService } from "../../src/domain/workflow/ports.ts";
import type { LogStore, Store } from "../../src/domain/workflow/store/ports.ts";
import { controlContract } from "./workflow_service/control.ts";
import { deployContract } from "./workflow_service/deploy.ts";
import { followContract } from "./workflow_service/follow.ts";
import { rerunContract } from "./workflow_service/rerun.ts";
import { runContract } from "./workflow_service/runs.ts";
import { scheduleContract } from "./workflow_service/schedules.ts";

/** A service, and the stores behind it: the test itself does what the owner of the runs does. */
export interface Opened extends AsyncDisposable {
  service: WorkflowService;
  /** The same in the name of somebody else, who may do everything. */
  as(name: string): WorkflowService;
  store: Store;
  logs: LogStore;
  /** A folder for files of the test. */
  folder: string;
}

export interface Contract {
  name: string;
  open(): Promise<Opened>;
}

/** What every `WorkflowService` over this program's stores does: in the same process, and through its server. */
export function workflowServiceContract(name: string, open: () => Promise<Opened>): void {
  const contract = { name, open };
  deployContract(contract);
  runContract(contract);
  followContract(contract);
  controlContract(contract);
  rerunContract(contract);
  scheduleContract(contract);
}
