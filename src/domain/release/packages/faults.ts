import { fault } from "../../../kernel/fault.ts";

/** A file that describes the project is not JSON or YAML. */
export const MANIFEST_INVALID = fault<{ file: string; line: number; column: number; problem: string }>({
  code: "MANIFEST_INVALID",
  exit: 3,
  when: "A package.json, deno.json, pnpm-workspace.yaml, lerna.json or .yarnrc.yml cannot be parsed.",
  message: ({ file, line, column }) => `${file}:${line}:${column}: the file cannot be parsed`,
  cause: ({ problem }) => `${problem}.`,
  hint: ({ file, line }) => `Correct line ${line} of ${file}.`,
});

/** A field of such a file has a type that its package manager does not accept. */
export const MANIFEST_FIELD_INVALID = fault<
  { file: string; line: number; column: number; field: string; found: string; expected: string }
>({
  code: "MANIFEST_FIELD_INVALID",
  exit: 3,
  when: "A field of a package.json, deno.json, pnpm-workspace.yaml, lerna.json or .yarnrc.yml has the wrong type.",
  message: ({ file, line, column, field }) =>
    `${file}:${line}:${column}: ${field === "" ? "the file" : `'${field}'`} is invalid`,
  cause: ({ field, found, expected }) => `${field === "" ? "It" : `'${field}'`} must be ${expected}, but is ${found}.`,
  hint: ({ file, field }) => field === "" ? `Correct ${file}.` : `Correct '${field}' in ${file}.`,
});

/** There is nothing at the root that describes a project. */
export const MANIFEST_NOT_FOUND = fault<{ root: string }>({
  code: "MANIFEST_NOT_FOUND",
  exit: 8,
  when: "The project's root has no package.json and no deno.json.",
  message: ({ root }) => `No package.json or deno.json in ${root}`,
  cause: () => "A project is found by the package.json (or pnpm-workspace.yaml, lerna.json, deno.json) in its root.",
  hint: () => "Run in a project's folder, name it with --root, or create one with `npm init` or `deno init`.",
});

/** Two packages with one name: releases and references could not tell them apart. */
export const PACKAGE_NAME_DUPLICATE = fault<{ name: string; files: string[] }>({
  code: "PACKAGE_NAME_DUPLICATE",
  exit: 3,
  when: "Two packages of the project have the same name.",
  message: ({ name }) => `The name '${name}' is used by more than one package`,
  cause: ({ files }) => `It stands in ${files.join(" and ")}.`,
  hint: () => "Rename one of them, or exclude its folder from the workspaces with a pattern that starts with '!'.",
});
