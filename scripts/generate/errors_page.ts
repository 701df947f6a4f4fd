import { pathToFileURL } from "node:url";
import { EXIT_CODES, type FaultDeclaration, type FaultParams } from "../../src/kernel/fault.ts";
import { GENERATED, prose } from "./markdown.ts";
import { placeholders } from "./placeholders.ts";

type Declaration = FaultDeclaration<FaultParams>;

/** `docs/errors.md`: every fault declared under `source`, by code. */
export async function errorsPage(source: string): Promise<string> {
  const declarations = await readDeclarations(source);
  const entries = declarations.map((each) =>
    [
      `## ${each.code}\n`,
      `${prose(each.when)}\n`,
      `- exit code ${each.exit} (${EXIT_CODES[each.exit]})`,
      `- message: ${prose(each.message(placeholders()))}`,
      `- cause: ${prose(each.cause(placeholders()))}`,
      `- hint: ${prose(each.hint(placeholders()))}\n`,
    ].join("\n")
  );
  return [
    GENERATED,
    "# Errors\n",
    "Codes are stable: match on them, never on texts. With `--format json` a failure is " +
    "[an object](schemas/error.json) with these texts, and the values of the `<placeholders>` in `details`. A hint may name " +
    "what was probably meant instead.\n",
    ...entries,
  ].join("\n");
}

async function readDeclarations(source: string): Promise<Declaration[]> {
  const found = new Map<string, Declaration>();
  for (const path of listDeclaringFiles(source)) {
    for (const exported of Object.values(await import(pathToFileURL(path).href))) {
      const declaration = (exported as { declaration?: Declaration } | undefined)?.declaration;
      if (declaration?.code === undefined) continue;
      const other = found.get(declaration.code);
      if (other && other !== declaration) {
        throw new Error(`${declaration.code} is declared twice; the second is in ${path}`);
      }
      found.set(declaration.code, declaration);
    }
  }
  return [...found.values()].sort((a, b) => a.code < b.code ? -1 : 1);
}

function listDeclaringFiles(folder: string): string[] {
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return listDeclaringFiles(path);
    const counts = entry.name.endsWith(".ts") && !entry.name.endsWith("_test.ts");
    return counts && /^export const [A-Z_]+ = fault[<(]/m.test(Deno.readTextFileSync(path)) ? [path] : [];
  }).sort();
}
