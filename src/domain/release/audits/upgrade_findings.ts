import type { BumpType } from "../model.ts";
import { BUMP_TYPES } from "../model.ts";
import { type DependencyGraph, dependentsOf } from "../plan/dependency_graph.ts";
import type { Upgrade, UpgradePlan } from "../upgrades/model.ts";
import type { IgnoreMatcher } from "./ignore.ts";
import { ROOT_NAME, shownPackage } from "./manifests.ts";
import type { AffectedThing, Finding, Severity } from "./model.ts";

const KINDS: Record<BumpType, { severity: Severity; detail: string; command: string }> = {
  major: {
    severity: "high",
    detail: "Security or feature updates recommended",
    command: "workspace upgrade check --no-minor --no-patch",
  },
  minor: {
    severity: "medium",
    detail: "Consider updating for new features",
    command: "workspace upgrade apply --minor-and-patch",
  },
  patch: {
    severity: "low",
    detail: "Fixes without changes of behaviour",
    command: "workspace upgrade apply --patch-only",
  },
};

/** Available upgrades: one finding for each kind of move. */
export function findUpgrades({ upgrades }: UpgradePlan, isIgnored: IgnoreMatcher): Finding[] {
  return BUMP_TYPES.flatMap((type) => {
    const id = `upgrades/${type}` as const;
    const moves = uniqueMoves(upgrades.filter((each) => each.type === type)).filter(({ name }) =>
      !isIgnored(id, { dependency: name })
    );
    if (moves.length === 0) return [];
    const { severity, detail, command } = KINDS[type];
    const fixing = moves.filter(({ fixes }) => fixes > 0).length;
    return [{
      id,
      section: "upgrades" as const,
      severity: fixing > 0 && severity !== "high" ? "high" as const : severity,
      title: `${moves.length} ${type} upgrade${moves.length === 1 ? "" : "s"} available`,
      detail: fixing === 0
        ? detail
        : `${detail}; ${fixing} of them ${fixing === 1 ? "leaves" : "leave"} known vulnerabilities behind`,
      affected: moves.map(({ thing }) => thing),
      recommendation: {
        text: `Look at ${type === "major" ? "the major upgrades one by one" : `the ${type} upgrades`}`,
        command,
      },
    }];
  });
}

interface Move {
  name: string;
  fixes: number;
  thing: AffectedThing;
}

/** Each dependency and move once, however many manifests ask for it. */
function uniqueMoves(upgrades: readonly Upgrade[]): Move[] {
  const groups = Map.groupBy(upgrades, ({ declared, current, target }) => `${declared.name} ${current} ${target}`);
  return [...groups.values()].map((same) => {
    const { declared, current, target, advisories } = same[0]!;
    const fixes = advisories.current.filter(({ id }) => !advisories.target.some((each) => each.id === id)).length;
    const security = fixes > 0 ? ` (fixes ${fixes} known ${fixes === 1 ? "vulnerability" : "vulnerabilities"})` : "";
    return {
      name: declared.name,
      fixes,
      thing: {
        package: declared.packages[0] ?? ROOT_NAME,
        dependency: declared.alias,
        file: declared.file,
        text: `${declared.name}: ${current} → ${target}${security}`,
      },
    };
  });
}

/** Dependencies whose version in use is deprecated: one finding. */
export function findDeprecated({ concerns }: UpgradePlan, isIgnored: IgnoreMatcher): Finding[] {
  const things = new Map<string, AffectedThing>();
  for (const { declared, current, deprecated } of concerns) {
    const { name, alias, file, packages } = declared;
    if (deprecated === undefined || isIgnored("dependencies/deprecated", { dependency: name })) continue;
    const reason = deprecated.replaceAll(/\s+/g, " ").trim();
    things.set(`${name} ${current}`, {
      package: packages[0] ?? ROOT_NAME,
      dependency: alias,
      file,
      text: `${name}: ${current} (deprecated${reason === "" ? "" : `, ${reason}`})`,
    });
  }
  if (things.size === 0) return [];
  const names = [...new Set([...things.values()].map(({ dependency }) => dependency))];
  return [{
    id: "dependencies/deprecated",
    section: "dependencies",
    severity: "medium",
    title: `${things.size} deprecated package${things.size === 1 ? "" : "s"} found`,
    detail: "",
    affected: [...things.values()],
    recommendation: {
      text: `Replace deprecated packages (${names.slice(0, 5).join(", ")}${names.length > 5 ? ", …" : ""})`,
      command: "workspace upgrade check",
    },
  }];
}

/**
 * Upgrades that may break their users, with what of the project they reach. They inform: that there are major upgrades
 * is a finding of the upgrades section, and does not count twice.
 */
export function findBreakingUpgrades(
  { upgrades }: UpgradePlan,
  { graph, isIgnored }: { graph: DependencyGraph; isIgnored: IgnoreMatcher },
): Finding[] {
  const breaking = upgrades.filter((each) =>
    each.breaking && !isIgnored("breaking-changes/major-available", { dependency: each.declared.name })
  );
  return [...Map.groupBy(breaking, ({ declared }) => declared.name)].map(([name, same]): Finding => {
    const users = [...new Set(same.flatMap(({ declared }) => declared.packages))];
    const reached = new Set(users.flatMap((each) => dependentsOf(graph, each, { transitive: true })));
    for (const each of users) reached.delete(each);
    const { current, target, declared } = same[0]!;
    const who = users.length === 0
      ? "the root"
      : users.slice(0, 3).map(shownPackage).join(", ") + (users.length > 3 ? ` and ${users.length - 3} more` : "");
    return {
      id: "breaking-changes/major-available",
      section: "breaking-changes",
      severity: "info",
      title: `'${name}' ${current} → ${target} may break its users`,
      detail: `Used by ${who}${
        reached.size > 0 ? `; ${reached.size} more depend on ${users.length === 1 ? "it" : "them"}` : ""
      }`,
      dependency: declared.alias,
      file: declared.file,
      recommendation: {
        text: `Read the changelog of '${name}' before upgrading to ${target}`,
        command: `workspace upgrade apply --packages ${name}`,
      },
    };
  });
}
