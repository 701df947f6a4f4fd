import type { DeclaredDependency } from "../dependencies/model.ts";
import type { Package } from "../model.ts";
import type { Packument } from "../registry/model.ts";
import { isRange, isSatisfied } from "../versions/range.ts";
import { isVersion } from "../versions/version.ts";
import type { PeerConflict, Upgrade } from "./model.ts";

/** What one folder of the project has of a package, before and after. */
interface Installed {
  name: string;
  before: string | undefined;
  after: string | undefined;
  upgrade: Upgrade | undefined;
}

/**
 * Names, on each upgrade, the peers that its set would not have in the versions asked for: of packages that are
 * upgraded, of packages that stay while their peer moves on, and of the project's own packages, in their own folder and
 * wherever one depends on them. Conflicts that are there already are not named.
 */
export function addPeerConflicts(
  upgrades: readonly Upgrade[],
  declared: readonly DeclaredDependency[],
  { currentOf, packuments, members = [] }: {
    currentOf(each: DeclaredDependency): string | undefined;
    packuments: ReadonlyMap<string, Packument>;
    /** Packages of the project. */
    members?: readonly Package[];
  },
): void {
  const byEntry = new Map(upgrades.map((each) => [each.declared, each]));
  const folders = foldersOf(declared, (each) => {
    const upgrade = byEntry.get(each);
    const before = upgrade?.current ?? currentOf(each);
    return { name: each.name, before, after: upgrade?.target ?? before, upgrade };
  });
  const root = folders.get(".");
  for (const [path, installed] of folders) {
    for (const one of installed.values()) {
      for (const [peer, wanted] of peersOf(packuments, one)) {
        const found = installed.get(peer) ?? root?.get(peer);
        const responsible = one.upgrade ?? found?.upgrade;
        if (!found?.after || !responsible || isAccepted(wanted, found.after)) continue;
        if (!isNew(packuments, one, { peer, before: found.before })) continue;
        const version = one.after!;
        note(responsible, { path, package: one.name, version, peer, wanted, wouldGet: found.after });
      }
    }
  }
  for (const { peer, owner, wanted } of ownPeers(declared, { byEntry, members })) {
    for (const { path, dependencies } of members) {
      if (path !== owner.path && !dependencies.some(({ name }) => name === owner.name)) continue;
      const found = folders.get(path)?.get(peer.name) ?? root?.get(peer.name);
      if (!found?.after || !found.upgrade || isAccepted(wanted, found.after)) continue;
      if (found.before !== undefined && !isAccepted(peer.range!, found.before)) continue;
      const { name, version = "" } = owner;
      note(found.upgrade, { path, package: name, version, peer: peer.name, wanted, wouldGet: found.after });
    }
  }
}

/** The names of upgrades that others of the set do not accept as a peer: without them the set fits. */
export function listUnaccepted(upgrades: readonly Upgrade[]): string[] {
  const names = new Set(upgrades.map(({ declared }) => declared.name));
  const conflicts = upgrades.flatMap(({ peerConflicts }) => peerConflicts);
  return [...new Set(conflicts.map((each) => names.has(each.peer) ? each.peer : each.package))].sort();
}

function note(responsible: Upgrade, conflict: PeerConflict): void {
  const isKnown = responsible.peerConflicts.some((each) =>
    each.path === conflict.path && each.package === conflict.package && each.peer === conflict.peer
  );
  if (!isKnown) responsible.peerConflicts.push(conflict);
}

/** What the project's own packages want of those that use them; a peer that is upgraded itself wants its new range. */
function ownPeers(
  declared: readonly DeclaredDependency[],
  { byEntry, members }: { byEntry: ReadonlyMap<DeclaredDependency, Upgrade>; members: readonly Package[] },
): { peer: DeclaredDependency; owner: Package; wanted: string }[] {
  const byManifest = new Map(members.map((each) => [each.manifestPath, each]));
  return declared.flatMap((peer) => {
    const owner = byManifest.get(peer.file);
    if (owner === undefined || peer.source !== "manifest" || peer.kind !== "peerDependencies") return [];
    const wanted = byEntry.get(peer)?.newRange ?? peer.range;
    return wanted === undefined ? [] : [{ peer, owner, wanted }];
  });
}

/** What each folder of the project installs: by folder, then by name. Peer dependencies are installed by others. */
function foldersOf(
  declared: readonly DeclaredDependency[],
  installed: (each: DeclaredDependency) => Installed,
): Map<string, Map<string, Installed>> {
  const folders = new Map<string, Map<string, Installed>>();
  const put = (path: string, each: DeclaredDependency) => {
    const folder = folders.get(path) ?? new Map<string, Installed>();
    folders.set(path, folder.set(each.name, installed(each)));
  };
  for (const each of declared) {
    if (each.source === "catalog") {
      for (const user of each.users ?? []) if (user.kind !== "peerDependencies") put(user.path, each);
    } else if (each.source === "manifest" && each.kind !== "peerDependencies") {
      put(each.file.includes("/") ? each.file.slice(0, each.file.lastIndexOf("/")) : ".", each);
    }
  }
  return folders;
}

function peersOf(packuments: ReadonlyMap<string, Packument>, { name, after }: Installed): [string, string][] {
  return Object.entries(findPeers(packuments, name, after));
}

function findPeers(packuments: ReadonlyMap<string, Packument>, name: string, version: string | undefined) {
  const versions = packuments.get(name)?.versions;
  const found = version !== undefined && versions && Object.hasOwn(versions, version) ? versions[version] : undefined;
  return found?.peerDependencies ?? {};
}

/** A conflict that the versions in use have already is not one of the upgrade. */
function isNew(
  packuments: ReadonlyMap<string, Packument>,
  { name, before }: Installed,
  { peer, before: peerBefore }: { peer: string; before: string | undefined },
): boolean {
  const wanted = findPeers(packuments, name, before)[peer];
  return wanted === undefined || peerBefore === undefined || isAccepted(wanted, peerBefore);
}

function isAccepted(wanted: string, version: string): boolean {
  return !isVersion(version) || !isRange(wanted) || isSatisfied(wanted, version);
}
