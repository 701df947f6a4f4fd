import type { GitLocation, Head } from "../../kernel/git.ts";
import type { Files } from "../../kernel/ports.ts";
import { GIT_REPOSITORY_BROKEN } from "./faults.ts";

const HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether references are kept in tables, which only git reads (git 2.45 and later). */
export function hasReftable(files: Files, location: GitLocation): boolean {
  return files.kindOf(`${location.commonDir}/reftable`) === "directory";
}

/** HEAD from the files of the repository. Call only where references are files. */
export function readHeadFile(files: Files, location: GitLocation): Head {
  const head = files.readText(`${location.gitDir}/HEAD`)?.trim() ?? "";
  if (HASH.test(head)) return { state: "detached", commit: head };
  const ref = /^ref:\s*(\S+)$/.exec(head)?.[1];
  if (ref === undefined) {
    throw GIT_REPOSITORY_BROKEN({
      path: `${location.gitDir}/HEAD`,
      problem: "It names neither a branch nor a commit.",
    });
  }
  const commit = findRef(files, location, ref);
  if (!ref.startsWith("refs/heads/") && commit !== undefined) return { state: "detached", commit };
  const branch = ref.replace(/^refs\/heads\//, "");
  return commit === undefined ? { state: "unborn", branch } : { state: "branch", branch, commit };
}

/** Whether a revision is the full name of a branch, here or of a remote: such a reference names a commit. */
export function isBranchName(revision: string): boolean {
  // deno-lint-ignore no-control-regex
  return /^refs\/(?:heads|remotes)\/[^\x00-\x20\x7f~^:?*[\\{]+$/.test(revision) && !/\.\.|@$/.test(revision);
}

/** The hash that a reference stands for: its own file first, then packed-refs; symbolic ones are followed. */
export function findRef(files: Files, location: GitLocation, ref: string, hops = 0): string | undefined {
  const text = files.kindOf(`${location.commonDir}/${ref}`) === "file"
    ? files.readText(`${location.commonDir}/${ref}`)?.trim()
    : undefined;
  if (text !== undefined && HASH.test(text)) return text;
  const target = /^ref:\s*(\S+)$/.exec(text ?? "")?.[1];
  if (target !== undefined) return hops < 5 ? findRef(files, location, target, hops + 1) : undefined;
  return packedRefs(files, location).get(ref);
}

/** Branch names from the files of the repository, sorted. Call only where references are files. */
export function listBranchFiles(files: Files, location: GitLocation): string[] {
  const names = new Set<string>();
  const prefix = "refs/heads/";
  const walk = (folder: string): void => {
    for (const entry of files.list(`${location.commonDir}/${folder}`) ?? []) {
      const ref = `${folder}/${entry.name}`;
      if (entry.kind === "directory") walk(ref);
      else if (!entry.name.endsWith(".lock")) names.add(ref.slice(prefix.length));
    }
  };
  walk("refs/heads");
  for (const ref of packedRefs(files, location).keys()) {
    if (ref.startsWith(prefix)) names.add(ref.slice(prefix.length));
  }
  return [...names].sort();
}

function packedRefs(files: Files, location: GitLocation): Map<string, string> {
  const refs = new Map<string, string>();
  for (const line of (files.readText(`${location.commonDir}/packed-refs`) ?? "").split("\n")) {
    const space = line.indexOf(" ");
    // Comments start with "#", the commit behind an annotated tag with "^".
    if (space > 0 && HASH.test(line.slice(0, space))) refs.set(line.slice(space + 1).trimEnd(), line.slice(0, space));
  }
  return refs;
}

/** The branch that `refs/remotes/<remote>/HEAD` points to, from its file. Call only where references are files. */
export function findRemoteHeadFile(files: Files, location: GitLocation, remote: string): string | undefined {
  const text = files.readText(`${location.commonDir}/refs/remotes/${remote}/HEAD`)?.trim() ?? "";
  return remoteBranch(text.replace(/^ref:\s*/, ""), remote);
}

/** `main` of `refs/remotes/origin/main`. */
export function remoteBranch(ref: string, remote: string): string | undefined {
  const prefix = `refs/remotes/${remote}/`;
  return ref.startsWith(prefix) ? ref.slice(prefix.length) : undefined;
}
