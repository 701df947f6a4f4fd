import { isWithin } from "../../kernel/path.ts";
import { withSlashes } from "../files/deno_files.ts";
import { isAbsence } from "../files/problems.ts";
import type { RunFolders } from "./run_folders.ts";

export interface Artifact {
  name: string;
  path: string;
  size: number;
}

export interface ArtifactCopy {
  folders: RunFolders;
  runId: string;
  key: string;
  /** Folder that the paths are seen from, and that they must not leave. */
  from: string;
  /** Most bytes of one. */
  limit: number;
}

/**
 * Copies files that a step made into the folder of its run. A path that leads out of the working directory, by `..` or
 * by symbolic links, is refused, as is what is no regular file. Gives what was copied, and what was wrong with the rest.
 */
export async function copyArtifacts(
  wanted: readonly { name: string; path: string }[],
  { folders, runId, key, from, limit }: ArtifactCopy,
): Promise<{ copied: Artifact[]; problems: string[] }> {
  const copied: Artifact[] = [];
  const problems: string[] = [];
  const target = folders.artifacts(runId, key);
  for (const { name, path } of wanted) {
    const found = findSource(from, path, limit);
    if (typeof found === "string") {
      problems.push(`Artifact '${name}' (${path}) ${found}`);
      continue;
    }
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      problems.push(`Artifact '${name}' has a name that is none of a file`);
      continue;
    }
    folders.make(target);
    const copy = `${target}/${name}`;
    await Deno.copyFile(found.path, copy);
    if (Deno.build.os !== "windows") await Deno.chmod(copy, 0o600);
    copied.push({ name, path: copy, size: found.size });
  }
  return { copied, problems };
}

function findSource(from: string, path: string, limit: number): { path: string; size: number } | string {
  try {
    const top = withSlashes(Deno.realPathSync(from));
    const real = withSlashes(Deno.realPathSync(/^([A-Za-z]:)?[\\/]/.test(path) ? path : `${top}/${path}`));
    if (!isWithin(top, real)) return "lies outside of the working directory";
    const info = Deno.statSync(real);
    if (!info.isFile) return "is not a file";
    if (info.size > limit) return `has ${info.size} bytes, more than ${Math.floor(limit / 1024 / 1024)} MiB`;
    return { path: real, size: info.size };
  } catch (error) {
    return isAbsence(error) ? "was not made" : `cannot be read: ${error instanceof Error ? error.message : error}`;
  }
}
