import type { FileChange } from "../../kernel/git.ts";

const TYPES: Record<string, FileChange["type"]> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  C: "copied",
  T: "type-changed",
  U: "unmerged",
};

const HASH = /^[0-9a-f]{40,64}$/;
const NUMSTAT = /^(\d+|-)\t(\d+|-)\t(.*)$/s;

/**
 * Changes from `--raw -z`, with or without `--numstat`, grouped by the commit lines of `diff-tree --stdin`; what stands
 * before any such line is under "". In git's order. Format: git-diff-tree(1), "Raw output format".
 */
export function parseDiff(output: string): Map<string, FileChange[]> {
  const tokens = output.split("\0");
  const groups = new Map<string, Map<string, FileChange>>();
  let group = new Map<string, FileChange>();
  groups.set("", group);
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token.startsWith(":")) {
      const type = TYPES[token.slice(token.lastIndexOf(" ") + 1)[0]!] ?? "modified";
      const first = tokens[++i]!;
      const moved = type === "renamed" || type === "copied";
      const path = moved ? tokens[++i]! : first;
      // An unmerged path is listed twice: as such, and with its difference to the working tree.
      const known = group.get(path);
      if (known) known.type = known.type === "unmerged" ? known.type : type;
      else group.set(path, { type, path, ...(moved ? { from: first } : {}), binary: false });
      continue;
    }
    const counts = NUMSTAT.exec(token);
    if (counts) {
      let path = counts[3]!;
      if (path === "") {
        path = tokens[i + 2]!;
        i += 2;
      }
      count(group.get(path), counts[1]!, counts[2]!);
    } else if (HASH.test(token)) {
      group = new Map();
      groups.set(token, group);
    }
  }
  return new Map(Array.from(groups, ([commit, changes]) => [commit, [...changes.values()]]));
}

function count(change: FileChange | undefined, added: string, deleted: string): void {
  if (!change) return;
  if (added === "-") change.binary = true;
  else {
    change.linesAdded = (change.linesAdded ?? 0) + Number(added);
    change.linesDeleted = (change.linesDeleted ?? 0) + Number(deleted);
  }
}
