/**
 * Paths (from the top) of generated files that differ from what the code gives, and of files in generated folders that
 * nothing generates any more; sorted.
 */
export function staleFiles(files: Map<string, string>, place: { top: string; folders: string[] }): string[] {
  const changed = [...files].filter(([path, content]) => readText(`${place.top}${path}`) !== content);
  const left = place.folders.flatMap((folder) => listFiles(place.top, folder)).filter((path) => !files.has(path));
  return [...changed.map(([path]) => path), ...left].sort();
}

/** Line ends are git's matter. */
function readText(path: string): string | undefined {
  try {
    return Deno.readTextFileSync(path).replaceAll("\r\n", "\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function listFiles(top: string, folder: string): string[] {
  try {
    return [...Deno.readDirSync(`${top}${folder}`)].filter((each) => each.isFile).map(({ name }) =>
      `${folder}/${name}`
    );
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
