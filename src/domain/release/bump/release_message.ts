import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import type { ReleasePlan } from "../model.ts";

export const COMMIT_VARIABLE_UNKNOWN = fault<{ variable: string; format: string; known: string[] }>({
  code: "COMMIT_VARIABLE_UNKNOWN",
  exit: 3,
  when: "`git.commitMessage` uses a variable that does not exist.",
  message: ({ variable }) => `git.commitMessage has an unknown variable {${variable}}`,
  cause: ({ format, known }) => `'${format}' may use ${known.map((each) => `{${each}}`).join(", ")}.`,
  hint: ({ variable, known }) =>
    didYouMean(variable, known, "`workspace config set git.commitMessage <FORMAT>` changes it."),
});

/** Names that still fit on one line of a log. */
const NAMES_IN_SUMMARY = 3;

/**
 * The message of the release commit: `git.commitMessage` with its variables, and below it every version, so that
 * the commit can be read without its diff.
 */
export function releaseMessage(plan: ReleasePlan, format: string): string {
  const bumped = plan.packages.filter((each) => each.willBump);
  const versions = [...new Set(bumped.map((each) => each.nextVersion))];
  const named = bumped.map((each) => `${each.name}@${each.nextVersion}`);
  const summary = versions.length === 1 && (plan.strategy === "unified" || plan.packages.length === 1)
    ? `v${versions[0]}`
    : named.length <= NAMES_IN_SUMMARY
    ? named.join(", ")
    : `${named.length} packages`;
  const values: Record<string, string> = {
    summary,
    packages: named.join(", "),
    count: String(bumped.length),
    version: versions.length === 1 ? versions[0]! : summary,
    tags: plan.tags.join(", "),
  };
  const subject = format.replace(/\{([^{}]*)\}/g, (_, variable: string) => {
    if (Object.hasOwn(values, variable)) return values[variable]!;
    throw COMMIT_VARIABLE_UNKNOWN({ variable, format, known: Object.keys(values) });
  });
  const body = bumped.map((each) => `- ${each.name} ${each.currentVersion} -> ${each.nextVersion}`);
  return bumped.length === 1 ? `${subject}\n` : `${subject}\n\n${body.join("\n")}\n`;
}
