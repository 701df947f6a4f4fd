import { AUDIT_SECTIONS, type AuditSection } from "../../domain/release/audits/model.ts";
import type { Config } from "../../domain/release/config/schema.ts";
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
}

export type AuditContext = ProjectContext & {
  options: AuditOptions;
  render(value: unknown, format?: string): Promise<string>;
};

/** The sections asked for, in the order of the report; without the option those of the configuration, otherwise all. */
export function requestedSections(option: readonly string[] | undefined, config: Config["audit"]): AuditSection[] {
  const wanted = option ?? config.sections;
  if (wanted.length === 0 || wanted.includes("all")) return [...AUDIT_SECTIONS];
  return AUDIT_SECTIONS.filter((each) => wanted.includes(each));
}
