import { ARTIFACT_NOT_FOUND } from "../faults.ts";
import type { WorkflowService } from "../ports.ts";
import { getStoredRun } from "./find_run.ts";
import type { ServiceParts } from "./parts.ts";

/** Files that runs have kept. */
export function artifacts({ store, files }: ServiceParts): Pick<WorkflowService, "readArtifact"> {
  return {
    async readArtifact(given, name) {
      const { id } = getStoredRun(store, given);
      const all = store.listArtifacts(id);
      const artifact = all.find((each) => each.name === name);
      const file = artifact && await files.open(artifact.path);
      if (!file) throw ARTIFACT_NOT_FOUND({ id, name, known: all.map((each) => each.name) });
      return file;
    },
  };
}
