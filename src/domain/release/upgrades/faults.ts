import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

/** A name that nothing in the project asks for. */
export const DEPENDENCY_NOT_FOUND = fault<{ name: string; known: string[] }>({
  code: "DEPENDENCY_NOT_FOUND",
  exit: 8,
  when: "An option names a dependency that the project does not have.",
  message: ({ name }) => `Dependency '${name}' not found`,
  cause: () => "No manifest, catalog or override of the project names it.",
  hint: ({ name, known }) =>
    didYouMean(name, known, "`workspace upgrade check` shows the dependencies that it looks at."),
});

export const UPGRADE_ENTRY_LOST = fault<{ file: string; keys: string[] }>({
  code: "UPGRADE_ENTRY_LOST",
  exit: 13,
  when: "An entry that is to be upgraded is not in its file, or stands there twice.",
  message: ({ file, keys }) => `Cannot upgrade '${keys.join(".")}' in ${file}`,
  cause: () => "The file does not have the entry any more, or it has the key twice.",
  hint: ({ file }) => `Nothing was changed. Look at ${file}, then run the command again.`,
});

export const LOCKFILE_NOT_FOUND = fault<{ manager: string }>({
  code: "LOCKFILE_NOT_FOUND",
  exit: 13,
  when: "`upgrade apply --lockfile` found no lockfile to refresh.",
  message: () => "There is no lockfile to refresh",
  cause: ({ manager }) => `The project's root has no lockfile of ${manager}.`,
  hint: ({ manager }) => `Leave out --lockfile, or make a lockfile with \`${manager} install\` first.`,
});

export const LOCKFILE_REFRESH_UNSUPPORTED = fault<{ manager: string; lockfile: string }>({
  code: "LOCKFILE_REFRESH_UNSUPPORTED",
  exit: 13,
  when: "`upgrade apply --lockfile` was asked of a package manager that cannot refresh a lockfile alone.",
  message: ({ manager, lockfile }) => `${manager} cannot refresh ${lockfile} without installing`,
  cause: ({ manager }) => `${manager} has no install that writes the lockfile alone.`,
  hint: () => "Nothing was changed. Leave out --lockfile, and run `yarn install` afterwards.",
});

export const LOCKFILE_REFRESH_FAILED = fault<{
  command: string;
  code: number;
  output: string;
  /** Upgrades of the set that something in it does not accept as a peer. */
  unaccepted: string[];
  /** Whether packages of the project itself are among what does not accept them. */
  own: boolean;
}>({
  code: "LOCKFILE_REFRESH_FAILED",
  exit: 13,
  when: "The package manager failed to refresh the lockfile; the upgrades were taken back.",
  message: ({ command, code }) => `\`${command}\` failed with exit code ${code}`,
  cause: ({ output }) => output === "" ? "It gave no reason." : output,
  hint: ({ unaccepted, own }) => {
    const before = "Everything is as it was before.";
    if (unaccepted.length === 0) return `${before} Mend what it says, or leave out --lockfile.`;
    const peer = own ? "; --peer moves what packages of the project accept" : "";
    return `${before} Peers do not accept ${unaccepted.length === 1 ? "one" : "some"} of these upgrades. Leave ${
      unaccepted.length === 1 ? "it" : "them"
    } out with ` +
      `--packages '${unaccepted.map((name) => `!${name}`).join(",")}', or leave out --lockfile${peer}.`;
  },
});
