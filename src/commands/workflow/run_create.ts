import type { Context } from "../../cli/command.ts";
import { OPTION_REQUIRED, OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import type { OptionTable } from "../../cli/option.ts";
import { findDuration } from "../../domain/workflow/definition/duration.ts";
import { ID_PATTERN } from "../../domain/workflow/definition/model.ts";
import { cronProblem } from "../../domain/workflow/definition/cron_fields.ts";
import { isTimeZone } from "../../domain/workflow/definition/time_zone.ts";
import { parseParams } from "../../domain/workflow/input/parse_params.ts";
import type { TemplateName } from "../../domain/workflow/templates/template.ts";
import { getTemplate, TEMPLATES } from "../../domain/workflow/templates/templates.ts";
import { editDocument, parseDocument, stringifyDocument } from "../../formats/document.ts";
import type { DocumentEdit } from "../../formats/edit.ts";
import { formatOfPath } from "../../formats/format.ts";
import type { Fault } from "../../kernel/fault.ts";
import { resolvePath } from "../../kernel/path.ts";
import type { Prompt } from "../../kernel/ports.ts";
import { DEFINITION_FILE_EXISTS, DEFINITION_FORMAT_UNKNOWN, WORKFLOW_ID_INVALID } from "./faults.ts";

interface CreateOptions {
  id: string | undefined;
  template: TemplateName | undefined;
  name: string | undefined;
  description: string | undefined;
  timeout: string | undefined;
  schedule: string | undefined;
  timezone: string | undefined;
  force: boolean;
}

type CreateContext =
  & Pick<Context<OptionTable, Record<never, never>>, "directory" | "ports" | "log">
  & { options: CreateOptions; args: { file: string | undefined } };

interface Choices extends Omit<CreateOptions, "id" | "template" | "force"> {
  id: string;
  template: TemplateName;
}

/**
 * Writes a definition. Faults: `WORKFLOW_ID_INVALID`, `OPTION_REQUIRED`, `OPTION_VALUE_INVALID`,
 * `DEFINITION_FILE_EXISTS`, `DEFINITION_FORMAT_UNKNOWN`.
 */
export async function runCreate(context: CreateContext) {
  const { directory, options, args, ports: { files }, log } = context;
  refuseInvalid(options);
  const choices = await askChoices(context);
  const file = args.file ??
    `${files.kindOf(`${directory}/workflows`) === "directory" ? "workflows/" : ""}${choices.id}.yaml`;
  const format = formatOfPath(file);
  if (format !== "yaml" && format !== "json") throw DEFINITION_FORMAT_UNKNOWN({ file });
  const path = resolvePath(directory, file);
  if (files.kindOf(path) !== undefined && !options.force) throw DEFINITION_FILE_EXISTS({ file });
  const written = await definitionText(choices, format);
  files.write(path, written, { createOnly: !options.force });
  log.info(`Wrote ${file}`);
  const { params } = getTemplate(choices.template).workflow;
  return {
    id: choices.id,
    file,
    template: choices.template,
    nextSteps: [
      { command: `workspace workflow validate ${file}`, description: "Check it" },
      { command: `workspace workflow deploy ${file}`, description: "Deploy it" },
      {
        command: `workspace run create ${choices.id}${params === "" ? "" : ` --params ${params}`}`,
        description: "Run it",
      },
    ],
  };
}

async function askChoices({ options, args, ports: { prompt } }: CreateContext): Promise<Choices> {
  const asks = prompt.available;
  const guided = asks && prompt.guided;
  const fromFile = args.file === undefined ? undefined : idOfFile(args.file);
  if (!asks && options.id === undefined && fromFile === undefined) {
    throw OPTION_REQUIRED({ option: "--id", command: "workflow create" });
  }
  const { timezone } = options;
  const id = options.id ?? (asks
    ? await prompt.input("Workflow id:", {
      ...(fromFile === undefined ? {} : { initial: fromFile }),
      validate: (typed) => isId(typed) || "Lower-case letters, digits, '-' and '_'; a letter or digit first",
    })
    : fromFile!);
  if (!isId(id)) throw WORKFLOW_ID_INVALID({ id });
  const template = options.template ?? (asks ? await askTemplate(prompt) : "basic");
  const ask = (given: string | undefined, question: string, validate?: (typed: string) => true | string) =>
    given ?? (guided ? prompt.input(question, validate ? { validate } : {}) : undefined);
  const name = await ask(options.name, "Title (optional):");
  const description = options.description ?? (asks ? await prompt.input("Description (optional):") : undefined);
  const timeout = await ask(
    options.timeout,
    "Time limit of a run (optional, such as 30m):",
    (typed) => typed === "" || findDuration(typed) !== undefined || "A duration such as 30s, 5m or 1h30m",
  );
  const schedule = await ask(
    options.schedule,
    "Schedule (optional, cron such as 0 2 * * *):",
    (typed) => typed === "" || (cronProblem(typed)?.problem ?? true),
  );
  return { id, template, name, description, timeout, schedule, timezone };
}

function askTemplate(prompt: Prompt): Promise<TemplateName> {
  return prompt.select(
    "Choose a template:",
    TEMPLATES.map((each) => ({ value: each.name, label: each.title, description: each.description })),
  );
}

/** The template's definition with what was chosen. */
async function definitionText(choices: Choices, format: "yaml" | "json"): Promise<string> {
  const { workflow, files } = getTemplate(choices.template);
  const template = files(choices.id).get(workflow.file)!;
  // What a file says of its own path and commands is the template's, not the new one's.
  const body = template.replace(/^(?:#.*\n)+/, "");
  const { schedule, timezone } = choices;
  const zone = timezone === undefined ? {} : { timezone };
  // Nobody is there to give a scheduled run what its schema requires.
  const input = workflow.params === "" ? {} : { input: await parseParams([workflow.params]) };
  const stated: [key: string[], value: unknown][] = [
    [["id"], choices.id],
    [["name"], choices.name || titleOf(choices.id)],
    [["description"], choices.description],
    [["config", "timeout"], choices.timeout],
    [["schedule"], schedule ? { cron: schedule, ...zone, ...input } : undefined],
  ];
  const edits: DocumentEdit[] = stated.filter(([, value]) => value !== undefined && value !== "")
    .map(([path, value]) => ({ path, value }));
  const yaml = await editDocument(body, "yaml", edits);
  return format === "yaml" ? yaml : await stringifyDocument((await parseDocument(yaml, "yaml")).value, "json");
}

/** Faults of the options that become a part of the definition: `OPTION_VALUE_INVALID`, all at once. */
function refuseInvalid({ timeout, schedule, timezone }: CreateOptions): void {
  const faults: Fault[] = [];
  const refuse = (option: string, value: string, expected: string, known: string[] = []) =>
    faults.push(OPTION_VALUE_INVALID({ option, value, expected, known }));
  if (timeout && findDuration(timeout) === undefined) {
    refuse("--timeout", timeout, "a duration such as 30s, 5m or 1h30m");
  }
  const cron = schedule ? cronProblem(schedule) : undefined;
  if (cron) refuse("--schedule", schedule!, `a cron expression such as '0 2 * * *': ${cron.problem}`);
  if (timezone !== undefined && !isTimeZone(timezone)) {
    refuse("--timezone", timezone, "an IANA time zone such as Europe/Berlin", Intl.supportedValuesOf("timeZone"));
  }
  if (faults.length > 0) throw new AggregateError(faults);
}

/** `data-pipeline` → `Data Pipeline`. */
function titleOf(id: string): string {
  return id.split(/[-_]+/).filter((word) => word !== "").map((word) => word[0]!.toUpperCase() + word.slice(1)).join(
    " ",
  );
}

function isId(text: string): boolean {
  return new RegExp(ID_PATTERN).test(text);
}

/** `jobs/Nightly Load.yaml` → `nightly-load`. */
function idOfFile(file: string): string | undefined {
  const stem = file.replace(/^.*[\\/]/, "").replace(/\.[^.]*$/, "").toLowerCase().replace(/[^a-z0-9_-]+/g, "-");
  const id = stem.replace(/^[-_]+|[-_]+$/g, "").slice(0, 64);
  return isId(id) ? id : undefined;
}
