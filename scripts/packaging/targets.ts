/** A platform that the program is compiled for. */
export interface Target {
  /** As `deno compile --target` and the release manifest name it. */
  triple: string;
  os: "linux" | "macos" | "windows";
  arch: "x86_64" | "aarch64";
  /** Name of the archive in a release (PRD 10.1). */
  archive: string;
  /** Name of the program in the archive. */
  binary: "workspace" | "workspace.exe";
}

/** Every target of a release. `docs/release-manifest.md` has the same table. */
export const TARGETS: readonly Target[] = [
  unix("x86_64-unknown-linux-gnu", "linux", "x86_64"),
  unix("aarch64-unknown-linux-gnu", "linux", "aarch64"),
  unix("x86_64-apple-darwin", "macos", "x86_64"),
  unix("aarch64-apple-darwin", "macos", "aarch64"),
  windows("x86_64-pc-windows-msvc", "x86_64"),
  windows("aarch64-pc-windows-msvc", "aarch64"),
];

/** The target of a triple. Throws on one that no release has. */
export function getTarget(triple: string): Target {
  const target = TARGETS.find((each) => each.triple === triple);
  if (!target) throw new Error(`no target "${triple}"; there are ${TARGETS.map((each) => each.triple).join(", ")}`);
  return target;
}

function unix(triple: string, os: "linux" | "macos", arch: Target["arch"]): Target {
  return { triple, os, arch, archive: `workspace-${os}-${arch}.tar.gz`, binary: "workspace" };
}

function windows(triple: string, arch: Target["arch"]): Target {
  return { triple, os: "windows", arch, archive: `workspace-windows-${arch}.zip`, binary: "workspace.exe" };
}

/** Where `deno task compile` leaves the program, relative to the project. */
export function programPath({ archive, binary }: Target): string {
  return `dist/${archive.replace(/\.(tar\.gz|zip)$/, "")}/${binary}`;
}
