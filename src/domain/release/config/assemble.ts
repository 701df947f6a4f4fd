import type { Fault } from "../../../kernel/fault.ts";
import { isFolderKey, ruleProblems } from "./rules.ts";
import { collectProfiles, profileProblems, resolveProfile } from "./profiles.ts";
import { type Config, configKeys, defaultConfig } from "./schema.ts";
import { getAt, setAt, type Source } from "./source.ts";

/** A configuration put together from everything that states values. */
export interface AssembledConfig {
  config: Config;
  /** Where a key's value comes from: `default`, `user file:3`, `repo.config.toml:12`, `profile ci, repo.config.toml:15`. */
  originOf(key: string): string;
  /** The same for faults. */
  placeOf(key: string): ReturnType<Source["place"]>;
  /** Names of all profiles. */
  profiles: string[];
  /** Everything that is wrong; `config` may be used only where this is empty. */
  problems: Fault[];
}

/** Sources in the order in which they override each other; the environment also overrides profiles. */
export interface Sources {
  files: readonly Source[];
  environment: Source;
}

/** One source, or a profile in one, as a layer over the defaults. */
interface Layer {
  source: Source;
  prefix: string[];
  value: Record<string, unknown>;
  label: (origin: string) => string;
}

/**
 * Defaults < files < profile < environment. A key's value is replaced as a whole: lists and free tables are not
 * merged. Fault: `PROFILE_NOT_FOUND`; everything else that is wrong is in `problems`.
 */
export function assembleConfig(sources: Sources, options: { profile?: string | undefined }): AssembledConfig {
  const profiles = collectProfiles(sources.files);
  const problems = [...sources.files, sources.environment].flatMap((each) => each.problems);
  const cyclic = profileProblems(profiles);
  problems.push(...cyclic);
  const chosen = options.profile ? resolveProfile(profiles, options.profile) : [];
  const plain = (source: Source): Layer => ({ source, prefix: [], value: source.value, label: (origin) => origin });
  const layers: Layer[] = [
    ...sources.files.map(plain),
    ...chosen.map(({ name, source, value }): Layer => ({
      source,
      prefix: ["profiles", name],
      value,
      label: (origin) => `profile ${name}, ${origin}`,
    })),
    plain(sources.environment),
  ];

  const config = defaultConfig();
  const stated = new Map<string, Layer>();
  for (const { key } of configKeys()) {
    const path = key.split(".");
    for (const layer of layers) {
      const value = getAt(layer.value, path);
      if (value === undefined) continue;
      setAt(config, path, isFolderKey(key) && typeof value === "string" ? tidyFolder(value) : value);
      stated.set(key, layer);
    }
  }
  const place = (key: string) => {
    const layer = stated.get(key);
    return layer?.source.place([...layer.prefix, ...key.split(".")]) ??
      { source: "default", file: null, line: null, column: null };
  };
  if (problems.length === 0) {
    followStated(config, stated);
    problems.push(...ruleProblems(config, { place, isStated: (key) => stated.has(key) }));
  }
  return {
    config,
    problems,
    profiles: [...profiles.keys()],
    placeOf: place,
    originOf(key) {
      const layer = stated.get(key);
      return layer ? layer.label(layer.source.origin([...layer.prefix, ...key.split(".")])) : "default";
    },
  };
}

/** Like `assembleConfig`; all that is wrong is thrown at once. */
export function assembleValidConfig(
  sources: Sources,
  options: { profile?: string | undefined },
): Omit<AssembledConfig, "problems"> {
  const { problems, ...assembled } = assembleConfig(sources, options);
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems);
  return assembled;
}

/** Defaults that depend on values which were stated. */
function followStated({ changeset }: Config, stated: ReadonlyMap<string, unknown>): void {
  if (!stated.has("changeset.historyPath")) changeset.historyPath = `${changeset.path}/history`;
  if (!stated.has("changeset.defaultEnvironments")) {
    changeset.defaultEnvironments = defaultEnvironmentsOf(changeset.environments);
  }
}

/** Default environments where none are stated: production where it is among the environments, otherwise all. */
export function defaultEnvironmentsOf(environments: readonly string[]): string[] {
  return environments.includes("production") ? ["production"] : [...environments];
}

/** `./a//b/` → `a/b`. */
function tidyFolder(path: string): string {
  const tidy = path.replaceAll("\\", "/").replace(/^(?:\.\/+)+/, "").replaceAll(/\/{2,}/g, "/").replace(
    /(?<=.)\/+$/,
    "",
  );
  return tidy === "" ? "." : tidy;
}
