import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

/** A snapshot format with a variable that nothing defines. */
export const SNAPSHOT_VARIABLE_UNKNOWN = fault<{ format: string; variable: string; known: string[] }>({
  code: "SNAPSHOT_VARIABLE_UNKNOWN",
  exit: 3,
  when: "The snapshot format uses a variable that is neither built in nor in version.snapshotVariables.",
  message: ({ format, variable }) => `Unknown variable '{${variable}}' in the snapshot format '${format}'`,
  cause: ({ known }) => `Known variables are ${known.map((each) => `{${each}}`).join(", ")}.`,
  hint: ({ variable, known }) =>
    didYouMean(variable, known, `Define it in version.snapshotVariables, or remove it from version.snapshotFormat.`),
});

/** A snapshot format whose result is no prerelease version. */
export const SNAPSHOT_FORMAT_INVALID = fault<{ format: string; result: string; problem: string }>({
  code: "SNAPSHOT_FORMAT_INVALID",
  exit: 3,
  when: "The snapshot format gives something that is no valid prerelease version.",
  message: ({ format, result }) => `The snapshot format '${format}' gives '${result}'`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Set version.snapshotFormat (or --snapshot-format) to something like " +
    "'{version}-{branch}.{timestamp}.{short_commit}'.",
});
