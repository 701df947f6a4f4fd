import { parseDocument } from "../../../formats/document.ts";
import { type DocumentPath, DocumentSyntaxError, type ParsedDocument } from "../../../formats/position.ts";
import type { Fault } from "../../../kernel/fault.ts";
import { isAbsolutePath } from "../../../kernel/path.ts";
import type { PluginPermissions } from "../../../kernel/plugin.ts";
import {
  boolean,
  type Infer,
  integer,
  json,
  list,
  object,
  oneOf,
  optional,
  text,
  violations,
} from "../../../kernel/schema.ts";
import { dotted } from "../config/source.ts";
import { PLUGIN_MANIFEST_INVALID } from "./faults.ts";

const NAME = { pattern: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$" };
const SUMMARY = text({ minLength: 1 });

export const PLUGIN_OPTION = object({
  name: text({ ...NAME, description: "As typed, without dashes" }),
  type: oneOf(["flag", "text", "integer", "list"]),
  summary: SUMMARY,
  values: optional(list(text({ minLength: 1 }))),
  required: optional(boolean()),
  minimum: optional(integer()),
});

export const PLUGIN_ARGUMENT = object({
  name: text(NAME),
  summary: SUMMARY,
  required: optional(boolean()),
  variadic: optional(boolean({ description: "Takes all that follows; only the last one may" })),
});

const PATHS = optional(list(text({ minLength: 1 })));

/** Shape of a plugin's manifest. */
export const MANIFEST_SCHEMA = object({
  $schema: optional(json()),
  name: text(NAME),
  version: text({ minLength: 1 }),
  module: text({ minLength: 1, description: "Its JavaScript, one file that imports nothing" }),
  commands: optional(list(object({
    name: text(NAME),
    summary: SUMMARY,
    options: optional(list(PLUGIN_OPTION)),
    arguments: optional(list(PLUGIN_ARGUMENT)),
  }))),
  formatters: optional(list(object({ name: text(NAME), summary: SUMMARY }))),
  auditRules: optional(list(object({ name: text(NAME), summary: SUMMARY }))),
  permissions: optional(object({ read: PATHS, write: PATHS, net: PATHS, run: PATHS, env: PATHS })),
});

export type PluginManifest = Infer<typeof MANIFEST_SCHEMA>;
export type PluginCommand = NonNullable<PluginManifest["commands"]>[number];

/** Names that a manifest must not take. */
export interface Reserved {
  commands: readonly string[];
  options: readonly string[];
  formats: readonly string[];
}

/**
 * Reads a manifest's text; `name` is the file, for faults. All that is wrong with it is thrown at once, with file,
 * line and column: `PLUGIN_MANIFEST_INVALID`.
 */
export async function readManifest(
  source: string,
  { name, reserved }: { name: string; reserved: Reserved },
): Promise<PluginManifest> {
  const document = await parseManifest(source, name);
  const { value } = document;
  const problems = violations(MANIFEST_SCHEMA, value).map((each) => {
    const key = dotted(each.path) || "the manifest";
    const problem = each.kind === "unknown"
      ? `unknown key '${key}'`
      : each.kind === "missing"
      ? `'${key}' is missing`
      : `'${key}' must be ${each.kind === "pattern" ? "a name of small letters, digits and dashes" : each.expected}`;
    return invalid({ document, name, path: each.path, problem, known: each.candidates, found: each.path.at(-1) });
  });
  if (problems.length === 0) {
    problems.push(
      ...ruleProblems(value as PluginManifest, reserved)
        .map(({ path, problem }) => invalid({ document, name, path, problem })),
    );
  }
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new AggregateError(problems);
  return value as PluginManifest;
}

/** Permissions of a manifest, complete. */
export function statedPermissions({ permissions = {} }: PluginManifest): PluginPermissions {
  const { read = [], write = [], net = [], run = [], env = [] } = permissions;
  return { read, write, net, run, env };
}

async function parseManifest(source: string, name: string): Promise<ParsedDocument> {
  try {
    return await parseDocument(source, "json");
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    const { line, column, message } = error;
    throw PLUGIN_MANIFEST_INVALID({ source: `${name}:${line}:${column}`, problem: message, known: [], found: "" });
  }
}

interface Problem {
  path: DocumentPath;
  problem: string;
}

function invalid(
  { document, name, path, problem, known = [], found }: Problem & {
    document: ParsedDocument;
    name: string;
    known?: readonly string[];
    found?: string | number | undefined;
  },
): Fault {
  const position = [path, path.slice(0, -1)].map(document.locate).find((each) => each !== undefined);
  const { line, column } = position ?? { line: 1, column: 1 };
  const source = `${name}:${line}:${column}`;
  return PLUGIN_MANIFEST_INVALID({ source, problem, known: [...known], found: String(found ?? "") });
}

/** What a schema cannot say. */
function ruleProblems(manifest: PluginManifest, reserved: Reserved): Problem[] {
  const problems: Problem[] = [];
  const refuse = (path: DocumentPath, problem: string) => problems.push({ path, problem });
  const unique = (path: DocumentPath, names: readonly string[]) =>
    names.forEach((name, i) => {
      if (names.indexOf(name) < i) refuse([...path, i, "name"], `'${name}' is there twice`);
    });
  if (!staysInside(manifest.module)) refuse(["module"], "'module' must be a file in the plugin's folder");
  else if (!/\.m?js$/.test(manifest.module)) refuse(["module"], "'module' must be JavaScript (.js or .mjs)");

  const { commands = [], formatters = [], auditRules = [] } = manifest;
  unique(["commands"], commands.map(({ name }) => name));
  unique(["formatters"], formatters.map(({ name }) => name));
  unique(["auditRules"], auditRules.map(({ name }) => name));
  commands.forEach((command, i) => {
    if (reserved.commands.includes(command.name)) {
      refuse(["commands", i, "name"], `'${command.name}' is a command of workspace`);
    }
    const { options = [], arguments: args = [] } = command;
    unique(["commands", i, "options"], options.map(({ name }) => name));
    unique(["commands", i, "arguments"], args.map(({ name }) => name));
    options.forEach((option, j) => {
      const path = ["commands", i, "options", j];
      if (reserved.options.includes(option.name)) refuse(path, `'--${option.name}' is an option of every command`);
    });
    args.forEach((arg, j) => {
      const path = ["commands", i, "arguments", j];
      if (arg.variadic && j < args.length - 1) {
        refuse(path, `'${arg.name}' takes all that follows and must be the last`);
      }
    });
  });
  formatters.forEach(({ name }, i) => {
    if (reserved.formats.includes(name)) refuse(["formatters", i, "name"], `'${name}' is a format of workspace`);
  });

  const permissions = statedPermissions(manifest);
  const each = (kind: keyof PluginPermissions, fits: (item: string) => boolean, expected: string) =>
    permissions[kind].forEach((item, i) => {
      if (!fits(item)) refuse(["permissions", kind, i], `'${item}' must be ${expected}`);
    });
  each("read", staysInside, "a path in the project, relative to its root");
  each("write", staysInside, "a path in the project, relative to its root");
  each("net", (item) => /^(\[[0-9a-fA-F:]+\]|[\w-]+(\.[\w-]+)*)(:\d{1,5})?$/.test(item), "a host, or host:port");
  each("run", (item) => /^[\w][\w.+-]*$/.test(item), "the name of a program");
  each("env", (item) => /^[A-Za-z_]\w*$/.test(item), "the name of an environment variable");
  return problems;
}

/** Whether a path, seen from some folder, cannot lead out of it. */
export function staysInside(path: string): boolean {
  return !isAbsolutePath(path) && !/^[a-zA-Z]:|\0/.test(path) && !path.split(/[\\/]/).includes("..");
}
