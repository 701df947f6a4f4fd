import { checkConfig, type ConfigCheck } from "../../domain/release/config/check_config.ts";
import { CONFIG_NOT_FOUND } from "../../domain/release/config/faults.ts";
import { readSources } from "../../domain/release/config/read_config.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import type { Files } from "../../kernel/ports.ts";
import { boolean, either, type Infer, integer, list, nothing, object, optional, text } from "../../kernel/schema.ts";
import type { Ui } from "../../view/ui.ts";
import { configRequest, type ProjectContext } from "../open_project.ts";

const PROBLEM = object({
  code: text(),
  file: either([text(), nothing]),
  line: either([integer(), nothing]),
  column: either([integer(), nothing]),
  key: either([text(), nothing]),
  message: text(),
  cause: text(),
  hint: text(),
});

/** What a validation of the configuration found. */
export const VALIDATION = object({
  valid: boolean(),
  configFile: text(),
  checks: list(object({
    name: text(),
    passed: boolean(),
    note: optional(text({ description: "What is worth knowing although it passed" })),
  })),
  errors: list(PROBLEM),
});

export type Validation = Infer<typeof VALIDATION>;

/** Validates the configuration of the project in the context's folder. Fault: `CONFIG_NOT_FOUND`. */
export async function validateConfig(context: ProjectContext): Promise<Validation> {
  const { ports: { files }, log } = context;
  log.info("Loading configuration...");
  const request = configRequest(context);
  const checks: ConfigCheck[] = [{ name: "Config file exists", passed: true, problems: [] }];
  let configFile: string;
  try {
    const reading = await readSources(files, request);
    if (!reading.file) throw CONFIG_NOT_FOUND({ directory: request.directory, path: null });
    configFile = reading.file.name;
    log.debug(`Reading config from ${configFile}`);
    log.info(`Validating ${configFile}...`);
    checks.push(...checkConfig(reading, files, { packages: await findPackageNames(files, reading.root) }));
  } catch (error) {
    if (!isFault(error, "CONFIG_SYNTAX")) throw error;
    configFile = String(error.details.file);
    checks.push({ name: "Config file can be parsed", passed: false, problems: [error] });
  }
  for (const { name, passed } of checks) log.debug(`Check: ${name}: ${passed ? "passed" : "failed"}`);
  return {
    valid: checks.every(({ passed }) => passed),
    configFile,
    checks: checks.map(({ name, passed, note }) => ({ name, passed, ...(note === undefined ? {} : { note }) })),
    errors: checks.flatMap(({ problems }) => problems.map(problemOf)),
  };
}

/** Each check, and each problem with why and what to do. */
export function validationText({ valid, configFile, checks, errors }: Validation, { style, symbol }: Ui): string {
  const marks = checks.map(({ name, passed, note }) => {
    const mark = passed ? style.success(symbol.success) : style.error(symbol.error);
    return `  ${mark} ${name}${note === undefined ? "" : style.dim(` (${note})`)}`;
  });
  if (valid) {
    return [`${style.success(symbol.success)} Configuration is valid`, "", "All checks passed:", ...marks].join("\n");
  }
  return [
    `${style.error(symbol.error)} Configuration is invalid: ${configFile}`,
    "",
    "Checks:",
    ...marks,
    "",
    "Problems:",
    ...errors.flatMap(({ message, cause, hint }) => [
      `  ${style.error(symbol.error)} ${message}`,
      `    ${style.dim("why:")} ${cause}`,
      `    ${style.dim("fix:")} ${hint}`,
    ]),
  ].join("\n");
}

/** Undefined where there is no project, or none that can be read: other commands say why. */
async function findPackageNames(files: Files, root: string): Promise<string[] | undefined> {
  const { readWorkspace } = await import("../../domain/release/packages/discovery.ts");
  try {
    return (await readWorkspace(files, root)).packages.map(({ name }) => name);
  } catch (error) {
    if (isFault(error)) return undefined;
    throw error;
  }
}

function problemOf({ code, message, reason, hint, details }: Fault) {
  const { file, line, column, key } = details as Partial<Record<string, never>>;
  return {
    code,
    file: file ?? null,
    line: line ?? null,
    column: column ?? null,
    key: key ?? null,
    message,
    cause: reason,
    hint,
  };
}
