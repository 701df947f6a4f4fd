/**
 * The folder that `git clone` makes for an address: its last part without `.git`, as git-clone(1) has it. Undefined
 * where nothing is left that could be a folder's name.
 */
export function findCloneName(url: string): string | undefined {
  const path = url.trim().replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "").replace(/[\\/]+$/, "").replace(
    /[\\/]+\.git$/,
    "",
  );
  const last = path.split(/[\\/:]/).at(-1)!.replace(/\.(git|bundle)$/, "");
  return last === "" || last === "." || last === ".." ? undefined : last;
}

/** An address without user name and password, to be shown. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/i, "$1");
}
