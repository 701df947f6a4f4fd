import { parseJson } from "../../../formats/json.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import { either, integer, list, nothing, object, type Schema, text, violations } from "../../../kernel/schema.ts";
import type { Backup } from "./model.ts";

export const SHA256 = text({ pattern: "^[0-9a-f]{64}$" });

/** The fields of one file of a backup. */
export const BACKUP_FILE_FIELDS = {
  path: text({ minLength: 1, description: "Relative to the project's root" }),
  sha256: either([SHA256, nothing], { description: "Null where the file did not exist" }),
  size: integer({ minimum: 0, description: "Bytes" }),
  mode: either([integer({ minimum: 0 }), nothing], { description: "Permission bits" }),
};

/** The fields of a backup besides its files. */
export const BACKUP_FIELDS = {
  id: text({ minLength: 1 }),
  createdAt: text({ description: "ISO 8601, UTC" }),
  command: text({ description: "What was about to be run" }),
  reason: text(),
  packages: list(text(), { description: "Packages of the project whose files are in it" }),
  upgrades: list(object({ package: text(), from: text(), to: text() })),
};

const FILE_SCHEMA: Schema = {
  ...object({ format: integer(), ...BACKUP_FIELDS, files: list(object(BACKUP_FILE_FIELDS)), folders: list(text()) }),
  additionalProperties: true,
};

/** The text of `backup.json`. */
export function formatBackup(backup: Backup): string {
  return `${JSON.stringify({ format: 1, ...backup }, null, 2)}\n`;
}

/** Reads `backup.json` of the folder `id`; a text that says what is wrong where it cannot be used. */
export function parseBackup(content: string, id: string): Backup | { problem: string } {
  let value: unknown;
  try {
    value = parseJson(content);
  } catch (error) {
    if (!(error instanceof DocumentSyntaxError)) throw error;
    return { problem: `backup.json is not valid JSON: ${error.message} (line ${error.line}).` };
  }
  const [violation] = violations(FILE_SCHEMA, value);
  if (violation) {
    return { problem: `'${violation.path.join(".")}' in backup.json is not ${violation.expected}.` };
  }
  const { format, ...backup } = value as Backup & { format: number };
  if (format !== 1) return { problem: `backup.json has format ${format}, which a newer version wrote.` };
  if (!isInstant(backup.createdAt)) return { problem: `'createdAt' in backup.json is not a time.` };
  const outside = [...backup.files.map(({ path }) => path), ...backup.folders].find((path) => !staysInside(path));
  if (outside !== undefined) return { problem: `'${outside}' in backup.json leads out of the project.` };
  return { ...backup, id };
}

/** Whether a path, relative to the project's root, leads to something in the project. */
export function staysInside(path: string): boolean {
  return !/^([a-zA-Z]:|[\\/])/.test(path) && !path.split(/[\\/]/).some((part) => part === ".." || part === "");
}

function isInstant(text: string): boolean {
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}
