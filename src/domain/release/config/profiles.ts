import type { Fault } from "../../../kernel/fault.ts";
import { CONFIG_INVALID, PROFILE_NOT_FOUND } from "./faults.ts";
import { isTable } from "./key_names.ts";
import type { Source } from "./source.ts";

/** A profile and the source that states it. */
export interface Profile {
  name: string;
  source: Source;
  value: Record<string, unknown>;
  extends: string[];
}

/** The profiles of all sources by name; a later source's profile takes the place of an earlier one's. */
export function collectProfiles(sources: readonly Source[]): Map<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const source of sources) {
    if (!isTable(source.value.profiles)) continue;
    for (const [name, value] of Object.entries(source.value.profiles)) {
      if (!isTable(value)) continue;
      const bases = [value.extends ?? []].flat().filter((each) => typeof each === "string");
      profiles.set(name, { name, source, value, extends: bases });
    }
  }
  return profiles;
}

/** Profiles that extend what does not exist, or themselves. */
export function profileProblems(profiles: ReadonlyMap<string, Profile>): Fault[] {
  const problems: Fault[] = [];
  const problem = ({ name, source }: Profile, found: string, expected: string) => {
    const path = ["profiles", name, "extends"];
    problems.push(
      CONFIG_INVALID({ ...source.place(path), key: path.join("."), found, expected, known: [...profiles.keys()] }),
    );
  };
  for (const profile of profiles.values()) {
    for (const base of profile.extends) {
      if (!profiles.has(base)) problem(profile, base, "the name of a profile");
    }
    const cycle = findCycle(profiles, profile.name);
    if (cycle) problem(profile, cycle.join(" → "), "profiles that do not extend each other in a circle");
  }
  return problems;
}

function findCycle(profiles: ReadonlyMap<string, Profile>, start: string): string[] | undefined {
  const seen = new Set<string>();
  const visit = (path: string[]): string[] | undefined => {
    for (const base of profiles.get(path.at(-1)!)?.extends ?? []) {
      if (base === start) return [...path, base];
      if (seen.has(base)) continue;
      seen.add(base);
      const found = visit([...path, base]);
      if (found) return found;
    }
  };
  return visit([start]);
}

/**
 * A profile with those that it extends, in the order in which they apply: bases first, each once. What
 * `profileProblems` tells of is passed over. Fault: `PROFILE_NOT_FOUND`.
 */
export function resolveProfile(profiles: ReadonlyMap<string, Profile>, name: string): Profile[] {
  if (!profiles.has(name)) throw PROFILE_NOT_FOUND({ name, known: [...profiles.keys()] });
  const ordered: Profile[] = [];
  const seen = new Set<string>();
  const visit = (each: string) => {
    const profile = profiles.get(each);
    if (!profile || seen.has(each)) return;
    seen.add(each);
    profile.extends.forEach(visit);
    ordered.push(profile);
  };
  visit(name);
  return ordered;
}
