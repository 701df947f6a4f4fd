import type { Ports } from "../../cli/command.ts";
import { withoutCredentials } from "../../domain/release/repository/clone_name.ts";
import {
  CLONE_FAILED,
  CLONE_SOURCE_NOT_FOUND,
  CLONE_UNAUTHORIZED,
  CLONE_UNREACHABLE,
} from "../../domain/release/repository/faults.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import type { Files, ProcessResult } from "../../kernel/ports.ts";

export interface CloneRequest {
  url: string;
  /** Absolute: the clone's folder. */
  directory: string;
  /** Absolute: relative addresses are seen from here. */
  startedIn: string;
  branch: string | undefined;
  depth: number | undefined;
  /** Whether the folder was there before, empty. */
  existed: boolean;
}

type ClonePorts = Pick<Ports, "files" | "processes" | "prompt" | "progress" | "env" | "git">;

/**
 * Runs `git clone`. On a terminal git shows its own progress and asks for credentials, unless the address has some.
 * A clone that fails leaves the place as it was, except one that lacks only files of its working tree.
 * Faults: `CLONE_*`, `PROGRAM_NOT_FOUND`.
 */
export async function gitClone(ports: ClonePorts, request: CloneRequest): Promise<void> {
  const { url, directory, startedIn, branch, depth } = request;
  const onTerminal = ports.prompt.available && withoutCredentials(url) === url;
  const args = [
    "clone",
    ...(branch === undefined ? [] : [`--branch=${branch}`]),
    ...(depth === undefined ? [] : [`--depth=${depth}`]),
    "--",
    url,
    directory,
  ];
  const run = () =>
    ports.processes.run("git", args, {
      cwd: startedIn,
      onTerminal,
      env: {
        LANGUAGE: "en",
        ...(onTerminal || ports.env.get("GIT_TERMINAL_PROMPT") !== undefined ? {} : { GIT_TERMINAL_PROMPT: "0" }),
      },
    });
  const result = onTerminal ? await run() : await ports.progress.spin(`Cloning ${withoutCredentials(url)}`, run);
  if (result.code === 0) return;
  const kept = await hasHistory(ports, directory);
  if (!kept) clear(ports.files, request);
  throw cloneFault(result, { request, kept });
}

/** Whether only the checkout failed: then git keeps the clone. */
async function hasHistory({ git, files }: ClonePorts, directory: string): Promise<boolean> {
  if (files.kindOf(`${directory}/.git`) === undefined) return false;
  try {
    return (await git(directory).readHead()).state !== "unborn";
  } catch (error) {
    if (isFault(error)) return false;
    throw error;
  }
}

/** Removes what git was kept from removing itself, as when it was killed. The folder held nothing else. */
function clear(files: Files, { directory, existed }: CloneRequest): void {
  removeContents(files, directory);
  if (!existed) files.removeEmptyDirectory(directory);
}

function removeContents(files: Files, folder: string): void {
  for (const { name, kind } of files.list(folder) ?? []) {
    const path = `${folder}/${name}`;
    if (kind === "directory") {
      removeContents(files, path);
      files.removeEmptyDirectory(path);
    } else files.remove(path);
  }
}

const CAUSES: readonly [pattern: RegExp, kind: "unauthorized" | "branch" | "not-found" | "unreachable"][] = [
  [/Remote branch .* not found|Could not find remote branch/i, "branch"],
  [
    /Authentication failed|could not read (Username|Password)|Permission denied \(|Host key verification|HTTP 40[13]|error: 40[13]/i,
    "unauthorized",
  ],
  [/repository .*(not found|does not exist)|does not appear to be a git repository|error: 404/i, "not-found"],
  [
    /Could not resolve|unable to access|Connection (refused|timed out|reset)|unable to connect|Network is unreachable/i,
    "unreachable",
  ],
];

function cloneFault(
  { stderr }: ProcessResult,
  { request, kept }: { request: CloneRequest; kept: boolean },
): Fault {
  const url = withoutCredentials(request.url);
  const output = words(stderr);
  switch (CAUSES.find(([pattern]) => pattern.test(output))?.[1]) {
    case "branch":
      return CLONE_SOURCE_NOT_FOUND({ url, branch: request.branch ?? null, output });
    case "unauthorized":
      return CLONE_UNAUTHORIZED({ url, output });
    case "not-found":
      return CLONE_SOURCE_NOT_FOUND({ url, branch: null, output });
    case "unreachable":
      return CLONE_UNREACHABLE({ url, output });
    default:
      return CLONE_FAILED({ url, output, kept: kept ? request.directory : null });
  }
}

/** What git said, without its progress and without the credentials of addresses. */
function words(stderr: string): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => line !== "" && !/^Cloning into /.test(line));
  return lines.join("\n").replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/'"]*@/gi, "$1").slice(0, 4000);
}
