import { parseDocument } from "../../../formats/document.ts";
import { listOverrides } from "../dependencies/overrides.ts";
import type { ReleasePlan, Workspace } from "../model.ts";
import { asManifest, type Manifest, parseManifest } from "../packages/manifest.ts";
import { isRange, isSatisfied } from "../versions/range.ts";
import type { Draft } from "./draft.ts";

/**
 * `overrides` and `resolutions` that hold a released package at a range which its new version leaves. They are the
 * project's decision against what manifests say, so a release does not rewrite them.
 */
export async function overrideWarnings(
  draft: Draft,
  { plan, workspace }: { plan: ReleasePlan; workspace: Workspace },
): Promise<string[]> {
  const versions = new Map(plan.packages.filter((each) => each.willBump).map((each) => [each.name, each.nextVersion]));
  const { name: manager } = workspace.manager;
  return listOverrides(await readManifests(draft), manager).flatMap(({ alias, specifier, file, keys }) => {
    const version = versions.get(alias);
    if (version === undefined || !isRange(specifier) || isSatisfied(specifier, version)) return [];
    const table = keys.slice(0, -1).join(".");
    return `'${table}' in ${file} holds '${alias}' at '${specifier}', which leaves out ${version}: ` +
      `correct it, then run \`${manager} install\``;
  });
}

async function readManifests(draft: Draft): Promise<{ package: Manifest | undefined; pnpm: Manifest | undefined }> {
  const read = (file: string) => {
    const text = draft.read(file);
    return text !== undefined && /overrides|resolutions/.test(text) ? text : undefined;
  };
  const [text, yaml] = [read("package.json"), read("pnpm-workspace.yaml")];
  return {
    package: text === undefined ? undefined : parseManifest(text, "package.json"),
    pnpm: yaml === undefined ? undefined : await readPnpmSettings(yaml),
  };
}

async function readPnpmSettings(text: string): Promise<Manifest> {
  const { value, locate } = await parseDocument(text, "yaml");
  return asManifest("pnpm-workspace.yaml", { value: value ?? {}, locate });
}
