import type { Context } from "../../cli/command.ts";
import { OPTION_REQUIRED } from "../../cli/faults.ts";
import type { OptionTable } from "../../cli/option.ts";
import { locateProject } from "../../domain/release/config/locate.ts";
import type { Template, TemplateName } from "../../domain/workflow/templates/template.ts";
import { getTemplate, TEMPLATES } from "../../domain/workflow/templates/templates.ts";
import { boolean, type Infer, list, object, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { GIT_INIT_FAILED, PROJECT_EXISTS, PROJECT_NAME_INVALID } from "./faults.ts";

/** The JSON form of `workspace init --template`. */
export const ONBOARDING_OUTPUT = object({
  project: text({ description: "Name of the project and of its folder" }),
  root: text({ description: "Absolute" }),
  template: text(),
  configFile: text(),
  created: list(text(), { description: "Files that were made, relative to the root" }),
  git: boolean({ description: "Whether a git repository was made" }),
  nextSteps: list(object({ command: text(), description: text() })),
});
export type Onboarding = Infer<typeof ONBOARDING_OUTPUT>;

export interface OnboardingOptions {
  template: TemplateName | undefined;
  name: string | undefined;
  git: boolean;
}

type OnboardingContext =
  & Pick<Context<OptionTable, Record<never, never>>, "directory" | "globals" | "ports" | "log">
  & { options: OnboardingOptions };

const CONFIG_FILE = "repo.config.yaml";

/** What makes a folder a project of packages. */
const MANIFESTS = ["package.json", "pnpm-workspace.yaml", "lerna.json", "deno.json", "deno.jsonc"];

/** Whether nothing is there that `init` could give a configuration: no packages, and none yet. */
export function isNewPlace(
  { directory, ports: { files, git } }: Pick<OnboardingContext, "directory" | "ports">,
): boolean {
  const { root, file } = locateProject(files, { directory, top: git(directory).findLocation()?.top });
  return file === undefined && MANIFESTS.every((name) => files.kindOf(`${root}/${name}`) === undefined);
}

/**
 * Makes a project of workflows in a folder of its own (PRD "Onboarding Flow"): what was not given is asked for. Faults:
 * `PROJECT_NAME_INVALID`, `PROJECT_EXISTS`, `OPTION_REQUIRED`, `GIT_INIT_FAILED`.
 */
export async function runOnboarding(context: OnboardingContext): Promise<Onboarding> {
  const { directory, ports: { files, processes }, log } = context;
  const { name, template, git } = await askOnboarding(context);
  const root = `${directory.replace(/\/$/, "")}/${name}`;
  log.info(`Creating ${name} from the template ${template.name}...`);
  refuseExisting(context, name);
  const contents = template.files(name);
  // The configuration comes last: what exists only with all the rest is there.
  const paths = [...contents.keys()].sort((a, b) => Number(a === CONFIG_FILE) - Number(b === CONFIG_FILE));
  for (const path of paths) {
    files.write(`${root}/${path}`, contents.get(path)!, { createOnly: true });
    log.debug(`Wrote ${path}`);
  }
  if (git) {
    log.info("Initializing git repository...");
    const { code, stderr } = await processes.run("git", ["init", "--quiet"], { cwd: root });
    if (code !== 0) throw GIT_INIT_FAILED({ name, output: stderr.trim() });
  }
  const { id, file, params } = template.workflow;
  return {
    project: name,
    root,
    template: template.name,
    configFile: CONFIG_FILE,
    created: paths,
    git,
    nextSteps: [
      { command: `cd ${name}`, description: "Go to the project" },
      { command: `workspace workflow deploy ${file}`, description: "Deploy its workflow" },
      { command: `workspace run create ${id}${params === "" ? "" : ` --params ${params}`}`, description: "Run it" },
    ],
  };
}

/** The end of the onboarding, as the PRD shows it. */
export function onboardingText({ nextSteps }: Onboarding, { style, symbol }: Ui): string {
  return [
    `${style.success(symbol.success)} Project created! Next steps:`,
    ...nextSteps.map(({ command }, i) => `  ${i + 1}. ${style.highlight(command)}`),
  ].join("\n");
}

async function askOnboarding(
  { directory, options, ports }: OnboardingContext,
): Promise<{ name: string; template: Template; git: boolean }> {
  const { prompt } = ports;
  if (options.name !== undefined) refuseName(options.name);
  const asks = prompt.available;
  if (!asks && options.template === undefined) throw OPTION_REQUIRED({ option: "--template", command: "init" });
  if (asks) prompt.say("✨ Welcome to workspace! Let's set up your first project.\n");
  const initial = options.template === undefined || options.template === "basic" ? "my-workflows" : options.template;
  const name = options.name ??
    (asks ? await prompt.input("Project name:", { initial, validate: isFree }) : initial);
  refuseExisting({ directory, ports }, name);
  const template = options.template ?? await prompt.select(
    "Choose a template:",
    TEMPLATES.map((each) => ({ value: each.name, label: each.title })),
  );
  const inside = ports.git(directory).findLocation() !== undefined;
  const git = options.git || asks && await prompt.confirm("Initialize Git repository?", { initial: !inside });
  return { name, template: getTemplate(template), git };

  function isFree(typed: string): true | string {
    if (!isProjectName(typed)) return "Letters, digits, '.', '_' and '-', beginning with a letter or digit";
    return occupant({ directory, ports }, typed) === undefined || `'${typed}' exists already`;
  }
}

type Place = Pick<OnboardingContext, "directory" | "ports">;

function refuseExisting(place: Place, name: string): void {
  const kind = occupant(place, name);
  if (kind !== undefined) throw PROJECT_EXISTS({ name, kind });
}

/** What is in the way of a new folder; an empty one is not. */
function occupant({ directory, ports: { files } }: Place, name: string): "folder" | "file" | undefined {
  const path = `${directory}/${name}`;
  const kind = files.kindOf(path);
  if (kind === undefined) return undefined;
  if (kind !== "directory") return "file";
  return files.list(path)!.length > 0 ? "folder" : undefined;
}

function refuseName(name: string): void {
  if (!isProjectName(name)) throw PROJECT_NAME_INVALID({ name });
}

/** A folder's name on every system: no path, nothing hidden, none of the names that Windows keeps for devices. */
function isProjectName(name: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?$/.test(name) &&
    !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name);
}
