import { RELEASES, REPOSITORY } from "../../src/domain/release/updates/address.ts";

// `install.sh` and `install.ps1` name the repository, too, and a test compares them.
export { RELEASES, REPOSITORY };

/** The repository's page. */
export const HOMEPAGE = `https://github.com/${REPOSITORY}`;

/** What the project is, in one line, for package managers. */
export const SUMMARY = "Changesets, version bumps, changelogs and tags for JavaScript and TypeScript repositories";

/** Whom a package names as its maintainer. */
export const MAINTAINER = `workspace maintainers <${REPOSITORY.split("/")[0]}@users.noreply.github.com>`;

/** Address of a file of a version; `version` may be a package manager's own variable. */
export function downloadUrl(file: string, version: string): string {
  return `${RELEASES}/download/v${version}/${file}`;
}
