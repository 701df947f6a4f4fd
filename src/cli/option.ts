/**
 * Options and arguments of commands, as data: parsing, help, completion and documentation follow from them.
 * The keys of an option table are camelCase; on the command line `filterBump` is `--filter-bump`.
 */

/** Where completion candidates for a value come from, besides a fixed list. */
export type CompletionSource =
  | "changesets"
  | "packages"
  | "backups"
  | "branches"
  | "environments"
  | "config-keys"
  | "config-values"
  | "profiles"
  | "contexts"
  | "workflows"
  | "runs"
  | "commands"
  | "files"
  | "directories";

interface Described {
  /** One sentence without a full stop; further lines are details. */
  description: string;
  complete?: CompletionSource;
}

/** One option of a command. The type parameter is what the command gets. */
export interface OptionSpec<T = unknown> extends Described {
  kind: "flag" | "text" | "integer" | "enum" | "list" | "repeated";
  /** Placeholder of the value in help, such as `TYPE`. */
  placeholder?: string;
  short?: string;
  /** Allowed values, of `enum` and of the items of a `list`. */
  values?: readonly string[];
  default?: T;
  /** What stands in help after `default:` when it is not a fixed value, such as `from config`. */
  defaultText?: string;
  minimum?: number;
  example?: string;
  /** A flag that is on unless `--no-…` turns it off. */
  negatable?: boolean;
  /** Other spellings, without dashes. */
  aliases?: readonly string[];
  /** Keys of options that cannot be given together with this one. */
  conflicts?: readonly string[];
  /** Keys of options, at least one of which must be given together with this one. */
  requires?: readonly string[];
  readonly __type?: T;
}

/** One positional argument. */
export interface ArgumentSpec<T = unknown> extends Described {
  /** As in help: `BRANCH`. */
  placeholder: string;
  required: boolean;
  /** Takes all that follows. */
  variadic: boolean;
  values?: readonly string[];
  readonly __type?: T;
}

type Extra<T> = Partial<
  Omit<OptionSpec<T>, "kind" | "description" | "placeholder" | "values" | "negatable" | "default">
>;

/** On or off: `--force`. */
export const flag = (description: string, extra: Extra<boolean> = {}): OptionSpec<boolean> => ({
  kind: "flag",
  description,
  default: false,
  ...extra,
});

/** On unless `--no-<name>`. */
export const onUnlessNo = (description: string, extra: Extra<boolean> = {}): OptionSpec<boolean> => ({
  kind: "flag",
  description,
  default: true,
  negatable: true,
  ...extra,
});

/** Any text: `--message <TEXT>`. */
export const value = (
  placeholder: string,
  description: string,
  extra: Extra<string> = {},
): OptionSpec<string | undefined> => ({ kind: "text", placeholder, description, ...extra });

/** One of a fixed list of words: `--bump <TYPE>`. */
export const choice = <const V extends readonly string[]>(
  placeholder: string,
  values: V,
  options: { description: string } & Extra<V[number]>,
): OptionSpec<V[number] | undefined> => ({ kind: "enum", placeholder, values, ...options });

/** A whole number: `--limit <N>`. */
export const integer = (
  placeholder: string,
  description: string,
  extra: Extra<number> & { default?: number } = {},
): OptionSpec<number | undefined> => ({ kind: "integer", placeholder, description, ...extra });

/** Texts, separated by commas or given repeatedly: `--packages a,b`. Undefined when not given. */
export const listOf = (
  placeholder: string,
  description: string,
  extra: Extra<string[]> & { values?: readonly string[] } = {},
): OptionSpec<string[] | undefined> => ({ kind: "list", placeholder, description, ...extra });

/** Texts as they are, one each time it is given: `--params a=1 --params b=2`. Undefined when not given. */
export const repeated = (
  placeholder: string,
  description: string,
  extra: Extra<string[]> = {},
): OptionSpec<string[] | undefined> => ({ kind: "repeated", placeholder, description, ...extra });

type ArgumentExtra = { complete?: CompletionSource; values?: readonly string[] };

export const requiredArgument = (
  placeholder: string,
  description: string,
  extra: ArgumentExtra = {},
): ArgumentSpec<string> => ({ placeholder, description, required: true, variadic: false, ...extra });

export const optionalArgument = (
  placeholder: string,
  description: string,
  extra: ArgumentExtra = {},
): ArgumentSpec<string | undefined> => ({ placeholder, description, required: false, variadic: false, ...extra });

export const restArguments = (
  placeholder: string,
  description: string,
  extra: ArgumentExtra & { required?: boolean } = {},
): ArgumentSpec<string[]> => ({ placeholder, description, required: false, variadic: true, ...extra });

export type OptionTable = Record<string, OptionSpec>;
export type ArgumentTable = Record<string, ArgumentSpec>;

/** The values a command gets for its option or argument table. */
export type ValuesOf<T> = { [K in keyof T]: T[K] extends { readonly __type?: infer V } ? V : never };

/** `filterBump` → `filter-bump`. */
export function kebabCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** How an option is written on the command line: `--filter-bump`, or `--no-changelog` for what is on by default. */
export function optionName(key: string, spec: OptionSpec): string {
  return `--${spec.negatable ? "no-" : ""}${kebabCase(key)}`;
}
