import { type Fault, isFault } from "../../kernel/fault.ts";
import type { GitLocation } from "../../kernel/git.ts";
import type { Environment, Files } from "../../kernel/ports.ts";
import { GIT_REPOSITORY_BARE, GIT_REPOSITORY_BROKEN, GIT_REPOSITORY_NOT_FOUND } from "./faults.ts";
import { isWithin, parentOf, resolvePath } from "../../kernel/path.ts";

interface Search {
  files: Files;
  env: Environment;
  /** Absolute; the search goes from here upwards. */
  root: string;
}

/**
 * The working tree that `root` lies in, by gitrepository-layout(5): a `.git` folder, or the `.git` file of a linked
 * worktree or submodule. Paths have symbolic links resolved. A `.git` file that leads nowhere is a fault; a `.git`
 * folder that is no repository is passed over, as git does. Undefined in a bare repository.
 */
export function findLocation({ files, env, root }: Search): GitLocation | undefined {
  const start = files.realPath(root) ?? root;
  const ceilings = (env.get("GIT_CEILING_DIRECTORIES") ?? "").split(/[:;]/).filter((each) => each.length > 1);
  for (let top: string | undefined = start; top !== undefined; top = parentOf(top)) {
    if (top !== start && ceilings.includes(top)) break;
    const gitDir = findReadable(() => findGitDir(files, top!), { required: top === start });
    if (gitDir === undefined) {
      if (findReadable(() => isRepository(files, top!) || undefined, { required: top === start })) return undefined;
      continue;
    }
    const commonDir = commonDirOf(files, gitDir);
    return gitDir === commonDir && isBare(files, gitDir) ? undefined : { top, gitDir, commonDir };
  }
  return locationFromEnvironment({ files, env, root: start });
}

/** Like `findLocation`; without a working tree a fault that says why. */
export function getLocation(search: Search): GitLocation {
  const found = findLocation(search);
  if (found) return found;
  const { files, root } = search;
  const start = files.realPath(root) ?? root;
  for (let folder: string | undefined = start; folder !== undefined; folder = parentOf(folder)) {
    const problem = findReadable(() => findProblem(files, folder!), { required: folder === start });
    if (problem) throw problem;
  }
  throw GIT_REPOSITORY_NOT_FOUND({ path: root });
}

/** Why a folder is no working tree though it has to do with git. */
function findProblem(files: Files, folder: string): Fault | undefined {
  const dotGit = `${folder === "/" ? "" : folder}/.git`;
  const kind = files.kindOf(dotGit);
  if (kind === "file" || isRepository(files, folder) || isRepository(files, dotGit)) {
    return GIT_REPOSITORY_BARE({ path: folder });
  }
  if (kind !== "directory") return undefined;
  return GIT_REPOSITORY_BROKEN({ path: dotGit, problem: "The folder has no readable HEAD." });
}

/** What lies above the project may be closed to this program; then no repository reaches down from there. */
function findReadable<T>(find: () => T | undefined, { required }: { required: boolean }): T | undefined {
  try {
    return find();
  } catch (error) {
    if (required || !isFault(error, "FILE_UNREADABLE")) throw error;
    return undefined;
  }
}

function findGitDir(files: Files, top: string): string | undefined {
  const dotGit = `${top === "/" ? "" : top}/.git`;
  const kind = files.kindOf(dotGit);
  if (kind === "directory") return isRepository(files, dotGit) ? files.realPath(dotGit) ?? dotGit : undefined;
  if (kind !== "file") return undefined;
  const target = /^gitdir: (.+?)[\r\n]*$/.exec(files.readText(dotGit) ?? "")?.[1];
  if (target === undefined) throw GIT_REPOSITORY_BROKEN({ path: dotGit, problem: "The file names no folder." });
  const gitDir = resolvePath(top, target.replaceAll("\\", "/"));
  if (files.readText(`${gitDir}/HEAD`) === undefined) {
    throw GIT_REPOSITORY_BROKEN({ path: dotGit, problem: `It points to '${gitDir}', where no repository is.` });
  }
  return files.realPath(gitDir) ?? gitDir;
}

function isRepository(files: Files, folder: string): boolean {
  return files.kindOf(`${folder}/objects`) === "directory" && files.kindOf(`${folder}/refs`) === "directory" &&
    files.readText(`${folder}/HEAD`) !== undefined;
}

function commonDirOf(files: Files, gitDir: string): string {
  const common = files.readText(`${gitDir}/commondir`)?.trim();
  if (!common) return gitDir;
  const path = resolvePath(gitDir, common.replaceAll("\\", "/"));
  return files.realPath(path) ?? path;
}

function isBare(files: Files, gitDir: string): boolean {
  const config = files.readText(`${gitDir}/config`) ?? "";
  if (!/bare\s*=\s*[ty1o]/i.test(config)) return false;
  return /^\s*\[core\][^[]*?^\s*bare\s*=\s*(true|yes|on|1)\s*$/ims.test(config);
}

/** A repository that only the environment names: its folder apart from the working tree, as for dotfiles. */
function locationFromEnvironment({ files, env, root }: Search): GitLocation | undefined {
  const [dir, tree] = [env.get("GIT_DIR"), env.get("GIT_WORK_TREE")];
  if (!dir || !tree) return undefined;
  const gitDir = files.realPath(resolvePath(root, dir));
  const top = files.realPath(resolvePath(root, tree));
  if (gitDir === undefined || top === undefined || !isWithin(top, root)) return undefined;
  if (files.readText(`${gitDir}/HEAD`) === undefined) return undefined;
  return { top, gitDir, commonDir: commonDirOf(files, gitDir) };
}
