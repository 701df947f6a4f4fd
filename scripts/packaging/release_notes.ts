/**
 * The section of a changelog that belongs to a version, without its heading: the notes of a release. Headings are those
 * of Keep a Changelog, `## [1.2.0] - 2026-11-20`, with or without brackets, `v` and date. Throws where there is none.
 */
export function readReleaseNotes(changelog: string, version: string): string {
  const lines = changelog.split("\n");
  const isOf = (line: string) => /^## \[?v?([^\]\s]+)\]?/.exec(line)?.[1] === version;
  const start = lines.findIndex(isOf);
  if (start < 0) throw new Error(`CHANGELOG.md has no section for ${version}`);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => line.startsWith("## "));
  return `${rest.slice(0, end < 0 ? undefined : end).join("\n").trim()}\n`;
}
