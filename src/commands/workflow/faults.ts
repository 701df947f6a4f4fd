import { fault } from "../../kernel/fault.ts";
import { didYouMean } from "../../kernel/suggest.ts";

export const DEFINITION_FILE_NOT_FOUND = fault<{ file: string; known: string[] }>({
  code: "DEFINITION_FILE_NOT_FOUND",
  exit: 8,
  when: "The file of a workflow's definition is not there.",
  message: ({ file }) => `Definition '${file}' not found`,
  cause: () => "There is no such file or folder.",
  hint: ({ file, known }) =>
    didYouMean(file, known, "Check the path; `workspace workflow create` makes a new definition."),
});

export const DEFINITIONS_NOT_FOUND = fault<{ where: string; kind: "folder" | "pattern" }>({
  code: "DEFINITIONS_NOT_FOUND",
  exit: 8,
  when: "A folder or pattern that is given has no definitions of workflows.",
  message: ({ where }) => `No definitions of workflows found in '${where}'`,
  cause: ({ kind }) =>
    kind === "folder"
      ? "The folder and those in it have no .yaml, .yml or .json file with `tasks`."
      : "The pattern fits no .yaml, .yml or .json file.",
  hint: () => "Check the path; `workspace workflow create` makes a new definition.",
});

export const DEFINITION_FORMAT_UNKNOWN = fault<{ file: string }>({
  code: "DEFINITION_FORMAT_UNKNOWN",
  exit: 2,
  when: "The file of a definition has an ending that is neither of YAML nor of JSON.",
  message: ({ file }) => `'${file}' is neither YAML nor JSON`,
  cause: () => "The format follows from the ending: .yaml, .yml or .json.",
  hint: () => "Rename the file.",
});

export const DEFINITION_FILE_EXISTS = fault<{ file: string }>({
  code: "DEFINITION_FILE_EXISTS",
  exit: 5,
  when: "`workflow create` would overwrite a file.",
  message: ({ file }) => `'${file}' exists already`,
  cause: () => "Nothing is overwritten unless asked for.",
  hint: () => "Choose another id or file, or add --force to replace it.",
});

export const WORKFLOW_ID_INVALID = fault<{ id: string }>({
  code: "WORKFLOW_ID_INVALID",
  exit: 2,
  when: "The id of a new workflow is not one.",
  message: ({ id }) => `Invalid workflow id '${id}'`,
  cause: () => "An id has lower-case letters, digits, '-' and '_' (at most 64) and begins with a letter or digit.",
  hint: () => "Give another one, such as data-pipeline.",
});
