import { fault } from "../../../kernel/fault.ts";
import type { Manager } from "./installation.ts";

/** Sources and bundles do not update themselves. */
export const UPDATE_NOT_A_BINARY = fault<{ profile: "source" | "bundle" }>({
  code: "UPDATE_NOT_A_BINARY",
  exit: 1,
  when: "`update` is to replace the program, which is run from its sources or a bundle rather than as a binary.",
  message: ({ profile }) => profile === "source" ? "This is run from its sources" : "This is a bundle",
  cause: () => "Only a binary that was installed can be replaced by the one of another release.",
  hint: ({ profile }) =>
    profile === "source"
      ? "Run `git pull` where the sources are, or install a binary with install.sh."
      : "Run `git pull` and `deno task bundle` where it was made, or install a binary with install.sh.",
});

/** Two that update the same files get in each other's way. */
export const UPDATE_MANAGED = fault<{ path: string; manager: Manager }>({
  code: "UPDATE_MANAGED",
  exit: 1,
  when: "`update` is to replace a program that a package manager has installed.",
  message: ({ path }) => `'${path}' is not updated by itself`,
  cause: ({ manager }) => `${manager.name} has installed it, and would not know of the new version.`,
  hint: ({ manager }) =>
    manager.command === undefined ? "Update it with what has installed it." : `Run \`${manager.command}\`.`,
});

/** An address that anybody on the way could answer for. */
export const UPDATE_ADDRESS_INVALID = fault<{ address: string }>({
  code: "UPDATE_ADDRESS_INVALID",
  exit: 2,
  when: "WORKSPACE_INSTALL_BASE_URL is no https address.",
  message: ({ address }) => `WORKSPACE_INSTALL_BASE_URL is '${address}'`,
  cause: () => "Releases come over https; plain http is for this machine alone (localhost).",
  hint: () => "Name an https address, without a user and a password, or unset the variable.",
});

/** Not to be reached. */
export const UPDATE_UNREACHABLE = fault<{ url: string; problem: string }>({
  code: "UPDATE_UNREACHABLE",
  exit: 6,
  when: "A file of a release cannot be downloaded.",
  message: ({ url }) => `${url} cannot be downloaded`,
  cause: ({ problem }) => problem,
  hint: () =>
    "Look at the network, and at HTTPS_PROXY if there is a proxy; WORKSPACE_INSTALL_BASE_URL names a mirror. Nothing was changed.",
});

/** No such release. */
export const UPDATE_VERSION_NOT_FOUND = fault<{ version: string | undefined; url: string }>({
  code: "UPDATE_VERSION_NOT_FOUND",
  exit: 8,
  when: "There is no release of the version that `update` is to look at.",
  message: ({ version }) => version === undefined ? "No release was found" : `There is no release ${version}`,
  cause: ({ url }) => `${url} does not exist.`,
  hint: () => "Versions look like 1.2.3. Without --version the newest release is taken.",
});

/** Something that is no release. */
export const UPDATE_MANIFEST_INVALID = fault<{ url: string; problem: string }>({
  code: "UPDATE_MANIFEST_INVALID",
  exit: 6,
  when: "The description of a release is not what it should be.",
  message: ({ url }) => `${url} is no release manifest`,
  cause: ({ problem }) => problem,
  hint: () => "Something else than a release may answer there: look at WORKSPACE_INSTALL_BASE_URL and at proxies.",
});

/** Not for this machine. */
export const UPDATE_TARGET_MISSING = fault<{ version: string; target: string; targets: string[] }>({
  code: "UPDATE_TARGET_MISSING",
  exit: 8,
  when: "A release has no binary for this platform.",
  message: ({ version, target }) => `Release ${version} has no binary for ${target}`,
  cause: ({ targets }) => targets.length === 0 ? "It has none at all." : `It has ${targets.join(", ")}.`,
  hint: () => "Name another release with --version.",
});

/** Not what was released. */
export const UPDATE_DOWNLOAD_DAMAGED = fault<{ file: string; problem: string }>({
  code: "UPDATE_DOWNLOAD_DAMAGED",
  exit: 10,
  when: "What was downloaded is not what the release manifest describes.",
  message: ({ file }) => `${file} is damaged, or not what was released`,
  cause: ({ problem }) => problem,
  hint: () => "Nothing was changed. Run the command again; if it stays so, report it.",
});

/** A folder that others own. */
export const UPDATE_NOT_WRITABLE = fault<{ path: string; problem: string }>({
  code: "UPDATE_NOT_WRITABLE",
  exit: 5,
  when: "The folder of the program cannot be written.",
  message: ({ path }) => `'${path}' cannot be replaced`,
  cause: ({ problem }) => `Its folder cannot be written: ${problem}`,
  hint: () =>
    "Run the command as the folder's owner (`sudo workspace update install`), or install into a folder of your own with install.sh --install-dir.",
});

/** One at a time. */
export const UPDATE_RUNNING = fault<{ path: string }>({
  code: "UPDATE_RUNNING",
  exit: 1,
  when: "Another `update` replaces the program at this moment.",
  message: ({ path }) => `'${path}' is being updated`,
  cause: () => "Another `workspace update` is at work on it.",
  hint: () => "Wait until it has ended; `workspace version` then says what is installed.",
});

/** A binary that does not run here. */
export const UPDATE_BINARY_BROKEN = fault<{ version: string; printed: string; restored: boolean }>({
  code: "UPDATE_BINARY_BROKEN",
  exit: 1,
  when: "A new binary does not start, or says that it is another version.",
  message: ({ version }) => `The binary of ${version} does not run here`,
  cause: ({ version, printed }) =>
    printed === ""
      ? "It ended without printing its version."
      : `Asked for its version, it should say 'workspace ${version}' and said: ${printed}`,
  hint: ({ restored }) =>
    `${restored ? "The old binary is back in its place" : "Nothing was changed"}. Report it, or try another --version.`,
});

/** Nothing to go back to. */
export const UPDATE_NOTHING_KEPT = fault<{ path: string }>({
  code: "UPDATE_NOTHING_KEPT",
  exit: 8,
  when: "`update rollback` finds no binary that an update has kept.",
  message: () => "There is no earlier binary to go back to",
  cause: ({ path }) => `An update keeps the binary that it replaces as '${path}', which is not there.`,
  hint: () => "Install a version by its number: `workspace update install --version <VERSION>`.",
});
