import { editDocument } from "../../../formats/document.ts";
import { formatOfPath } from "../../../formats/format.ts";
import { assembleEntries } from "../changelog/entries.ts";
import { insertEntry } from "../changelog/insert.ts";
import type { ChangelogInput } from "../changelog/model.ts";
import type { FileWrite } from "../changesets/release_record.ts";
import type { Config } from "../config/schema.ts";
import { findLockfileWarning, updateLockfile } from "../lockfiles/lockfile.ts";
import { seenFrom } from "../lockfiles/update.ts";
import type { ReleasePlan, Workspace } from "../model.ts";
import { editManifest } from "../packages/manifest_edit.ts";
import type { Draft } from "./draft.ts";
import { overrideWarnings } from "./override_warnings.ts";

/** What a release is drafted from. */
export interface ReleaseDraftInput {
  plan: ReleasePlan;
  workspace: Workspace;
  /** Undefined: changelogs are left alone. */
  changelog: { input: ChangelogInput; format: Config["changelog"]["format"] } | undefined;
  /** What becomes of the changesets; empty where they are left alone. */
  archive: FileWrite[];
}

/** What stands in the draft afterwards, besides the files themselves. */
export interface DraftedRelease {
  changelogs: string[];
  warnings: string[];
}

/** Puts everything a release changes into the draft: manifests, catalogs, lockfiles, changelogs, changesets. */
export async function draftRelease(draft: Draft, input: ReleaseDraftInput): Promise<DraftedRelease> {
  draftManifests(draft, input);
  await draftCatalogs(draft, input);
  const warnings = [...await draftLockfiles(draft, input), ...await overrideWarnings(draft, input)];
  const changelogs = draftChangelogs(draft, input);
  for (const { path, content } of input.archive) draft.set(path, content);
  return { changelogs, warnings };
}

function draftManifests(draft: Draft, { plan, workspace }: ReleaseDraftInput): void {
  const references = Map.groupBy(plan.references, (each) => each.manifestPath);
  const released = new Map(plan.packages.filter((each) => each.willBump).map((each) => [each.name, each.nextVersion]));
  const versions = new Map(workspace.packages.map(({ name, manifestPath }) => [manifestPath, released.get(name)]));
  // A root that is no package holds references, too.
  for (const manifestPath of new Set([...versions.keys(), ...references.keys()])) {
    const version = versions.get(manifestPath);
    const own = references.get(manifestPath) ?? [];
    if (version === undefined && own.length === 0) continue;
    draft.set(manifestPath, editManifest(draft.read(manifestPath)!, { file: manifestPath, version, references: own }));
  }
}

async function draftCatalogs(draft: Draft, { plan }: ReleaseDraftInput): Promise<void> {
  for (const [file, updates] of Map.groupBy(plan.catalogs, (each) => each.file)) {
    const edits = updates.map(({ keys, dependency, to }) => ({ path: [...keys, dependency], value: to }));
    draft.set(file, await editDocument(draft.read(file)!, formatOfPath(file)!, edits));
  }
}

async function draftLockfiles(draft: Draft, { plan, workspace }: ReleaseDraftInput): Promise<string[]> {
  const warnings: string[] = [];
  for (const name of workspace.lockfiles) {
    const warning = findLockfileWarning(name);
    if (warning === undefined) draft.set(name, await updateLockfile(name, draft.read(name)!, plan));
    else warnings.push(warning);
  }
  for (const file of workspace.memberLockfiles ?? []) {
    const cut = file.lastIndexOf("/");
    const update = seenFrom(file.slice(0, cut), plan);
    draft.set(file, await updateLockfile(file.slice(cut + 1), draft.read(file)!, update));
  }
  return warnings;
}

function draftChangelogs(draft: Draft, { changelog }: ReleaseDraftInput): string[] {
  if (changelog === undefined) return [];
  const files = new Set<string>();
  for (const entry of assembleEntries(changelog.input)) {
    draft.set(entry.file, insertEntry(draft.read(entry.file), entry, changelog.format));
    files.add(entry.file);
  }
  return [...files];
}
