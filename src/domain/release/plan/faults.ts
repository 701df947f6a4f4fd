import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

/** A pending changeset that lists a package which is no longer there. */
export const CHANGESET_PACKAGE_GONE = fault<{ changeset: string; branch: string; package: string; known: string[] }>({
  code: "CHANGESET_PACKAGE_GONE",
  exit: 11,
  when: "A pending changeset lists a package that the project no longer has.",
  message: ({ changeset, package: name }) => `Changeset '${changeset}' lists '${name}', which is no package here`,
  cause: () => "The package was renamed or removed after the changeset was made.",
  hint: ({ branch, package: name, known }) => {
    const near = didYouMean(name, known, "");
    return `${near}${near && " "}Correct its packages with \`workspace changeset edit ${branch}\`.`;
  },
});

/** A version in a manifest that is none. */
export const MANIFEST_VERSION_INVALID = fault<{ file: string; package: string; value: string }>({
  code: "MANIFEST_VERSION_INVALID",
  exit: 12,
  when: "The version in a package.json is no version.",
  message: ({ package: name, value }) => `The version '${value}' of '${name}' is not valid`,
  cause: ({ file }) => `'version' in ${file} must be a semantic version such as 1.2.3 (https://semver.org).`,
  hint: ({ file }) => `Correct 'version' in ${file}.`,
});

/** A range in a manifest or catalog, for a package of the project, that is none. */
export const MANIFEST_RANGE_INVALID = fault<{ file: string; package: string; dependency: string; value: string }>({
  code: "MANIFEST_RANGE_INVALID",
  exit: 12,
  when: "A manifest or catalog asks for a package of the project with something that is no range, protocol or tag.",
  message: ({ package: name, dependency, value }) => `'${name}' asks for '${dependency}' with '${value}'`,
  cause: ({ file }) => `That value in ${file} is neither a version range nor a protocol or tag that is known.`,
  hint: ({ file, dependency }) => `Correct the entry '${dependency}' in ${file}, for example to '^1.2.3'.`,
});

/** Packages that depend on each other in a circle, where the configuration forbids it. */
export const CIRCULAR_DEPENDENCY = fault<{ cycles: string[][] }>({
  code: "CIRCULAR_DEPENDENCY",
  exit: 12,
  when: "Packages depend on each other in a circle, and dependency.failOnCircular is true.",
  message: ({ cycles }) => `Circular dependency: ${cycles.map((each) => cycleText(each)).join("; ")}`,
  cause: () => "dependency.failOnCircular is true.",
  hint: () => "`workspace graph` shows which dependency to remove; dependency.failOnCircular = false allows cycles.",
});

/** A cycle in words: `a → b → a`. */
export function cycleText(names: string[]): string {
  return [...names, ...names.slice(0, 1)].join(" → ");
}

/** A name for prereleases that SemVer does not allow. */
export const PRERELEASE_TAG_INVALID = fault<{ tag: string }>({
  code: "PRERELEASE_TAG_INVALID",
  exit: 2,
  when: "--prerelease is given something that cannot stand in a version.",
  message: ({ tag }) => `'${tag}' cannot name prereleases`,
  cause: () => "A prerelease tag is letters, digits and hyphens, and not only digits (SemVer 9).",
  hint: () => "Use alpha, beta or rc, as in `workspace bump --prerelease beta`.",
});

/** A prerelease that would sort below one that is already out. */
export const PRERELEASE_GOES_BACK = fault<{ package: string; version: string; published: string }>({
  code: "PRERELEASE_GOES_BACK",
  exit: 12,
  when: "A prerelease would be lower than the one that was released before it.",
  message: ({ package: name, version, published }) =>
    `The next prerelease of '${name}' would be ${version}, which is lower than ${published}`,
  cause: () => "Whoever has the earlier prerelease would never be offered this one.",
  hint: ({ published }) =>
    `Continue with \`--prerelease ${/-([0-9A-Za-z-]+)/.exec(published)?.[1] ?? "rc"}\` or a tag that sorts after it, ` +
    "or release it with `workspace bump`.",
});

