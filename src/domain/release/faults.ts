import { fault } from "../../kernel/fault.ts";
import { didYouMean } from "../../kernel/suggest.ts";

/** A name that is no package of the project. */
export const PACKAGE_NOT_FOUND = fault<{ name: string; known: string[] }>({
  code: "PACKAGE_NOT_FOUND",
  exit: 8,
  when: "An option or a changeset names a package that the project does not have.",
  message: ({ name }) => `Package '${name}' not found`,
  cause: ({ known }) =>
    known.length === 0 ? "The project has no packages." : "No package.json of the project has this name.",
  hint: ({ name, known }) => didYouMean(name, known, "`workspace graph` shows all packages of the project."),
});
