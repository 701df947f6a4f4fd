import { OPTION_VALUE_INVALID } from "../../cli/faults.ts";
import { choice, listOf, value } from "../../cli/option.ts";
import { BUMP_TYPES, type BumpType } from "../../domain/release/model.ts";

/** Options that several changeset commands have. */
export const CHANGESET_OPTIONS = {
  bump: choice("TYPE", BUMP_TYPES, { description: "Bump type" }),
  env: listOf("LIST", "Comma-separated target environments", { complete: "environments" }),
  message: value("TEXT", "Message for the changelog"),
  packages: listOf("LIST", "Comma-separated packages", { complete: "packages" }),
  packageBump: listOf("NAME=TYPE", "Bump of a single package that differs; can be repeated", {
    complete: "packages",
    example: "@org/core=major",
  }),
} as const;

/** `["@org/core=major"]` → `{ "@org/core": "major" }`. Fault: `OPTION_VALUE_INVALID`. */
export function readPackageBumps(values: readonly string[] | undefined): Record<string, BumpType> | undefined {
  if (values === undefined) return undefined;
  return Object.fromEntries(values.map((each) => {
    const equals = each.lastIndexOf("=");
    const [name, bump] = [each.slice(0, Math.max(0, equals)).trim(), each.slice(equals + 1).trim()];
    if (name === "" || !BUMP_TYPES.includes(bump as BumpType)) {
      throw OPTION_VALUE_INVALID({
        option: "--package-bump",
        value: each,
        expected: `a package and one of ${BUMP_TYPES.join(", ")}, such as @org/core=minor`,
        known: name === "" ? [] : BUMP_TYPES.map((type) => `${name}=${type}`),
      });
    }
    return [name, bump as BumpType];
  }));
}
