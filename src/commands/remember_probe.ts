import { planSetContext } from "../domain/workflow/contexts/edit_contexts.ts";
import type { Probe } from "../domain/workflow/contexts/ports.ts";
import { parseContexts } from "../domain/workflow/contexts/read_contexts.ts";
import { contextPlaces, type ServerContext } from "./context_places.ts";

/** Writes what a server was found to be into its context, where that stands in the user's own file. */
export async function rememberProbe(
  { ports: { files, env }, log }: ServerContext,
  { name, probe: { dialect, capabilities } }: { name: string; probe: Probe },
): Promise<void> {
  const { own: path } = contextPlaces(env);
  const text = path === undefined ? undefined : files.readText(path);
  if (path === undefined || text === undefined) return;
  const { contexts } = await parseContexts(text, path);
  if (!contexts.some((each) => each.name === name)) return;
  const next = await planSetContext({ path, text }, name, { dialect, capabilities });
  if (next === text) return;
  log.debug(`Writing ${path}`);
  files.write(path, next);
}
