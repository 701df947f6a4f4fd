import { fault } from "../../../kernel/fault.ts";

/** A folder that a clone would have to share with other files. */
export const CLONE_TARGET_OCCUPIED = fault<{ path: string; kind: "file" | "folder" }>({
  code: "CLONE_TARGET_OCCUPIED",
  exit: 5,
  when: "The folder that a repository is to be cloned into exists and is not empty.",
  message: ({ path }) => `'${path}' is in the way`,
  cause: ({ kind }) => kind === "file" ? "It is a file." : "The folder exists and is not empty.",
  hint: ({ path }) =>
    `Name another folder: \`workspace clone <URL> <DIRECTORY>\`; or go on in this one: \`workspace init --root ${path}\`.`,
});

/** An address that no folder can be named after. */
export const CLONE_NAME_UNKNOWN = fault<{ url: string }>({
  code: "CLONE_NAME_UNKNOWN",
  exit: 2,
  when: "The address of a clone does not end in anything that its folder could be named after.",
  message: ({ url }) => `No folder name can be taken from '${url}'`,
  cause: () => "The last part of the address names the folder, and here nothing is left of it.",
  hint: () => "Name the folder: `workspace clone <URL> <DIRECTORY>`.",
});

/** Git could not clone. */
export const CLONE_FAILED = fault<{ url: string; output: string; kept: string | null }>({
  code: "CLONE_FAILED",
  exit: 4,
  when: "git clone failed for another reason than those that have a code of their own.",
  message: ({ url }) => `Cloning ${url} failed`,
  cause: ({ output }) => output === "" ? "Git said why above." : output,
  hint: ({ kept }) =>
    kept === null
      ? "Nothing was left behind. `git ls-remote <URL>` shows whether the repository can be read."
      : `The history is there, the files are not: \`git -C ${kept} status\` shows what is missing.`,
});

export const CLONE_UNREACHABLE = fault<{ url: string; output: string }>({
  code: "CLONE_UNREACHABLE",
  exit: 6,
  when: "The host of a repository that is to be cloned cannot be reached.",
  message: ({ url }) => `${url} cannot be reached`,
  cause: ({ output }) => output,
  hint: () => "Check the host's name, the network and the proxy (HTTPS_PROXY), and run it again.",
});

export const CLONE_UNAUTHORIZED = fault<{ url: string; output: string }>({
  code: "CLONE_UNAUTHORIZED",
  exit: 7,
  when: "The host of a repository that is to be cloned does not accept who is asking.",
  message: ({ url }) => `${url} asks for other credentials`,
  cause: ({ output }) => output,
  hint: () => "Set up a credential helper (`gh auth setup-git`) or an SSH key (`ssh-add`), and run it again.",
});

export const CLONE_SOURCE_NOT_FOUND = fault<{ url: string; branch: string | null; output: string }>({
  code: "CLONE_SOURCE_NOT_FOUND",
  exit: 8,
  when: "The repository that is to be cloned does not exist, or has not the branch that was named.",
  message: ({ url, branch }) => branch === null ? `Repository ${url} not found` : `${url} has no branch '${branch}'`,
  cause: ({ output }) => output,
  hint: ({ url, branch }) =>
    branch === null
      ? "Check the address. Some hosts also say this of repositories that you may not see."
      : `\`git ls-remote --heads --tags ${url}\` lists its branches and tags.`,
});
