import { fault } from "../kernel/fault.ts";
import { didYouMean } from "../kernel/suggest.ts";

export const COMMAND_UNKNOWN = fault<{ word: string; within: string; known: string[] }>({
  code: "COMMAND_UNKNOWN",
  exit: 2,
  when: "The command line names a command that does not exist.",
  message: ({ word, within }) => `Unknown command '${within === "" ? word : `${within} ${word}`}'`,
  cause: ({ within }) => within === "" ? "No command has this name." : `'${within}' has no action of this name.`,
  hint: ({ word, within, known }) =>
    didYouMean(word, known, `\`workspace ${within === "" ? "help" : `help ${within}`}\` lists the commands.`),
});

export const ACTION_MISSING = fault<{ group: string; actions: string[] }>({
  code: "ACTION_MISSING",
  exit: 2,
  when: "The command line names an object without saying what to do with it.",
  message: ({ group }) => `'workspace ${group}' needs an action`,
  cause: ({ group, actions }) => `The actions of '${group}' are ${actions.join(", ")}.`,
  hint: ({ group }) => `\`workspace help ${group}\` explains them.`,
});

export const OPTION_UNKNOWN = fault<{ option: string; command: string; known: string[] }>({
  code: "OPTION_UNKNOWN",
  exit: 2,
  when: "The command line has an option that the command does not know.",
  message: ({ option }) => `Unknown option '${option}'`,
  cause: ({ command }) => `'workspace${command === "" ? "" : ` ${command}`}' has no such option.`,
  hint: ({ option, command, known }) =>
    didYouMean(option, known, `\`workspace${command === "" ? "" : ` ${command}`} --help\` lists the options.`),
});

export const OPTION_VALUE_MISSING = fault<{ option: string; placeholder: string; next: string | null }>({
  code: "OPTION_VALUE_MISSING",
  exit: 2,
  when: "An option that takes a value stands without one.",
  message: ({ option }) => `Option '${option}' needs a value`,
  cause: ({ option, next }) =>
    next === null ? `Nothing follows '${option}'.` : `'${next}', which follows '${option}', is an option itself.`,
  hint: ({ option, placeholder, next }) =>
    next === null ? `Write ${option} <${placeholder}>.` : `Write ${option}=${next} if that is the value.`,
});

export const OPTION_VALUE_UNEXPECTED = fault<{ option: string; value: string }>({
  code: "OPTION_VALUE_UNEXPECTED",
  exit: 2,
  when: "An option that is only on or off was given a value.",
  message: ({ option, value }) => `Option '${option}' takes no value, found '${value}'`,
  cause: () => "It is only on or off.",
  hint: ({ option }) => `Write ${option} alone.`,
});

export const OPTION_VALUE_INVALID = fault<{ option: string; value: string; expected: string; known: string[] }>({
  code: "OPTION_VALUE_INVALID",
  exit: 2,
  when: "The value of an option is not one that it can have.",
  message: ({ option, value }) => `Invalid value '${value}' for ${option}`,
  cause: ({ expected }) => `Expected ${expected}.`,
  hint: ({ value, known, expected }) => didYouMean(value, known, `Give ${expected}.`),
});

export const OPTIONS_CONFLICT = fault<{ first: string; second: string }>({
  code: "OPTIONS_CONFLICT",
  exit: 2,
  when: "Two options that exclude each other were given together.",
  message: ({ first, second }) => `Options ${first} and ${second} cannot be used together`,
  cause: () => "Each asks for what the other rules out.",
  hint: ({ first, second }) => `Leave out ${first} or ${second}.`,
});

export const OPTION_REQUIRES = fault<{ option: string; required: string[] }>({
  code: "OPTION_REQUIRES",
  exit: 2,
  when: "An option was given without the one it belongs to.",
  message: ({ option, required }) => `Option ${option} needs ${required.join(" or ")}`,
  cause: ({ option }) => `${option} has no meaning alone.`,
  hint: ({ required }) => `Add ${required.join(" or ")}.`,
});

