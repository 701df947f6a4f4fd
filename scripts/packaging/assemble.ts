import { gzip, tar, zip } from "./archive.ts";
import { writePkgbuild, writeSrcinfo } from "./arch_linux.ts";
import { listFiles, readContents } from "./contents.ts";
import { debianFile, writeDebianPackage } from "./debian.ts";
import { writeFormula } from "./homebrew.ts";
import { describeAsset, type Release, type ReleaseAsset, writeChecksums, writeManifest } from "./release_files.ts";
import { getTarget, TARGETS } from "./targets.ts";
import { writeChocolateyPackage, writeScoopManifest } from "./windows.ts";

export interface ArchiveTask {
  triple: string;
  /** The compiled program. */
  binary: string;
  version: string;
  /** Time of all files in the archive, in seconds since 1970. */
  time: number;
  /** Folder for what is written. */
  out: string;
}

/** Writes the archive for a target, and for Linux the Debian package. Returns their names. */
export async function packTarget(root: string, { triple, binary, version, time, out }: ArchiveTask): Promise<string[]> {
  const target = getTarget(triple);
  const files = readContents(root, { binary, target });
  Deno.mkdirSync(out, { recursive: true });
  const archive = target.os === "windows" ? await zip(files, { time }) : await gzip(tar(files, { time }));
  Deno.writeFileSync(`${out}/${target.archive}`, archive);
  if (target.os !== "linux") return [target.archive];
  const debian = debianFile(version, target);
  Deno.writeFileSync(`${out}/${debian}`, await writeDebianPackage(files, { version, target, time }));
  return [target.archive, debian];
}

export interface ReleaseTask {
  version: string;
  /** Instant in UTC, RFC 3339. */
  date: string;
  commit: string;
  /** Folder that holds the archives, and gets `manifest.json` and `checksums.txt`. */
  folder: string;
  /** Folder that gets a folder for each package manager. */
  packaging: string;
}

/**
 * Writes what identifies a release and what package managers need. Throws when an archive is missing: a release with
 * some of its platforms would be taken for the latest by the others.
 */
export async function assembleRelease({ version, date, commit, folder, packaging }: ReleaseTask): Promise<Release> {
  const assets: Record<string, ReleaseAsset> = {};
  for (const { triple, archive } of TARGETS) {
    assets[triple] = await describeAsset(archive, Deno.readFileSync(`${folder}/${archive}`));
  }
  const release = { version, date, commit, assets };
  Deno.writeTextFileSync(`${folder}/manifest.json`, writeManifest(release));
  const files = listFiles(folder).filter((name) => name !== "checksums.txt");
  const described = await Promise.all(files.map((name) => describeAsset(name, Deno.readFileSync(`${folder}/${name}`))));
  Deno.writeTextFileSync(`${folder}/checksums.txt`, writeChecksums(described));
  for (const [path, text] of Object.entries(describeForPackageManagers(release))) {
    Deno.mkdirSync(`${packaging}/${path.slice(0, path.lastIndexOf("/"))}`, { recursive: true });
    Deno.writeTextFileSync(`${packaging}/${path}`, text);
  }
  return release;
}

/** What package managers read, by path. */
export function describeForPackageManagers(release: Release): Record<string, string> {
  const chocolatey = Object.entries(writeChocolateyPackage(release));
  return {
    "homebrew/workspace.rb": writeFormula(release),
    "scoop/workspace.json": writeScoopManifest(release),
    ...Object.fromEntries(chocolatey.map(([path, text]) => [`chocolatey/${path}`, text])),
    "aur/PKGBUILD": writePkgbuild(release),
    "aur/.SRCINFO": writeSrcinfo(release),
  };
}
