import type { ArchiveFile } from "./archive.ts";
import type { Target } from "./targets.ts";

/** Folders that manual pages may lie in, in the project. */
const MANUAL_FOLDERS = ["man", "docs/man"];

/** What an archive holds: the program, the licence, the readme, completions and manual pages. `root` ends in a slash. */
export function readContents(root: string, { binary, target }: { binary: string; target: Target }): ArchiveFile[] {
  const files: ArchiveFile[] = [{ path: target.binary, data: Deno.readFileSync(binary), executable: true }];
  for (const path of ["LICENSE", "README.md"]) files.push({ path, data: Deno.readFileSync(root + path) });
  for (const name of listFiles(`${root}completions`)) {
    files.push({ path: `completions/${name}`, data: Deno.readFileSync(`${root}completions/${name}`) });
  }
  for (const folder of MANUAL_FOLDERS) {
    for (const name of listFiles(root + folder).filter((each) => each.endsWith(".1"))) {
      files.push({ path: `man/${name}`, data: Deno.readFileSync(`${root}${folder}/${name}`) });
    }
  }
  return files;
}

/** Names of the files in a folder, sorted; none where there is no folder. */
export function listFiles(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].filter(({ isFile }) => isFile).map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
