import { CANCELLED } from "../../cli/faults.ts";
import type { Workspace } from "../../domain/release/model.ts";
import type { Upgrade } from "../../domain/release/upgrades/model.ts";
import type { Prompt } from "../../kernel/ports.ts";
import { ownerOf } from "./apply_result.ts";

/** Asks which upgrades are wanted; all are preselected but the major ones. Empty for none. */
export async function chooseUpgrades(
  upgrades: readonly Upgrade[],
  { prompt, workspace }: { prompt: Prompt; workspace: Workspace },
): Promise<Upgrade[]> {
  const groups = Map.groupBy(upgrades, (each) => ownerOf(each, workspace));
  const ordered = [...groups.values()].flat();
  const width = Math.max(...ordered.map(({ declared }) => declared.alias.length));
  const picked = await prompt.checkbox(
    "Which upgrades should be applied?",
    ordered.map((each, i) => ({
      value: String(i),
      label: `${each.declared.alias.padEnd(width)}  ${each.current} → ${each.target}`,
      description: [each.type, ...remarks(each)].join(", "),
      checked: each.type !== "major",
      group: ownerOf(each, workspace),
    })),
  );
  const wanted = new Set(picked);
  return ordered.filter((_, i) => wanted.has(String(i)));
}

/** Asks before files are changed. Fault: `CANCELLED`. */
export async function confirmUpgrades(files: readonly string[], prompt: Prompt): Promise<void> {
  const manifests = files.filter((path) => path === "package.json" || path.endsWith("/package.json")).length;
  const others = files.length - manifests;
  const counted = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const parts = [
    ...(manifests > 0 ? [counted(manifests, "package.json file")] : []),
    ...(others > 0 ? [counted(others, manifests > 0 ? "other file" : "file")] : []),
  ];
  const question = `Apply these upgrades? This will modify ${parts.join(" and ")}.`;
  if (!await prompt.confirm(question)) throw CANCELLED({ action: "The upgrade" });
}

function remarks({ type, breaking, deprecated, advisories, peerConflicts }: Upgrade): string[] {
  return [
    ...(breaking && type !== "major" ? ["breaking"] : []),
    ...(deprecated.target === undefined ? [] : ["deprecated"]),
    ...(advisories.target.length > 0 ? ["vulnerable"] : []),
    ...(advisories.current.length > advisories.target.length ? ["fixes an advisory"] : []),
    ...(peerConflicts.length > 0 ? ["peer conflict"] : []),
  ];
}
