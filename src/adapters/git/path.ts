/** Whether a path starts at a root or a drive. */
export function isAbsolute(path: string): boolean {
  return /^(\/|[A-Za-z]:[/\\])/.test(path);
}

/** A path from another one, with "." and ".." resolved. Both with "/". */
export function resolvePath(base: string, path: string): string {
  const absolute = isAbsolute(path) ? path : `${base}/${path}`;
  const parts: string[] = [];
  for (const part of absolute.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0) parts.pop();
    else if (part !== "..") parts.push(part);
  }
  const joined = parts.join("/");
  if (/^[A-Za-z]:/.test(joined)) return joined;
  return `${absolute.startsWith("//") ? "//" : "/"}${joined}`;
}

/** The folder above, or undefined at the top. */
export function parentOf(path: string): string | undefined {
  const slash = path.lastIndexOf("/");
  if (slash < 0 || path === "/" || /^[A-Za-z]:\/?$/.test(path)) return undefined;
  return slash === 0 ? "/" : path.slice(0, slash);
}

/** Whether a path is a folder or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
