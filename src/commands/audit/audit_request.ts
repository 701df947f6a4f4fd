import { AUDIT_SECTIONS, type AuditSection } from "../../domain/release/audits/model.ts";
import type { Config } from "../../domain/release/config/schema.ts";
import type { Tree } from "../../cli/command.ts";
import type { ProjectContext } from "../open_project.ts";
import type { VERBOSITIES } from "./audit_output.ts";

/** What `workspace audit` was given. */
export interface AuditOptions {
  sections: string[] | undefined;
  output: string | undefined;
  minSeverity: string | undefined;
  minScore: number | undefined;
  verbosity: typeof VERBOSITIES[number] | undefined;
  healthScore: boolean;
  history: boolean;
  sources: boolean;
  fix: boolean;
  offline: boolean;
  registry: string | undefined;
  ruleTimeout: number;
}

export type AuditContext = ProjectContext & {
  options: AuditOptions;
  tree: Tree;
  render(value: unknown, format?: string): Promise<string>;
};

/**
 * The sections asked for, in the order of the report; without the option those of the configuration, otherwise all.
 * Where no plugin adds rules there is no section for them.
 */
export function requestedSections(
  option: readonly string[] | undefined,
  { config, isExtended }: { config: Config["audit"]; isExtended: boolean },
): AuditSection[] {
  const wanted = option ?? config.sections;
  const isAll = wanted.length === 0 || wanted.includes("all");
  return existingSections(isExtended).filter((each) => isAll || wanted.includes(each));
}

/** `isExtended`: plugins add rules. */
export function existingSections(isExtended: boolean): AuditSection[] {
  return AUDIT_SECTIONS.filter((each) => isExtended || each !== "plugins");
}
