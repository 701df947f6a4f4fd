import type { InstallerOptions, Machine } from "./installer.ts";
import { type FakeReleaseOptions, makeRelease, serveReleases } from "./release_server.ts";

const WITHOUT_SHELL = Deno.build.os === "windows";

/** A test of install.sh, where there is a shell. */
export function test(name: string, fn: (t: Deno.TestContext) => Promise<void> | void, ignore = false): void {
  Deno.test({ name: `install.sh: ${name}`, ignore: WITHOUT_SHELL || ignore, fn });
}

/** `uname` of another machine. */
export const uname = (system: string, machine: string) =>
  `case $1 in -s) echo '${system}' ;; -m) echo '${machine}' ;; esac`;
/** `getconf` of a machine with glibc. */
export const GLIBC = "case $1 in GNU_LIBC_VERSION) echo 'glibc 2.36' ;; LONG_BIT) echo 64 ;; esac";
/** What makes any machine look like Linux on x86_64. */
export const LINUX = { uname: uname("Linux", "x86_64"), getconf: GLIBC };
/** Runs install.sh as on that machine. */
export const run = (machine: Machine, args: readonly string[] = [], options: InstallerOptions = {}) =>
  machine.install(args, { ...options, fakes: { ...LINUX, ...options.fakes } });

/** Serves releases of these versions, the first of them as the latest. */
export async function serve(versions: readonly string[], options: FakeReleaseOptions = {}) {
  return serveReleases(await Promise.all(versions.map((version) => makeRelease(version, options))));
}

/** What the program at a path prints about itself. */
export const printed = (path: string) =>
  new TextDecoder().decode(new Deno.Command(path, { args: ["--version"] }).outputSync().stdout);
