import { fileURLToPath } from "node:url";
import { runScript, scriptContexts } from "./run_script.ts";

const FOLDER = fileURLToPath(new URL("../acceptance", import.meta.url)).replaceAll("\\", "/");

/** Objects whose scripts wait rather than compute: they run beside the others, as tests of a file of their own. */
export const WAITING_OBJECTS = ["audit", "auth", "plugins", "run", "secret", "server", "workflow"];

/** A test for each script of the objects that are chosen, once in each context that it asks for. */
export function defineScripts(isChosen: (object: string) => boolean): void {
  for (const name of listScripts().filter((each) => isChosen(each.slice(0, each.indexOf("/"))))) {
    const path = `${FOLDER}/${name}`;
    const text = Deno.readTextFileSync(path);
    const contexts = scriptContexts(text);
    for (const context of contexts.length === 0 ? [undefined] : contexts) {
      const title = context ? `${name} (${context})` : name;
      Deno.test(`acceptance: ${title}`, async (t) => {
        const update = Deno.env.get("UPDATE_TXTAR") === "1";
        const { updated, skipped } = await runScript(text, { name: title, update, ...(context ? { context } : {}) });
        if (updated !== undefined) Deno.writeTextFileSync(path, updated);
        if (skipped !== undefined) await t.step({ name: `skipped: ${skipped}`, ignore: true, fn: () => {} });
      });
    }
  }
}

/** Paths of all scripts below the folder, sorted. */
export function listScripts(below = ""): string[] {
  return [...Deno.readDirSync(`${FOLDER}/${below}`)].flatMap((entry) => {
    const path = `${below}${entry.name}`;
    return entry.isDirectory ? listScripts(`${path}/`) : entry.name.endsWith(".txtar") ? [path] : [];
  }).sort();
}

export function readScript(name: string): string {
  return Deno.readTextFileSync(`${FOLDER}/${name}`);
}
