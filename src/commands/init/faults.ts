import { fault } from "../../kernel/fault.ts";

export const PROJECT_NAME_INVALID = fault<{ name: string }>({
  code: "PROJECT_NAME_INVALID",
  exit: 2,
  when: "The name of a new project cannot be that of its folder.",
  message: ({ name }) => `Invalid project name '${name}'`,
  cause: () => "It becomes the name of a folder: letters, digits, '.', '_' and '-', beginning with a letter or digit.",
  hint: () => "Give another name, such as my-workflows.",
});

export const PROJECT_EXISTS = fault<{ name: string; kind: string }>({
  code: "PROJECT_EXISTS",
  exit: 5,
  when: "The folder of a new project is there already and not empty.",
  message: ({ name }) => `'${name}' exists already`,
  cause: ({ kind }) => kind === "folder" ? "The folder is not empty, and nothing is overwritten." : "It is a file.",
  hint: () => "Give another name with --name, or remove it.",
});

export const GIT_INIT_FAILED = fault<{ name: string; output: string }>({
  code: "GIT_INIT_FAILED",
  exit: 4,
  when: "A new project's git repository could not be made.",
  message: ({ name }) => `The git repository of '${name}' could not be made`,
  cause: ({ output }) => output || "git said nothing about it.",
  hint: ({ name }) => `The project's files are there; try \`git init ${name}\`.`,
});
