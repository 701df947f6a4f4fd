import { command } from "../../cli/command.ts";
import { checkConfig, type ConfigCheck } from "../../domain/release/config/check_config.ts";
import { CONFIG_NOT_FOUND } from "../../domain/release/config/faults.ts";
import { readSources } from "../../domain/release/config/read_config.ts";
import { type Fault, isFault } from "../../kernel/fault.ts";
import { boolean, either, integer, list, nothing, object, optional, text } from "../../kernel/schema.ts";
import { configRequest } from "../open_project.ts";

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

export default command({
  description: "Every profile is checked as well. An invalid configuration exits with 10, a missing one with 3.",
  examples: [
    ["workspace config validate", "Check the configuration"],
    ["workspace config validate --format json", "With file, line and column of each problem"],
  ],
  needs: { read: ["project", "user"] },
  output: object({
    valid: boolean(),
    configFile: text(),
    checks: list(object({
      name: text(),
      passed: boolean(),
      note: optional(text({ description: "What is worth knowing although it passed" })),
    })),
    errors: list(PROBLEM),
  }),
  async run(context) {
    const { ports: { files }, log } = context;
    log.info("Loading configuration...");
    const request = configRequest(context);
    const checks: ConfigCheck[] = [{ name: "Config file exists", passed: true, problems: [] }];
    let configFile: string;
    try {
      const reading = await readSources(files, request);
      if (!reading.file) throw CONFIG_NOT_FOUND({ directory: request.directory, path: null });
      configFile = reading.file.name;
      log.info(`Validating ${configFile}...`);
      checks.push(...checkConfig(reading, files));
    } catch (error) {
      if (!isFault(error, "CONFIG_SYNTAX")) throw error;
      configFile = String(error.details.file);
      checks.push({ name: "Config file can be parsed", passed: false, problems: [error] });
    }
    return {
      valid: checks.every(({ passed }) => passed),
      configFile,
      checks: checks.map(({ name, passed, note }) => ({ name, passed, ...(note === undefined ? {} : { note }) })),
      errors: checks.flatMap(({ problems }) => problems.map(problemOf)),
    };
  },
  exit: ({ valid }) => valid ? 0 : 10,
  text({ valid, configFile, checks, errors }, { style, symbol }) {
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
  },
});

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
