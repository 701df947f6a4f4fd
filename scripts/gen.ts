/**
 * Writes the documentation that follows from the code into `docs/`. With `--check` nothing is written: it fails and
 * names what is stale.
 */
import { fileURLToPath } from "node:url";
import { tree } from "../src/commands/tree.ts";
import { commandPages } from "./generate/command_pages.ts";
import { configurationPage } from "./generate/configuration_page.ts";
import { errorsPage } from "./generate/errors_page.ts";
import { loadCommands } from "./generate/load_commands.ts";
import { manPages } from "./generate/man_pages.ts";
import { permissionsPage } from "./generate/permissions_page.ts";
import { schemaFiles } from "./generate/schema_files.ts";
import { staleFiles } from "./generate/stale_files.ts";
import { workflowDefinitionPage } from "./generate/workflow_definition_page.ts";

const top = fileURLToPath(new URL("../", import.meta.url));
const commands = await loadCommands(tree);
const files = new Map([
  ...commandPages(commands, tree),
  ["docs/errors.md", await errorsPage(`${top}src`)] as const,
  ["docs/permissions.md", permissionsPage(commands)] as const,
  ["docs/configuration.md", configurationPage()] as const,
  ["docs/workflow-definition.md", workflowDefinitionPage()] as const,
  ...manPages(commands, tree),
  ...schemaFiles(commands),
]);
const stale = staleFiles(files, { top, folders: ["docs/cli", "docs/man", "docs/schemas"] });

if (!Deno.args.includes("--check")) {
  for (const path of stale) {
    const content = files.get(path);
    if (content === undefined) Deno.removeSync(`${top}${path}`);
    else {
      Deno.mkdirSync(`${top}${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
      Deno.writeTextFileSync(`${top}${path}`, content);
    }
  }
  console.log(`${files.size} generated files, ${stale.length} changed`);
} else if (stale.length > 0) {
  console.error(`Stale, run \`deno task gen\`:\n${stale.map((path) => `  ${path}`).join("\n")}`);
  Deno.exitCode = 1;
} else console.log(`${files.size} generated files are up to date`);
