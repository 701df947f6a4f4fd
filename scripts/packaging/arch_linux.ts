import { downloadUrl, HOMEPAGE, MAINTAINER, SUMMARY } from "./address.ts";
import { getAsset, type Release } from "./release_files.ts";

const ARCHITECTURES = { x86_64: "x86_64-unknown-linux-gnu", aarch64: "aarch64-unknown-linux-gnu" } as const;

/** pacman's versions hold no hyphen; `_version` keeps the release's own. */
const pacmanVersion = (version: string) => version.replaceAll("-", "_");

/** `PKGBUILD` of the AUR package workspace-bin. */
export function writePkgbuild(release: Release): string {
  const source = (arch: keyof typeof ARCHITECTURES) => {
    const { file, sha256 } = getAsset(release, ARCHITECTURES[arch]);
    // Archives of two versions must not share a name in makepkg's folder.
    const name = file.replace("workspace-", "workspace-${pkgver}-");
    return `source_${arch}=("${name}::${downloadUrl(file, "${_version}")}")
sha256sums_${arch}=('${sha256}')`;
  };
  return `# Maintainer: ${MAINTAINER}
pkgname=workspace-bin
_version=${release.version}
pkgver=${pacmanVersion(release.version)}
pkgrel=1
pkgdesc='${SUMMARY}'
arch=('x86_64' 'aarch64')
url='${HOMEPAGE}'
license=('MIT')
depends=('glibc' 'gcc-libs')
optdepends=('git: everything that looks at a repository')
provides=('workspace')
conflicts=('workspace')
# The program lies behind the runtime in one file, which stripping would cut off.
options=('!strip' '!debug')
${source("x86_64")}
${source("aarch64")}

package() {
  install -Dm755 workspace "\${pkgdir}/usr/bin/workspace"
  install -Dm644 LICENSE "\${pkgdir}/usr/share/licenses/\${pkgname}/LICENSE"
  install -Dm644 completions/workspace.bash "\${pkgdir}/usr/share/bash-completion/completions/workspace"
  install -Dm644 completions/_workspace "\${pkgdir}/usr/share/zsh/site-functions/_workspace"
  install -Dm644 completions/workspace.fish "\${pkgdir}/usr/share/fish/vendor_completions.d/workspace.fish"
  local page
  for page in man/*.1; do
    [ ! -f "\${page}" ] || install -Dm644 "\${page}" "\${pkgdir}/usr/share/man/man1/\${page##*/}"
  done
}
`;
}

/** `.SRCINFO`, which the AUR reads in place of the PKGBUILD. */
export function writeSrcinfo(release: Release): string {
  const version = pacmanVersion(release.version);
  const lines = [
    `pkgbase = workspace-bin`,
    `\tpkgdesc = ${SUMMARY}`,
    `\tpkgver = ${version}`,
    `\tpkgrel = 1`,
    `\turl = ${HOMEPAGE}`,
    ...Object.keys(ARCHITECTURES).map((arch) => `\tarch = ${arch}`),
    `\tlicense = MIT`,
    `\tdepends = glibc`,
    `\tdepends = gcc-libs`,
    `\toptdepends = git: everything that looks at a repository`,
    `\tprovides = workspace`,
    `\tconflicts = workspace`,
    `\toptions = !strip`,
    `\toptions = !debug`,
  ];
  for (const [arch, triple] of Object.entries(ARCHITECTURES)) {
    const { file, sha256 } = getAsset(release, triple);
    const name = file.replace("workspace-", `workspace-${version}-`);
    lines.push(`\tsource_${arch} = ${name}::${downloadUrl(file, release.version)}`, `\tsha256sums_${arch} = ${sha256}`);
  }
  return `${lines.join("\n")}\n\npkgname = workspace-bin\n`;
}
