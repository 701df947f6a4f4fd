import type { DeclaredDependency } from "../dependencies/model.ts";
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
 * upgraded, and of packages that stay while their peer moves on. Conflicts that are there already are not named.
 */
export function addPeerConflicts(
  upgrades: readonly Upgrade[],
  declared: readonly DeclaredDependency[],
  { currentOf, packuments }: {
    currentOf(each: DeclaredDependency): string | undefined;
    packuments: ReadonlyMap<string, Packument>;
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
        const conflict: PeerConflict = { path, package: one.name, version, peer, wanted, wouldGet: found.after };
        const isKnown = responsible.peerConflicts.some((each) =>
          each.path === path && each.package === one.name && each.peer === peer
        );
        if (!isKnown) responsible.peerConflicts.push(conflict);
      }
    }
  }
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
