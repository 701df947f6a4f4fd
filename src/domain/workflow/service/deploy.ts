import type { Definition } from "../definition/model.ts";
import { readDefinition } from "../definition/read_definition.ts";
import { VERSION_TAKEN } from "../faults.ts";
import type { Deployment, WorkflowVersion } from "../model.ts";
import type { DefinitionSource, DeployRequest } from "../ports.ts";
import { audited } from "./audited.ts";
import { checkDefinition } from "./check_definition.ts";
import { VERSION_INVALID } from "./faults.ts";
import { checkEtag } from "./find_workflow.ts";
import type { ServiceParts } from "./parts.ts";
import { applySchedule } from "./stored_schedule.ts";
import { compareVersions, findVersionText, nextPatch } from "./version_order.ts";

/** Reads and checks a definition. Faults: `DEFINITION_INVALID` and those of `checkDefinition`. */
export async function validateWorkflow(
  { options }: Pick<ServiceParts, "options">,
  source: DefinitionSource,
): Promise<{ id: string; warnings: string[] }> {
  const { definition, warnings } = await readDefinition(source);
  return { id: definition.id, warnings: [...warnings, ...checkDefinition(definition, { options, file: source.name })] };
}

/** As `WorkflowService.deployWorkflow`. */
export async function deployWorkflow(parts: ServiceParts, request: DeployRequest): Promise<Deployment> {
  const { store, options } = parts;
  const { definition, warnings, digest } = await readDefinition(request);
  const allWarnings = [...warnings, ...checkDefinition(definition, { options, file: request.name })];
  const deploy = (): Deployment => {
    checkEtag(definition.id, { etag: request.etag, found: store.findWorkflow(definition.id) });
    const plan = planDeployment(definition, {
      versions: store.listVersions(definition.id),
      digest,
      requested: request.version,
    });
    if (!request.dryRun) apply(parts, { definition, digest, request, plan });
    const { version, previousVersion, outcome } = plan;
    return {
      id: definition.id,
      version,
      previousVersion,
      outcome,
      dryRun: request.dryRun,
      warnings: [...plan.warnings, ...allWarnings],
    };
  };
  return request.dryRun ? deploy() : store.transaction(deploy);
}

interface Plan extends Pick<Deployment, "version" | "previousVersion" | "outcome"> {
  /** The version is there, with this very content, and comes into force. */
  isKnown: boolean;
  warnings: string[];
}

/**
 * What deploying a definition comes to. Content that is in force changes nothing; content of an earlier version brings
 * that version into force. Otherwise the version is the requested one, a higher one in the file, or the patch after the
 * highest. Faults: `VERSION_INVALID`, `VERSION_TAKEN`.
 */
export function planDeployment(
  { id, version: written }: Pick<Definition, "id" | "version">,
  { versions, digest, requested }: {
    versions: readonly WorkflowVersion[];
    digest: string;
    requested: string | undefined;
  },
): Plan {
  const wanted = requested === undefined ? undefined : findVersionText(requested);
  if (requested !== undefined && wanted === undefined) throw VERSION_INVALID({ version: requested });
  const inFile = written === undefined ? undefined : findVersionText(written);
  const current = versions.find((each) => each.current);
  const previousVersion = current?.version ?? null;
  if (current?.digest === digest) {
    const warnings = wanted === undefined || wanted === current.version
      ? []
      : [`Nothing has changed since version ${current.version}: it was not deployed again as ${wanted}.`];
    return { version: current.version, previousVersion, outcome: "unchanged", isKnown: true, warnings };
  }
  const same = versions.find((each) => each.digest === digest && (wanted === undefined || wanted === each.version));
  if (same) return { version: same.version, previousVersion, outcome: "updated", isKnown: true, warnings: [] };
  if (wanted !== undefined && versions.some(({ version }) => version === wanted)) {
    throw VERSION_TAKEN({ id, version: wanted });
  }
  const highest = versions.map(({ version }) => version).sort(compareVersions).at(-1);
  const outcome = highest === undefined ? "created" : "updated";
  if (wanted !== undefined) return { version: wanted, previousVersion, outcome, isKnown: false, warnings: [] };
  if (highest === undefined) {
    return { version: inFile ?? "1.0.0", previousVersion, outcome, isKnown: false, warnings: [] };
  }
  if (inFile !== undefined && compareVersions(inFile, highest) > 0) {
    return { version: inFile, previousVersion, outcome, isKnown: false, warnings: [] };
  }
  const version = nextPatch(highest);
  const warnings = inFile === undefined
    ? []
    : [`The file says version ${inFile}, which is not higher than ${highest}: it was deployed as ${version}.`];
  return { version, previousVersion, outcome, isKnown: false, warnings };
}

function apply(
  parts: ServiceParts,
  { definition, digest, request, plan }: { definition: Definition; digest: string; request: DeployRequest; plan: Plan },
): void {
  const { store, clock, actor, options } = parts;
  const { version, previousVersion, outcome } = plan;
  if (outcome === "unchanged") return;
  const at = clock.now().toString();
  audited(parts, { action: "workflow.deploy", target: definition.id, details: { version, previousVersion } }, () => {
    if (plan.isKnown) {
      store.setCurrentVersion(definition.id, version, { at, note: "deployed again" });
    } else {
      store.addVersion({
        workflowId: definition.id,
        version,
        name: definition.name ?? definition.id,
        description: definition.description ?? "",
        definition,
        source: { format: request.format, text: request.text },
        digest,
        at,
        by: actor.name,
        note: null,
        folder: options.server ? null : request.folder ?? null,
      });
    }
    applySchedule(parts, definition);
  });
}
