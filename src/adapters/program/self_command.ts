/** How this program is started once more: the program and the arguments before those of its command line. */
export type SelfCommand = readonly [program: string, ...args: string[]];

export interface SelfCommandOptions {
  profile: "source" | "bundle" | "release";
  /** What `deno run` is given where it is not compiled; the running program's module by default. */
  mainModule?: string;
}

/**
 * The compiled binary is started by its path; sources and a bundle by Deno with the module that was started, which brings
 * its own deno.json. Deno's own flags are not known to a running program: there it gets all permissions, and narrows
 * them for each command as ever.
 */
export function selfCommand({ profile, mainModule }: SelfCommandOptions): SelfCommand {
  if (profile === "release") return [Deno.execPath()];
  return [Deno.execPath(), "run", "--quiet", "--no-prompt", "--allow-all", mainModule ?? Deno.mainModule];
}

/**
 * A command line for `Deno.Command` that becomes the given one by way of the system's shell: under a list of programs
 * that may be started, Deno refuses its own path.
 */
export function throughShell(argv: readonly string[], windows = Deno.build.os === "windows"): [string, string[]] {
  if (!windows) return ["sh", ["-c", 'exec "$0" "$@"', ...argv]];
  return ["powershell", powershellArguments(`& ${argv.map(powershellQuoted).join(" ")}; exit $LASTEXITCODE`)];
}

/** Arguments of PowerShell for a script, whatever characters it has. */
export function powershellArguments(script: string): string[] {
  const units = Uint16Array.from({ length: script.length }, (_, i) => script.charCodeAt(i));
  return ["-NoProfile", "-NonInteractive", "-EncodedCommand", new Uint8Array(units.buffer).toBase64()];
}

/** A text as a literal of PowerShell. */
export function powershellQuoted(text: string): string {
  return `'${text.replace(/['\u2018-\u201b]/g, "$&$&")}'`;
}

/** A text as one word of sh. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
