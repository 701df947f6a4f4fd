import { choice, listOf, value } from "../../cli/option.ts";
import { withSlash } from "../../domain/release/config/shown_config.ts";
import { PACKAGE_MANAGERS } from "../../domain/release/model.ts";
import { readWorkspace } from "../../domain/release/packages/discovery.ts";
import { type Infer, integer, list, object, oneOf, optional, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import type { ProjectContext } from "../open_project.ts";
import { askChoices, CONFIG_FORMATS, type InitOptions, STRATEGIES } from "./choices.ts";
import { planFiles, writeFiles } from "./files.ts";
import { locateNewConfig } from "./place.ts";

/** Options that say what a new configuration holds. */
export const INIT_OPTIONS = {
  changesetPath: value("PATH", "Changeset directory", { defaultText: ".changesets/", complete: "directories" }),
  environments: listOf("LIST", "Comma-separated environments", {
    defaultText: "production",
    example: "dev,staging,production",
  }),
  defaultEnv: listOf("LIST", "Default environments", { defaultText: "production", example: "production" }),
  strategy: choice("STRATEGY", STRATEGIES, { description: "Versioning strategy", defaultText: "independent" }),
  registry: value("URL", "npm registry URL", { defaultText: "npm's public registry" }),
  configFormat: choice("FORMAT", CONFIG_FORMATS, { description: "Format of the file", defaultText: "toml" }),
} as const;

/** The JSON form of `workspace init`. */
export const INIT_OUTPUT = object({
  configFile: text({ description: "Relative to the root" }),
  configFormat: oneOf(CONFIG_FORMATS),
  strategy: oneOf(STRATEGIES),
  changesetPath: text(),
  environments: list(text()),
  defaultEnvironments: list(text()),
  registry: text(),
  root: text(),
  shape: oneOf(["single", "monorepo"]),
  packageManager: oneOf(PACKAGE_MANAGERS),
  packages: integer({ description: "How many packages were found" }),
  created: list(text(), { description: "Files that were made" }),
  backup: optional(text({ description: "Where the configuration that was there is kept" })),
  nextSteps: list(object({ command: text(), description: text() })),
});

export type InitOutput = Infer<typeof INIT_OUTPUT>;

/**
 * Gives the project in the context's folder a configuration. Faults: `CONFIG_EXISTS`, `OPTION_VALUE_INVALID`, those of
 * `readWorkspace` and `locateNewConfig`.
 */
export async function runInit(context: ProjectContext & { options: InitOptions }): Promise<InitOutput> {
  const { ports: { files }, log } = context;
  log.info("Detecting project type...");
  const place = locateNewConfig(context);
  const workspace = await readWorkspace(files, place.root);
  const { shape, manager, packages } = workspace;
  const manifest = workspace.rootManifestPath ?? "package.json";
  if (files.kindOf(`${place.root}/${manifest}`)) log.info(`Found ${manifest} at root`);
  log.info(
    `Detected: ${
      shape === "single"
        ? "single package project"
        : `monorepo with ${packages.length} package${packages.length === 1 ? "" : "s"}`
    }`,
  );
  log.info(`Package manager: ${manager.name}`);
  workspace.warnings.forEach((warning) => log.warn(warning));
  const choices = await askChoices(context, place);
  log.info("Creating configuration...");
  const plan = await planFiles(files, { place, choices });
  writeFiles(files, plan);
  for (const name of plan.writes.keys()) log.debug(`Wrote ${name}`);
  if (place.top === undefined) {
    log.warn("This is not a git repository: changesets belong to branches, so `git init` comes first");
  }
  return {
    configFile: plan.configFile,
    configFormat: choices.format,
    strategy: choices.strategy,
    changesetPath: withSlash(choices.changesetPath),
    environments: choices.environments,
    defaultEnvironments: choices.defaultEnvironments,
    registry: choices.registry ?? choices.defaultRegistry,
    root: place.root,
    shape,
    packageManager: manager.name,
    packages: packages.length,
    created: [...plan.writes.keys()],
    ...(plan.backup === undefined ? {} : { backup: plan.backup }),
    nextSteps: nextSteps(files.kindOf(`${place.root}/.changeset/config.json`) === "file"),
  };
}

/** What was set up, and what comes next. */
export function initText(value: InitOutput, { style, symbol }: Ui): string {
  const width = Math.max(...value.nextSteps.map((each) => each.command.length));
  return [
    `${style.success(symbol.success)} Configuration initialized successfully`,
    "",
    `  Config file: ${value.configFile}`,
    `  Strategy: ${value.strategy}`,
    `  Changesets: ${value.changesetPath}`,
    `  Environments: ${value.environments.join(", ")}`,
    `  Default: ${value.defaultEnvironments.join(", ")}`,
    ...(value.backup === undefined ? [] : [`  Kept: ${value.backup}`]),
    "",
    "Next steps:",
    ...value.nextSteps.map((each) =>
      `  ${style.highlight(each.command.padEnd(width))}  ${style.dim(each.description)}`
    ),
  ].join("\n");
}

function nextSteps(migrates: boolean) {
  const migration = {
    command: "workspace changeset migrate",
    description: "Take over what is pending in .changeset/",
  };
  return [
    ...(migrates ? [migration] : []),
    { command: "workspace changeset create", description: "Say what a branch changes" },
    { command: "workspace bump --dry-run", description: "Preview the next versions" },
  ];
}
