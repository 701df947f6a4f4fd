import { parseRelaxedJson } from "../../../formats/json.ts";
import { DocumentSyntaxError } from "../../../formats/position.ts";
import { isTable } from "../packages/manifest.ts";
import { isLockedVersion, splitAtVersion, textsIn } from "./lockfile_texts.ts";
import type { LockedPackage, Lockfile } from "./model.ts";

/**
 * bun.lock: `workspaces` by folder, the root under ""; `packages` by the way to them (`name`, `dependent/name`), each
 * a list that starts with `name@version`. Throws `DocumentSyntaxError`.
 */
export function readBunLockfile(file: string, text: string): Lockfile {
  const lock = parseRelaxedJson(text);
  if (!isTable(lock)) throw new DocumentSyntaxError("The file is no table of keys and values", 1, 1);
  const entries = isTable(lock.packages) ? lock.packages : {};
  const workspaces = isTable(lock.workspaces) ? lock.workspaces : {};
  let packages: LockedPackage[] | undefined;
  return {
    file,
    get packages() {
      return packages ??= Object.values(entries).map(lockedPackage).filter((each) => each !== undefined);
    },
    findLocked(packagePath, alias) {
      const workspace = workspaces[packagePath === "." ? "" : packagePath];
      const own = isTable(workspace) && typeof workspace.name === "string" ? `${workspace.name}/${alias}` : alias;
      const key = [own, alias].find((each) => Object.hasOwn(entries, each));
      return key === undefined ? undefined : lockedPackage(entries[key])?.version;
    },
  };
}

function lockedPackage(entry: unknown): LockedPackage | undefined {
  if (!Array.isArray(entry) || typeof entry[0] !== "string") return undefined;
  const split = splitAtVersion(entry[0]);
  if (!split || !isLockedVersion(split.rest)) return undefined;
  const facts = entry.find(isTable);
  return {
    name: split.name,
    version: split.rest,
    resolved: typeof entry[1] === "string" ? entry[1] : "",
    dev: false,
    dependencies: { ...textsIn(facts?.dependencies), ...textsIn(facts?.optionalDependencies) },
  };
}
