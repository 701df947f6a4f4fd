/**
 * `path` as an absolute path with "/" and without `.` and `..`, seen from the absolute folder `base`. What comes before
 * the first "/" stays: a drive (`C:/`), and the second slash of a network share (`//server/share`).
 */
export function resolvePath(base: string, path: string): string {
  const absolute = (isAbsolutePath(path) ? path : `${base.replace(/[\\/]+$/, "")}/${path}`).replaceAll("\\", "/");
  const [, drive = "", rest = ""] = /^([a-zA-Z]:|\/(?=\/[^/]))?(.*)$/s.exec(absolute)!;
  const parts: string[] = [];
  for (const part of rest.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return `${drive}/${parts.join("/")}`;
}

/** True for `/a`, `\a` and `C:\a`. */
export function isAbsolutePath(path: string): boolean {
  return /^([a-zA-Z]:)?[\\/]/.test(path);
}

/** The folder that holds a path made by `resolvePath`; undefined for the top of a file system. */
export function parentOf(path: string): string | undefined {
  const cut = path.lastIndexOf("/");
  if (cut < 0 || cut === path.length - 1) return undefined;
  const parent = path.slice(0, cut);
  return parent === "" || /^[a-zA-Z]:$/.test(parent) ? `${parent}/` : parent;
}

/** `path` as seen from `folder`, "." for the folder itself; unchanged where it lies outside. */
export function pathWithin(folder: string, path: string): string {
  if (path === folder) return ".";
  const prefix = folder.endsWith("/") ? folder : `${folder}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** Whether `path` is `folder` or lies in it. */
export function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith("/") ? folder : `${folder}/`);
}
