import { downloadUrl, HOMEPAGE, RELEASES, SUMMARY } from "./address.ts";
import { getAsset, type Release } from "./release_files.ts";
import { TARGETS } from "./targets.ts";

const SCOOP_ARCHITECTURES = { x86_64: "64bit", aarch64: "arm64" } as const;

/** `workspace.json`, the manifest of a Scoop bucket. `checkver` and `autoupdate` let Scoop follow later releases. */
export function writeScoopManifest(release: Release): string {
  const targets = TARGETS.filter(({ os, triple }) => os === "windows" && release.assets[triple]);
  const byArchitecture = <T>(value: (triple: string) => T) =>
    Object.fromEntries(targets.map(({ arch, triple }) => [SCOOP_ARCHITECTURES[arch], value(triple)]));
  const manifest = {
    version: release.version,
    description: SUMMARY,
    homepage: HOMEPAGE,
    license: "MIT",
    architecture: byArchitecture((triple) => {
      const { file, sha256 } = getAsset(release, triple);
      return { url: downloadUrl(file, release.version), hash: sha256 };
    }),
    bin: "workspace.exe",
    checkver: { url: `${RELEASES}/latest/download/manifest.json`, jsonpath: "$.version" },
    autoupdate: {
      architecture: byArchitecture((triple) => ({ url: downloadUrl(getAsset(release, triple).file, "$version") })),
      hash: { url: "$baseurl/checksums.txt" },
    },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** The files of the Chocolatey package, by path. */
export function writeChocolateyPackage(release: Release): Record<string, string> {
  const { file, sha256 } = getAsset(release, "x86_64-pc-windows-msvc");
  const url = downloadUrl(file, release.version);
  return {
    "workspace.nuspec": `<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://schemas.microsoft.com/packaging/2015/06/nuspec.xsd">
  <metadata>
    <id>workspace</id>
    <version>${release.version}</version>
    <title>workspace</title>
    <authors>workspace maintainers</authors>
    <projectUrl>${HOMEPAGE}</projectUrl>
    <projectSourceUrl>${HOMEPAGE}</projectSourceUrl>
    <licenseUrl>${HOMEPAGE}/blob/v${release.version}/LICENSE</licenseUrl>
    <requireLicenseAcceptance>false</requireLicenseAcceptance>
    <releaseNotes>${RELEASES}/tag/v${release.version}</releaseNotes>
    <tags>changesets release versioning changelog monorepo cli</tags>
    <summary>${SUMMARY}</summary>
    <description>${SUMMARY}. One program that needs git, and no Node.</description>
  </metadata>
  <files>
    <file src="tools\\**" target="tools" />
  </files>
</package>
`,
    "tools/chocolateyinstall.ps1": `$ErrorActionPreference = 'Stop'

Install-ChocolateyZipPackage \`
  -PackageName 'workspace' \`
  -UnzipLocation (Split-Path -Parent $MyInvocation.MyCommand.Definition) \`
  -Url64bit '${url}' \`
  -Checksum64 '${sha256}' \`
  -ChecksumType64 'sha256'
`,
  };
}
