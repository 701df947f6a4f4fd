/** Who has installed the program, and so who updates it. */
export interface Manager {
  /** Such as `Homebrew`. */
  name: string;
  /** What updates the program; undefined where that is not known. */
  command: string | undefined;
}

/** What of the program's surroundings tells who has installed it. */
export interface Surroundings {
  /** The binary, symbolic links resolved, with "/". */
  path: string;
  /** Value of WORKSPACE_MANAGED: `1`, or the name of what manages the program. */
  managed: string | undefined;
  /** The list of files that dpkg has for its package `workspace`, if there is one. */
  dpkgFiles: string | undefined;
  /** Whether pacman keeps records on this machine. */
  hasPacman: boolean;
}

/** Folders of package managers, in the binary's path with lower-case letters. */
const FOLDERS: readonly [pattern: RegExp, manager: Manager][] = [
  [/\/(cellar|homebrew|linuxbrew)\//, { name: "Homebrew", command: "brew upgrade workspace" }],
  [/^\/nix\/store\//, { name: "Nix", command: undefined }],
  [/\/scoop\/(apps|shims)\//, { name: "Scoop", command: "scoop update workspace" }],
  [/\/chocolatey\//, { name: "Chocolatey", command: "choco upgrade workspace" }],
  [/^\/snap\//, { name: "Snap", command: "snap refresh workspace" }],
];

/** dpkg's records of the package `workspace`; a file of this name is all that is looked at. */
export const DPKG_FILES = "/var/lib/dpkg/info/workspace.list";
/** pacman's records of packages. */
export const PACMAN_FOLDER = "/var/lib/pacman/local";

/** What is looked at besides the program's own path. */
export function recordsOfManagers(): string[] {
  return [DPKG_FILES, PACMAN_FOLDER];
}

/** The package manager that has installed the program, or undefined: then the program updates itself. */
export function findManager({ path, managed, dpkgFiles, hasPacman }: Surroundings): Manager | undefined {
  if (managed && managed !== "0" && managed !== "false") {
    return {
      name: managed === "1" || managed === "true" ? "Something else (WORKSPACE_MANAGED)" : managed,
      command: undefined,
    };
  }
  const byFolder = FOLDERS.find(([pattern]) => pattern.test(path.toLowerCase()));
  if (byFolder) return byFolder[1];
  // With a merged /usr, dpkg may have recorded the file below /bin.
  const names = [path, path.replace(/^\/usr\//, "/"), `/usr${path}`];
  if (dpkgFiles?.split("\n").some((line) => names.includes(line.trim()))) {
    return { name: "dpkg", command: "sudo apt-get update && sudo apt-get install --only-upgrade workspace" };
  }
  if (!/^(\/usr)?\/s?bin\//.test(path)) return undefined;
  return hasPacman
    ? { name: "pacman", command: "sudo pacman -Syu workspace" }
    : { name: "The system's package manager", command: undefined };
}