export const OPTION_REQUIRED = fault<{ option: string; command: string }>({
  code: "OPTION_REQUIRED",
  exit: 2,
  when: "A value that a command cannot do without is missing, and nobody can be asked.",
  message: ({ option }) => `Missing required option ${option}`,
  cause: () =>
    "There is no default for it, and without a terminal (or with --no-interactive or CI set) it is not asked for.",
  hint: ({ command, option }) => `Add ${option}; \`workspace ${command} --help\` explains it.`,
});

export const ARGUMENT_MISSING = fault<{ argument: string; command: string }>({
  code: "ARGUMENT_MISSING",
  exit: 2,
  when: "A required argument is missing.",
  message: ({ argument }) => `Missing argument <${argument}>`,
  cause: ({ command }) => `'workspace ${command}' cannot do without it.`,
  hint: ({ command }) => `\`workspace ${command} --help\` shows its arguments.`,
});

export const ARGUMENT_UNEXPECTED = fault<{ argument: string; command: string }>({
  code: "ARGUMENT_UNEXPECTED",
  exit: 2,
  when: "The command line has more arguments than the command takes.",
  message: ({ argument }) => `Unexpected argument '${argument}'`,
  cause: ({ command }) => `'workspace ${command}' takes no further argument.`,
  hint: ({ command }) => `\`workspace ${command} --help\` shows its arguments; quote a value that has spaces.`,
});

export const ARGUMENT_INVALID = fault<{ argument: string; value: string; known: string[] }>({
  code: "ARGUMENT_INVALID",
  exit: 2,
  when: "An argument is not one of the words it can be.",
  message: ({ argument, value }) => `Invalid value '${value}' for <${argument}>`,
  cause: ({ known }) => `Expected one of ${known.join(", ")}.`,
  hint: ({ value, known }) => didYouMean(value, known, `Give one of ${known.join(", ")}.`),
});

export const INPUT_FILE_NOT_FOUND = fault<{ path: string }>({
  code: "INPUT_FILE_NOT_FOUND",
  exit: 8,
  when: "A file that is named on the command line is not there.",
  message: ({ path }) => `File '${path}' not found`,
  cause: () => "There is no file at this path, seen from --root or the current folder.",
  hint: () => "Check the path.",
});

export const CONFIRMATION_REQUIRED = fault<{ action: string }>({
  code: "CONFIRMATION_REQUIRED",
  exit: 2,
  when: "Something that destroys must be confirmed, and nobody can be asked.",
  message: ({ action }) => `${action} needs a confirmation`,
  cause: () => "There is no terminal to ask on (or --no-interactive or CI is set).",
  hint: () => "Add --force to confirm it.",
});

export const CANCELLED = fault<{ action: string }>({
  code: "CANCELLED",
  exit: 1,
  when: "The answer to a confirmation was no.",
  message: ({ action }) => `${action} was cancelled`,
  cause: () => "The confirmation was answered with no.",
  hint: () => "Nothing was changed.",
});

export const ROOT_NOT_FOUND = fault<{ path: string }>({
  code: "ROOT_NOT_FOUND",
  exit: 5,
  when: "`--root` names a folder that does not exist.",
  message: ({ path }) => `Root directory '${path}' does not exist`,
  cause: () => "--root must be an existing folder.",
  hint: () => "Check the path given with --root.",
});

export const INTERNAL = fault<{ error: string }>({
  code: "INTERNAL",
  exit: 70,
  when: "A bug in workspace.",
  message: ({ error }) => `Internal error: ${error}`,
  cause: () => "This is a bug in workspace, not in what you did.",
  hint: () => "Run it again with --debug and report it with the command line and the stack trace.",
});

export const PERMISSION_DENIED = fault<{ permission: string }>({
  code: "PERMISSION_DENIED",
  exit: 1,
  when: "The program was started with fewer permissions than the command states.",
  message: ({ permission }) => `Permission denied: ${permission}`,
  cause: () => "The program was started without a permission that the command needs.",
  hint: () => "`workspace permissions` lists what each command needs.",
});
