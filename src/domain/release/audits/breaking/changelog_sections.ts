import { compareVersions, findVersion } from "../../versions/version.ts";

const VERSION_HEADING =
  /^#{1,4}\s+.*?\[?v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\b|^\[?v?(\d+\.\d+\.\d+(?:-[\w.]+)?)\]?(?:\s.*)?$/;
const BREAKING = /\bbreaking\b|\bremoved?\b.*\bsupport\b|^#{2,5}\s+(?:[^\w\s]*\s*)?(?:removed|major changes)\b/i;
const EXCERPT = 200;

/**
 * What a changelog says of breaking changes in the versions above `after`, up to `upTo`: the first such lines, without
 * markdown's marks and shortened. Undefined where it says nothing of the kind.
 */
export function breakingSection(
  changelog: string,
  { after, upTo }: { after: string; upTo: string },
): string | undefined {
  let isWanted = false;
  let isBreaking = false;
  const told: string[] = [];
  for (const line of changelog.split(/\r?\n/)) {
    const heading = VERSION_HEADING.exec(line);
    const version = heading?.[1] ?? heading?.[2];
    if (version !== undefined && findVersion(version)) {
      isWanted = compareVersions(version, after) > 0 && compareVersions(version, upTo) <= 0;
      isBreaking = false;
    } else if (isWanted && line.startsWith("#")) isBreaking = BREAKING.test(line);
    else if (isWanted && line.trim() !== "" && (isBreaking || BREAKING.test(line))) {
      told.push(line.replace(/^[\s*+-]+/, "").replaceAll(/\[([^\]]*)\]\([^)]*\)|[*`_]/g, "$1").trim());
    }
    if (told.join("; ").length > EXCERPT) break;
  }
  const text = told.filter((each) => each !== "").join("; ");
  return text === "" ? undefined : text.length <= EXCERPT ? text : `${text.slice(0, EXCERPT)}…`;
}
