import type { AuditSection } from "../../domain/release/audits/model.ts";

/** How sections are called: `name` beside scores, `title` above their part of a report. */
export const SECTION_TITLES: Record<AuditSection, { name: string; title: string }> = {
  "upgrades": { name: "Upgrades", title: "Upgrade Audit" },
  "dependencies": { name: "Dependencies", title: "Dependency Audit" },
  "version-consistency": { name: "Version Consistency", title: "Version Consistency Audit" },
  "breaking-changes": { name: "Breaking Changes", title: "Breaking Changes Audit" },
  "security": { name: "Security", title: "Security Audit" },
  "licenses": { name: "Licenses", title: "License Audit" },
  "plugins": { name: "Plugins", title: "Audit Rules of Plugins" },
};