/** A prerelease of a package without a changeset to record it in. */
export const PRERELEASE_WITHOUT_CHANGESET = fault<{ package: string }>({
  code: "PRERELEASE_WITHOUT_CHANGESET",
  exit: 11,
  when: "--packages names a package that is in no changeset, together with --prerelease.",
  message: ({ package: name }) => `No changeset lists '${name}', so it cannot be released as a prerelease`,
  cause: () => "Pending changesets record which prereleases are out and what they count from.",
  hint: ({ package: name }) => `Create one first: \`workspace changeset add --packages ${name}\`.`,
});

/** A choice of packages where all share one version. */
export const PACKAGES_WITH_UNIFIED = fault<{ packages: string[] }>({
  code: "PACKAGES_WITH_UNIFIED",
  exit: 2,
  when: "--packages is given while version.strategy is unified.",
  message: () => "--packages cannot be used with the unified strategy",
  cause: () => 'version.strategy is "unified": all packages are bumped to one version.',
  hint: () => "Leave --packages out, or use independent versions: `workspace config set version.strategy independent`.",
});

/** A package that was asked for by name and is never bumped. */
export const PACKAGE_NOT_BUMPABLE = fault<{ package: string; why: "ignored" | "no_version"; manifestPath: string }>({
  code: "PACKAGE_NOT_BUMPABLE",
  exit: 2,
  when: "--packages names a package that version.ignore excludes or that has no version.",
  message: ({ package: name }) => `Package '${name}' cannot be bumped`,
  cause: ({ why, manifestPath }) =>
    why === "ignored" ? "version.ignore excludes it." : `${manifestPath} has no 'version'.`,
  hint: ({ why, manifestPath }) =>
    why === "ignored" ? "Remove it from version.ignore or from --packages." : `Add a 'version' to ${manifestPath}.`,
});

/** A package in two groups that share versions. */
export const VERSION_GROUP_OVERLAP = fault<{ package: string; groups: string[] }>({
  code: "VERSION_GROUP_OVERLAP",
  exit: 3,
  when: "A package belongs to more than one group of version.fixed and version.linked.",
  message: ({ package: name }) => `Package '${name}' is in more than one version group`,
  cause: ({ groups }) => `It is in ${groups.join(" and ")}, which could ask for two different versions.`,
  hint: () => "Leave it in one group of version.fixed or version.linked.",
});

/** A tag format with a variable that nothing defines. */
export const TAG_VARIABLE_UNKNOWN = fault<{ key: string; format: string; variable: string; known: string[] }>({
  code: "TAG_VARIABLE_UNKNOWN",
  exit: 3,
  when: "A tag format uses an unknown variable.",
  message: ({ key, format, variable }) => `Unknown variable '{${variable}}' in ${key} '${format}'`,
  cause: ({ known }) => `Known variables are ${known.map((each) => `{${each}}`).join(", ")}.`,
  hint: ({ key, variable, known }) => didYouMean(variable, known, `Remove it from ${key}.`),
});

/** A tag that git would refuse. */
export const TAG_NAME_INVALID = fault<{ key: string; format: string; tag: string }>({
  code: "TAG_NAME_INVALID",
  exit: 3,
  when: "A tag format gives a name that git does not allow.",
  message: ({ key, format, tag }) => `${key} '${format}' gives '${tag}', which git does not allow as a tag`,
  cause: () => "See `git check-ref-format`: no spaces, '..', '~', '^', ':', '?', '*', '[' or '\\', among others.",
  hint: ({ key }) => `Correct it, for example: \`workspace config set ${key} '{name}@{version}'\`.`,
});

/** A tag format that does not tell two packages apart. */
export const TAG_NOT_UNIQUE = fault<{ key: string; format: string; tag: string; packages: string[] }>({
  code: "TAG_NOT_UNIQUE",
  exit: 3,
  when: "The tag format gives two packages the same tag.",
  message: ({ tag, packages }) =>
    `The tag '${tag}' would stand for ${packages.map((each) => `'${each}'`).join(" and ")}`,
  cause: ({ key, format }) => `${key} is '${format}', which does not tell them apart.`,
  hint: ({ key }) => `Use the full name: \`workspace config set ${key} '{name}@{version}'\`.`,
});
