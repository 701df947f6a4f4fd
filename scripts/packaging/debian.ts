import { HOMEPAGE, MAINTAINER, SUMMARY } from "./address.ts";
import { ar, type ArchiveFile, type ArchiveOptions, gzip, tar } from "./archive.ts";
import type { Target } from "./targets.ts";

const ARCHITECTURES = { x86_64: "amd64", aarch64: "arm64" } as const;
const encode = (text: string) => new TextEncoder().encode(text);

/** Debian's name of a prerelease sorts before the release: `1.0.0-beta.1` is `1.0.0~beta.1`. */
const debianVersion = (version: string) => version.replaceAll("-", "~");

/** Name of the package's file. */
export function debianFile(version: string, { arch }: Target): string {
  return `workspace_${debianVersion(version)}_${ARCHITECTURES[arch]}.deb`;
}

/**
 * A package for Debian and Ubuntu (deb(5)) from the files of the archive for Linux: the program, completions, manual
 * pages and the licence, each where Debian's policy has it.
 */
export async function writeDebianPackage(
  files: readonly ArchiveFile[],
  { version, target, time }: ArchiveOptions & { version: string; target: Target },
): Promise<Uint8Array<ArrayBuffer>> {
  const installed: ArchiveFile[] = [];
  for (const { path, data } of files) {
    const place = placeOf(path);
    if (place === undefined) continue;
    const isManual = place.endsWith(".gz");
    installed.push({
      path: place,
      data: isManual ? await gzip(new Uint8Array(data)) : data,
      executable: place === "usr/bin/workspace",
    });
  }
  const options = { time, folders: true, prefix: "./" };
  const control: ArchiveFile[] = [
    { path: "control", data: encode(writeControl(installed, { version, target })) },
    { path: "md5sums", data: encode(await listMd5(installed)) },
  ];
  return ar([
    { path: "debian-binary", data: encode("2.0\n") },
    { path: "control.tar.gz", data: await gzip(tar(control, options)) },
    { path: "data.tar.gz", data: await gzip(tar(installed, options)) },
  ], { time });
}

function writeControl(
  installed: readonly ArchiveFile[],
  { version, target }: { version: string; target: Target },
): string {
  const kibibytes = installed.reduce((sum, { data }) => sum + Math.ceil(data.length / 1024), 0);
  return `Package: workspace
Version: ${debianVersion(version)}
Architecture: ${ARCHITECTURES[target.arch]}
Maintainer: ${MAINTAINER}
Installed-Size: ${kibibytes}
Depends: libc6, libgcc-s1
Recommends: git, ca-certificates
Section: devel
Priority: optional
Homepage: ${HOMEPAGE}
Description: ${SUMMARY.slice(0, 1).toLowerCase()}${SUMMARY.slice(1)}
 Each branch says in a changeset what it changes, and one command turns what was
 merged into versions, changelogs, a commit, tags and a push. One program for a
 terminal, a git hook or a CI container; it needs git, and no Node.
`;
}

/** Where a file of the archive goes; undefined for those that a package does not have. */
function placeOf(path: string): string | undefined {
  const man = /^man\/([^/]+\.1)$/.exec(path);
  if (man) return `usr/share/man/man1/${man[1]}.gz`;
  const places: Record<string, string> = {
    workspace: "usr/bin/workspace",
    LICENSE: "usr/share/doc/workspace/copyright",
    "completions/workspace.bash": "usr/share/bash-completion/completions/workspace",
    "completions/_workspace": "usr/share/zsh/vendor-completions/_workspace",
    "completions/workspace.fish": "usr/share/fish/vendor_completions.d/workspace.fish",
  };
  return places[path];
}

async function listMd5(files: readonly ArchiveFile[]): Promise<string> {
  const { createHash } = await import("node:crypto");
  return files.map(({ path, data }) => `${createHash("md5").update(data).digest("hex")}  ${path}\n`).join("");
}
