import type { Config } from "../config/schema.ts";
import type { Workspace } from "../model.ts";
import { TAG_NAME_INVALID, TAG_VARIABLE_UNKNOWN } from "./faults.ts";

/** What decides which tag format applies. */
export interface TagContext {
  config: Config;
  shape: Workspace["shape"];
}

/** The key of the tag format that applies: a single package, and a unified release with one tag, have their own. */
export function tagFormatKey({ config, shape }: TagContext): "tagFormat" | "singleTagFormat" {
  const oneTag = config.version.strategy === "unified" && config.git.unifiedTags === "single";
  return shape === "single" || oneTag ? "singleTagFormat" : "tagFormat";
}

/**
 * The git tag of a package's version, from `git.tagFormat` or `git.singleTagFormat`; variables are `{name}`,
 * `{unscopedName}` and `{version}`. Raises `TAG_VARIABLE_UNKNOWN`, and `TAG_NAME_INVALID` for what git refuses.
 */
export function formatTag(name: string, version: string, context: TagContext): string {
  const key = tagFormatKey(context);
  const format = context.config.git[key];
  const values: Record<string, string> = { name, unscopedName: name.replace(/^@[^/]*\//, ""), version };
  const tag = format.replace(/\{([^{}]*)\}/g, (_, variable: string) => {
    if (Object.hasOwn(values, variable)) return values[variable]!;
    throw TAG_VARIABLE_UNKNOWN({ key: `git.${key}`, format, variable, known: Object.keys(values) });
  });
  if (!isTagName(tag)) throw TAG_NAME_INVALID({ key: `git.${key}`, format, tag });
  return tag;
}

/** The rules of `git check-ref-format`, and no leading hyphen, which `git tag` refuses. */
function isTagName(tag: string): boolean {
  // deno-lint-ignore no-control-regex
  if (/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|^[-/]|\/\/|[/.]$/.test(tag)) return false;
  return tag !== "" && tag !== "@" && tag.split("/").every((each) => !each.startsWith(".") && !each.endsWith(".lock"));
}
