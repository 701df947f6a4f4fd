import type { Git } from "../../../../kernel/git.ts";
import type { Files } from "../../../../kernel/ports.ts";
import { isPassedOver } from "./file_roles.ts";

/** Where the files of a project are listed. */
export interface FileTree {
  /** Absolute. */
  root: string;
  /** Undefined outside a working tree. */
  git: Git | undefined;
  /** The root below the top of the working tree: empty, or ending in a slash. */
  prefix: string;
}

/**
 * The project's own files, relative to the root: what git knows or would add. Where there is no git, every file but
 * those in folders of packages and build results. Files that git knows may be gone.
 */
export async function listFiles(files: Files, { root, git, prefix }: FileTree): Promise<string[]> {
  if (git === undefined) return walk(files, root);
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const below = prefix === "" ? [] : ["--", prefix];
  const { code, stdout } = await git.run(["--literal-pathspecs", ...args, ...below], { allowFailure: true });
  if (code !== 0) return walk(files, root);
  return [...new Set(stdout.split("\0"))].filter((each) => each !== "").map((each) => each.slice(prefix.length));
}

function walk(files: Files, root: string): string[] {
  const found: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const { name, kind } of files.list(folder === "" ? root : `${root}/${folder}`) ?? []) {
      const path = folder === "" ? name : `${folder}/${name}`;
      if (kind === "file") found.push(path);
      else if (kind === "directory" && !isPassedOver(path)) folders.push(path);
    }
  }
  return found.sort();
}
