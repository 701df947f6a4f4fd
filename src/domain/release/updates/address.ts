/** The repository on GitHub that this program's releases lie in: the one place in the program that says so. */
export const REPOSITORY = "org/repo";

/** Releases: the base address of `docs/release-manifest.md`, unless WORKSPACE_INSTALL_BASE_URL names a mirror. */
export const RELEASES = `https://github.com/${REPOSITORY}/releases`;
