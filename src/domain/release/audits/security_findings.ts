import type { Advisory } from "../../../kernel/registry.ts";
import type { DeclaredDependency } from "../dependencies/model.ts";
import { isWithin } from "../versions/range.ts";
import { compareVersions, isVersion } from "../versions/version.ts";
import type { Finding } from "./model.ts";

/** Which versions of which packages the project has: those of the lockfile, otherwise those that manifests begin at. */
export type VersionsInUse = ReadonlyMap<string, readonly string[]>;

/** Each known vulnerability of the versions in use. */
export function findVulnerabilities(
  advisories: readonly Advisory[],
  { versions, declared }: { versions: VersionsInUse; declared: readonly DeclaredDependency[] },
): Finding[] {
  const direct = new Map(declared.filter(({ source }) => source === "manifest").map((each) => [each.name, each]));
  return advisories.flatMap((advisory): Finding[] => {
    const { package: name, title, severity, vulnerableRange, url, id } = advisory;
    const hit = (versions.get(name) ?? []).filter((each) => isVersion(each) && isWithin(vulnerableRange, each));
    if (hit.length === 0) return [];
    const entry = direct.get(name);
    return [{
      id: "security/advisory",
      section: "security",
      severity,
      title: `${name}: ${title}`,
      detail: `${hit.sort(compareVersions).join(", ")} ${hit.length === 1 ? "is" : "are"} among ${vulnerableRange} (${
        [id, url].filter((each) => each !== "").join(", ")
      })`,
      dependency: name,
      ...entry && { package: entry.packages[0] ?? ".", file: entry.file },
      recommendation: entry
        ? { text: `Upgrade '${name}'`, command: `workspace upgrade apply --packages ${name}` }
        : { text: `Upgrade what brings '${name}' along, or override its version`, command: "workspace upgrade check" },
    }];
  });
}
