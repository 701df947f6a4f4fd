// deno-lint-ignore no-control-regex
const REFUSED = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|^[-/]|[/.]$|(?:^|\/)\.|\.lock(?:\/|$)/;

/** Whether git takes a name for a branch's: the rules of `git check-ref-format --branch`. */
export function isBranchName(name: string): boolean {
  return name !== "" && name !== "HEAD" && !REFUSED.test(name);
}
