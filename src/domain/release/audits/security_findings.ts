import type { Advisory } from "../../../kernel/registry.ts";
import type { DeclaredDependency, LockedPackage } from "../dependencies/model.ts";
import { isSatisfied, isWithin } from "../versions/range.ts";
import { compareVersions, isVersion } from "../versions/version.ts";
import type { Finding } from "./model.ts";

/** Which versions of which packages the project has: those of the lockfile, otherwise those that manifests begin at. */
export type VersionsInUse = ReadonlyMap<string, readonly string[]>;

/** Each known vulnerability of the versions in use. */
export function findVulnerabilities(
  advisories: readonly Advisory[],
  { versions, declared, locked = [] }: {
    versions: VersionsInUse;
    declared: readonly DeclaredDependency[];
    /** What tells which dependency brings another along. */
    locked?: readonly LockedPackage[];
  },
): Finding[] {
  const direct = new Map(declared.filter(({ source }) => source === "manifest").map((each) => [each.name, each]));
  const users = usersOf(advisories.length === 0 ? [] : locked);
  return advisories.flatMap((advisory): Finding[] => {
    const { package: name, title, severity, vulnerableRange, url, id } = advisory;
    const hit = (versions.get(name) ?? []).filter((each) => isVersion(each) && isWithin(vulnerableRange, each));
    if (hit.length === 0) return [];
    const entry = direct.get(name);
    const chain = entry ? [] : findChain(name, { version: hit.sort(compareVersions)[0]!, users, direct });
    const [first = name] = chain;
    return [{
      id: "security/advisory",
      section: "security",
      severity,
      title: `${name}: ${title}`,
      detail: `${hit.sort(compareVersions).join(", ")} ${hit.length === 1 ? "is" : "are"} among ${vulnerableRange} (${
        [...url.includes(id) ? [] : [id], url].filter((each) => each !== "").join(", ")
      })${chain.length > 1 ? `, brought along by ${chain.join(" → ")}` : ""}`,
      dependency: name,
      ...entry && { package: entry.packages[0] ?? ".", file: entry.file },
      recommendation: entry
        ? { text: `Upgrade '${name}'`, command: `workspace upgrade apply --packages ${name}` }
        : chain.length > 1
        ? {
          text: `Upgrade '${first}', which brings '${name}' along, or override the version of '${name}'`,
          command: `workspace upgrade check --packages ${first}`,
        }
        : { text: `Upgrade what brings '${name}' along, or override its version`, command: "workspace upgrade check" },
    }];
  });
}

/** Which locked packages ask for a package, and in which range. */
type Users = ReadonlyMap<string, { user: LockedPackage; range: string }[]>;

function usersOf(locked: readonly LockedPackage[]): Users {
  const users = new Map<string, { user: LockedPackage; range: string }[]>();
  for (const user of locked) {
    for (const [name, range] of Object.entries(user.dependencies)) {
      const known = users.get(name);
      if (known) known.push({ user, range });
      else users.set(name, [{ user, range }]);
    }
  }
  return users;
}

/** The shortest way from a declared dependency to a locked version: names; empty where the lockfile tells none. */
function findChain(
  name: string,
  { version, users, direct }: { version: string; users: Users; direct: ReadonlyMap<string, unknown> },
): string[] {
  let wave = [{ name, version, chain: [name] }];
  const seen = new Set([`${name}@${version}`]);
  while (wave.length > 0) {
    const following: typeof wave = [];
    for (const each of wave) {
      for (const { user, range } of users.get(each.name) ?? []) {
        const key = `${user.name}@${user.version}`;
        if (seen.has(key) || !isSatisfied(range, each.version)) continue;
        seen.add(key);
        const chain = [user.name, ...each.chain];
        if (direct.has(user.name)) return chain;
        following.push({ name: user.name, version: user.version, chain });
      }
    }
    wave = following;
  }
  return [];
}
