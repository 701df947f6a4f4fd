// The subpaths keep start-up short: the whole package loads everything it has.
// @ts-types="@types/semver/classes/range.d.ts"
import Range from "semver/classes/range.js";
// @ts-types="@types/semver/classes/semver.d.ts"
import SemVer from "semver/classes/semver.js";

export { Range, SemVer };
