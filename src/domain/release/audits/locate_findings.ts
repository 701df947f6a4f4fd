import { DEPENDENCY_KINDS } from "../model.ts";
import type { ManifestReader } from "./manifests.ts";
import type { Finding, FindingPlace } from "./model.ts";

/** Findings about entries of manifests, with the lines of these entries. */
export function locateFindings(findings: readonly Finding[], manifests: ManifestReader): Finding[] {
  const locate = <T extends FindingPlace>(place: T): T => {
    const { file, dependency, line } = place;
    if (line !== undefined || dependency === undefined || !file?.endsWith("package.json")) return place;
    const fields = manifests.fields(file);
    const kind = DEPENDENCY_KINDS.find((each) => {
      const table = fields[each];
      return typeof table === "object" && table !== null && Object.hasOwn(table, dependency);
    });
    return kind === undefined ? place : { ...place, ...manifests.locate(file, [kind, dependency]) };
  };
  return findings.map((each) => ({
    ...locate(each),
    ...each.affected && { affected: each.affected.map(locate) },
  }));
}
