import { fault } from "../../../kernel/fault.ts";
import { didYouMean } from "../../../kernel/suggest.ts";

/** `changelog.format = "custom"` without a template to fill; `file` is what changelog.template says. */
export const CHANGELOG_TEMPLATE_MISSING = fault<{ file: string }>({
  code: "CHANGELOG_TEMPLATE_MISSING",
  exit: 3,
  when: 'changelog.format is "custom", and changelog.template names no file with content.',
  message: ({ file }) =>
    file === "" ? "The changelog has no template" : `The changelog template '${file}' is missing or empty`,
  cause: () => "changelog.format is 'custom', which needs a file with content in changelog.template.",
  hint: () =>
    "Name the file with `workspace config set changelog.template <PATH>`, or choose another changelog.format.",
});

/** A variable or loop in a changelog template that does not exist where it stands. */
export const CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN = fault<
  { name: string; line: number; column: number; known: string[] }
>(
  {
    code: "CHANGELOG_TEMPLATE_VARIABLE_UNKNOWN",
    exit: 3,
    when: "A changelog template uses a variable that does not exist at that place.",
    message: ({ name, line, column }) =>
      `Unknown variable '{${name}}' in the changelog template, line ${line}:${column}`,
    cause: ({ known }) => `What can stand there: ${known.map((each) => `{${each}}`).join(" ")}.`,
    hint: ({ name, known }) => didYouMean(name, known, "Use one of these variables, or remove it."),
  },
);

/** A loop or condition of a changelog template that does not end, or ends without a beginning. */
export const CHANGELOG_TEMPLATE_UNBALANCED = fault<
  { name: string; line: number; column: number; expected: string | null }
>({
  code: "CHANGELOG_TEMPLATE_UNBALANCED",
  exit: 3,
  when: "A block of a changelog template is not closed, or is closed without having been opened.",
  message: ({ name, line, column }) => `Unbalanced '{${name}}' in the changelog template, line ${line}:${column}`,
  cause: ({ name, expected }) =>
    name.startsWith("/")
      ? (expected === null ? "No block is open there." : `The block that is open there is '${expected}'.`)
      : "The block is never closed.",
  hint: ({ name, expected }) =>
    name.startsWith("/")
      ? (expected === null ? `Remove '{${name}}'.` : `Write '{/${expected}}'.`)
      : `Add '{/${name.slice(1)}}' where the block ends.`,
});

/** An entry of `changelog.excludePatterns` that is no regular expression. */
export const CHANGELOG_PATTERN_INVALID = fault<{ pattern: string; problem: string }>({
  code: "CHANGELOG_PATTERN_INVALID",
  exit: 3,
  when: "changelog.excludePatterns holds text that is no regular expression.",
  message: ({ pattern }) => `'${pattern}' in changelog.excludePatterns is not a regular expression`,
  cause: ({ problem }) => problem,
  hint: () => "Correct it; characters such as ( [ * + ? are escaped by a backslash.",
});
